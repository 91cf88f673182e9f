-- revision: 8c41d0aa92ef
-- down_revision: 3f2a9c1b7d04
-- branch_labels: templates
-- message: Add prompt templates
-- created: 2026-09-21T14:30:05Z

-- migrate:up

-- The team of the template library worked on this while the evaluations got their results: a branch.

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

-- A name may be used again once its template is in the bin.
CREATE UNIQUE INDEX idx_prompt_templates_name ON prompt_templates (name) WHERE deleted_at IS NULL;

CREATE TRIGGER trg_prompt_templates_updated_at
AFTER UPDATE OF name, description, content, tags, is_public ON prompt_templates
BEGIN
    UPDATE prompt_templates SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- migrate:down

DROP TABLE prompt_templates;
