-- revision: s5
-- down_revision: s3, s4
-- message: Other names, and stricter labels

-- migrate:up
ALTER TABLE runs RENAME TO evaluations;
ALTER TABLE evaluations RENAME COLUMN model TO engine;
ALTER TABLE prompts DROP COLUMN tags;
ALTER TABLE prompts ADD COLUMN note TEXT DEFAULT 'it''s';
ALTER TABLE evaluations ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
CREATE TABLE new_labels (
    prompt INTEGER NOT NULL,
    name TEXT NOT NULL,
    weight REAL NOT NULL DEFAULT 1.5,
    PRIMARY KEY (prompt, name),
    CONSTRAINT of_prompt FOREIGN KEY (prompt) REFERENCES prompts (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT one_weight UNIQUE (prompt, weight),
    CHECK (weight > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO new_labels SELECT * FROM labels;
DROP TABLE labels;
ALTER TABLE new_labels RENAME TO labels;
CREATE TABLE aliases (prompt INTEGER, alias TEXT);
INSERT INTO aliases SELECT id, title FROM prompts;
CREATE TABLE new_aliases (
    prompt INTEGER REFERENCES prompts (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, alias TEXT
);
INSERT INTO new_aliases SELECT * FROM aliases;
DROP TABLE aliases;
ALTER TABLE new_aliases RENAME TO aliases;

-- migrate:down
DROP TABLE aliases;
CREATE TABLE new_labels (
    prompt INTEGER NOT NULL,
    name TEXT NOT NULL,
    weight REAL NOT NULL DEFAULT 1.5,
    PRIMARY KEY (prompt, name),
    CONSTRAINT of_prompt FOREIGN KEY (prompt) REFERENCES prompts (id) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO new_labels SELECT * FROM labels;
DROP TABLE labels;
ALTER TABLE new_labels RENAME TO labels;
ALTER TABLE evaluations DROP COLUMN seen;
ALTER TABLE prompts DROP COLUMN note;
ALTER TABLE prompts ADD COLUMN tags TEXT;
ALTER TABLE evaluations RENAME COLUMN engine TO model;
ALTER TABLE evaluations RENAME TO runs;
