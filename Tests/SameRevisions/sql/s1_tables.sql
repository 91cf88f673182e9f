-- revision: s1
-- down_revision: none
-- message: Tables

-- migrate:up
CREATE TABLE prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL COLLATE NOCASE,
    tags TEXT DEFAULT 'draft',
    score REAL,
    parent INTEGER REFERENCES prompts (id) ON DELETE SET NULL
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    prompt INTEGER NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
    model VARCHAR(40) NOT NULL DEFAULT 'small' CHECK (model <> ''),
    at DATETIME DEFAULT CURRENT_TIMESTAMP,
    length INTEGER GENERATED ALWAYS AS (length(model)) VIRTUAL,
    CONSTRAINT one_run UNIQUE (prompt, model)
);
CREATE TABLE labels (
    prompt INTEGER NOT NULL,
    name TEXT NOT NULL,
    weight REAL NOT NULL DEFAULT 1.5,
    PRIMARY KEY (prompt, name),
    CONSTRAINT of_prompt FOREIGN KEY (prompt) REFERENCES prompts (id) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO prompts (id, title, tags, score, parent) VALUES
    (1, ' It''s ', 'warm,short', 2.0, NULL), (2, 'Böse', 'warm', NULL, 1), (5, 'Gone', NULL, 7.5, 2), (9, 'Last', '', 0.5, NULL);
INSERT INTO runs (prompt, model, at) VALUES (1, 'small', '2026-01-01'), (1, 'large', '2026-01-02'), (2, 'small', NULL);
INSERT INTO labels (prompt, name) VALUES (2, 'old');
DELETE FROM prompts WHERE id = 9;

-- migrate:down
DROP TABLE labels;
DROP TABLE runs;
DROP TABLE prompts;
