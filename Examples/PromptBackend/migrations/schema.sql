-- The declared schema: what the database looks like when every revision in versions/ is applied.
-- Change it here, then let `migrate revision --autogenerate -m "…"` write the revision.

-- Prompts. A new version is a new row that names the one it was made from.

CREATE TABLE prompts (
    id         VARCHAR(36) NOT NULL PRIMARY KEY, -- UUID, made by the application
    user_id    VARCHAR(36) NOT NULL,
    title      VARCHAR(255) NOT NULL,
    content    TEXT NOT NULL,
    variables  JSON NOT NULL DEFAULT '[]' CHECK (json_valid(variables)),
    status     VARCHAR(50) NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'archived')),
    version    INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
    parent_id  VARCHAR(36) REFERENCES prompts (id) ON DELETE SET NULL, -- the version that this one was made from
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at DATETIME,
    slug       VARCHAR(255) NOT NULL -- migrate:backfill 'prompt-' || substr(id, 1, 8)
);

CREATE INDEX idx_prompts_user_id ON prompts (user_id);
CREATE INDEX idx_prompts_status ON prompts (status) WHERE deleted_at IS NULL;
CREATE INDEX idx_prompts_slug ON prompts (slug);

CREATE TRIGGER trg_prompts_updated_at
AFTER UPDATE OF title, content, variables, status ON prompts
BEGIN
    UPDATE prompts SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- The library that prompts are started from.

CREATE TABLE prompt_templates (
    id          VARCHAR(36) NOT NULL PRIMARY KEY,
    name        VARCHAR(255) NOT NULL COLLATE NOCASE,
    description TEXT,
    content     TEXT NOT NULL,
    tags        JSON NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    is_public   BOOLEAN NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    created_at  DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at  DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at  DATETIME
);

CREATE UNIQUE INDEX idx_prompt_templates_name ON prompt_templates (name) WHERE deleted_at IS NULL;

CREATE TRIGGER trg_prompt_templates_updated_at
AFTER UPDATE OF name, description, content, tags, is_public ON prompt_templates
BEGIN
    UPDATE prompt_templates SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- Runs of a prompt against a model, and what came of each case. They go with their prompt.

CREATE TABLE evaluations (
    id           VARCHAR(36) NOT NULL PRIMARY KEY,
    prompt_id    VARCHAR(36) NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
    name         VARCHAR(255) NOT NULL,
    model        VARCHAR(100) NOT NULL,
    parameters   JSON NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)),
    status       VARCHAR(50) NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    score        REAL CHECK (score BETWEEN 0 AND 1),
    created_at   DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    completed_at DATETIME
);

CREATE INDEX idx_evaluations_prompt_id ON evaluations (prompt_id);
CREATE INDEX idx_evaluations_status ON evaluations (status);

CREATE TABLE test_results (
    id            VARCHAR(36) NOT NULL PRIMARY KEY,
    evaluation_id VARCHAR(36) NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    case_number   INTEGER NOT NULL CHECK (case_number > 0),
    input         JSON NOT NULL CHECK (json_valid(input)),
    output        TEXT,
    passed        BOOLEAN CHECK (passed IN (0, 1)), -- NULL until the case has run
    error         TEXT,
    created_at    DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    latency_ms    INTEGER CHECK (latency_ms >= 0),
    UNIQUE (evaluation_id, case_number)
);

CREATE INDEX idx_test_results_failed ON test_results (evaluation_id) WHERE passed = 0;
CREATE INDEX idx_test_results_latency ON test_results (evaluation_id, latency_ms DESC);
