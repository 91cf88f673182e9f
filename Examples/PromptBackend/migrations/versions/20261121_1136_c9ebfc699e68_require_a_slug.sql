-- revision: c9ebfc699e68
-- down_revision: e4c19d7a5b80
-- message: Require a slug
-- created: 2026-11-21T11:36:56Z

-- migrate:up foreign_keys=off
-- Step 3: triggers must not fire while rows move, and no view or trigger may name what is missing for a moment.
-- What stays is restored below.
DROP TRIGGER "trg_prompts_updated_at";

-- What the rows must be like is looked at before any of them is touched; a guard that fails undoes all of it.
-- Guard: prompts.slug is NOT NULL from here on; no row may hold NULL there.
SELECT CASE WHEN count(*) = 0 THEN 1 ELSE json_extract('{}', 'migrate: prompts.slug: ' || count(*) || ' row(s) would be NULL in a NOT NULL column, for example ' || 'rowid ' || quote(min(rowid)) || '; give them a value first, or declare --backfill prompts.slug=EXPR') END FROM "prompts" WHERE coalesce("slug", ('prompt-' || substr(id, 1, 8))) IS NULL;

-- Rebuild of table prompts, for ALTER TABLE can't make:
--   NOT NULL on column 'prompts.slug'
-- Step 4: the declared table under a name that is free. (Step 1 is foreign_keys=off in the marker: with
-- enforcement, step 6 would delete or change the rows of tables that refer to this one.)
CREATE TABLE "_migrate_new_prompts" (
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

-- Step 5: the rows, by explicit lists. OR ABORT outranks conflict clauses of the table, which could skip rows.
-- The rowid (rowid) is kept: other tables and full-text indexes may hold it.
-- slug is filled by the backfill that was declared.
INSERT OR ABORT INTO "_migrate_new_prompts" (rowid, "id", "user_id", "title", "content", "variables", "status", "version", "parent_id", "created_at", "updated_at", "deleted_at", "slug")
SELECT rowid, "id", "user_id", "title", "content", "variables", "status", "version", "parent_id", "created_at", "updated_at", "deleted_at", coalesce("slug", ('prompt-' || substr(id, 1, 8)))
FROM "prompts";

-- Guard: no row of prompts may be missing before the old table goes.
SELECT CASE WHEN (SELECT count(*) FROM "prompts") = (SELECT count(*) FROM "_migrate_new_prompts") THEN 1 ELSE json_extract('{}', 'migrate: prompts: the copy does not hold as many rows as the table') END;

-- Step 6: the old table, with its indexes.
DROP TABLE "prompts";

-- Step 7: in this order, so that references to prompts in other tables stay as they are.
ALTER TABLE "_migrate_new_prompts" RENAME TO "prompts";

-- Step 8: the indexes of prompts.
CREATE INDEX idx_prompts_user_id ON prompts (user_id);

CREATE INDEX idx_prompts_status ON prompts (status) WHERE deleted_at IS NULL;

CREATE INDEX idx_prompts_slug ON prompts (slug);

-- Triggers last, so that nothing above fired them.
CREATE TRIGGER trg_prompts_updated_at
AFTER UPDATE OF title, content, variables, status ON prompts
BEGIN
    UPDATE prompts SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

-- migrate:down foreign_keys=off
-- Step 3: triggers must not fire while rows move, and no view or trigger may name what is missing for a moment.
-- What stays is restored below.
DROP TRIGGER "trg_prompts_updated_at";

-- Rebuild of table prompts, for ALTER TABLE can't make:
--   NULL on column 'prompts.slug'
-- Step 4: the declared table under a name that is free. (Step 1 is foreign_keys=off in the marker: with
-- enforcement, step 6 would delete or change the rows of tables that refer to this one.)
CREATE TABLE "_migrate_new_prompts" (
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
, slug VARCHAR(255));

-- Step 5: the rows, by explicit lists. OR ABORT outranks conflict clauses of the table, which could skip rows.
-- The rowid (rowid) is kept: other tables and full-text indexes may hold it.
INSERT OR ABORT INTO "_migrate_new_prompts" (rowid, "id", "user_id", "title", "content", "variables", "status", "version", "parent_id", "created_at", "updated_at", "deleted_at", "slug")
SELECT rowid, "id", "user_id", "title", "content", "variables", "status", "version", "parent_id", "created_at", "updated_at", "deleted_at", "slug"
FROM "prompts";

-- Guard: no row of prompts may be missing before the old table goes.
SELECT CASE WHEN (SELECT count(*) FROM "prompts") = (SELECT count(*) FROM "_migrate_new_prompts") THEN 1 ELSE json_extract('{}', 'migrate: prompts: the copy does not hold as many rows as the table') END;

-- Step 6: the old table, with its indexes.
DROP TABLE "prompts";

-- Step 7: in this order, so that references to prompts in other tables stay as they are.
ALTER TABLE "_migrate_new_prompts" RENAME TO "prompts";

-- Step 8: the indexes of prompts.
CREATE INDEX idx_prompts_user_id ON prompts (user_id);

CREATE INDEX idx_prompts_status ON prompts (status) WHERE deleted_at IS NULL;

CREATE INDEX idx_prompts_slug ON prompts (slug);

-- Triggers last, so that nothing above fired them.
CREATE TRIGGER trg_prompts_updated_at
AFTER UPDATE OF title, content, variables, status ON prompts
BEGIN
    UPDATE prompts SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;
