-- revision: 3f2a9c1b7d04
-- down_revision: none
-- message: Initial schema: prompts and evaluations
-- created: 2026-09-07T08:12:40Z

-- migrate:up

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
    deleted_at DATETIME
);

CREATE INDEX idx_prompts_user_id ON prompts (user_id);
CREATE INDEX idx_prompts_status ON prompts (status) WHERE deleted_at IS NULL;

-- Only the columns that people edit: a trigger on every UPDATE would fire again for its own statement wherever
-- recursive_triggers is on.
CREATE TRIGGER trg_prompts_updated_at
AFTER UPDATE OF title, content, variables, status ON prompts
BEGIN
    UPDATE prompts SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

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

-- migrate:down

-- Children first. Indexes and triggers go with their tables.
DROP TABLE evaluations;
DROP TABLE prompts;
