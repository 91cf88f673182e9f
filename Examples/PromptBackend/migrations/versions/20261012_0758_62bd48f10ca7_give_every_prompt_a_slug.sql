-- revision: 62bd48f10ca7
-- down_revision: 1f95a3c07e6b
-- message: Give every prompt a slug
-- created: 2026-10-12T07:58:19Z

-- migrate:up

ALTER TABLE prompts ADD COLUMN slug VARCHAR(255);

-- "Greet a new user" becomes "greet-a-new-user-1b4e28ba": the first digits of the id tell equal titles apart.
-- Prompts in the bin get one too, for they can be restored.
UPDATE prompts
SET slug = trim(replace(lower(trim(title)), ' ', '-'), '-') || '-' || substr(id, 1, 8);

CREATE INDEX idx_prompts_slug ON prompts (slug);

-- migrate:down

-- SQLite drops no column that an index names.
DROP INDEX idx_prompts_slug;
ALTER TABLE prompts DROP COLUMN slug;
