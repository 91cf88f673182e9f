-- revision: s3
-- down_revision: s2
-- message: Rebuild a table to which others refer

-- migrate:up foreign_keys=off
DROP VIEW longest;
CREATE TABLE new_prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL COLLATE NOCASE,
    tags TEXT,
    score INTEGER NOT NULL DEFAULT 0,
    parent INTEGER REFERENCES prompts (id) ON DELETE SET NULL,
    slug TEXT NOT NULL CHECK (slug <> ''),
    CONSTRAINT not_negative CHECK (score >= 0)
);
INSERT INTO new_prompts (id, title, tags, score, parent, slug)
    SELECT id, title, tags, ifnull(score, -1 + 1), parent, 'prompt-' || id FROM prompts;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'prompts') WHERE name = 'new_prompts';
DROP TABLE prompts;
ALTER TABLE new_prompts RENAME TO prompts;
CREATE INDEX by_title ON prompts (title COLLATE BINARY DESC, abs(score)) WHERE score > 1;
CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
BEGIN
    INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
END;
CREATE VIEW longest AS SELECT p.title, max(r.length) AS length FROM prompts p JOIN runs r ON r.prompt = p.id GROUP BY p.id;

-- migrate:down foreign_keys=off
DROP VIEW longest;
CREATE TABLE new_prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL COLLATE NOCASE,
    score REAL,
    parent INTEGER REFERENCES prompts (id) ON DELETE SET NULL,
    tags TEXT DEFAULT 'draft' -- where the downgrade of s5 has put it
);
INSERT INTO new_prompts (id, title, tags, score, parent) SELECT id, title, tags, score, parent FROM prompts;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'prompts') WHERE name = 'new_prompts';
DROP TABLE prompts;
ALTER TABLE new_prompts RENAME TO prompts;
CREATE INDEX by_title ON prompts (title COLLATE BINARY DESC, abs(score)) WHERE score > 1;
CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
BEGIN
    INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
END;
CREATE VIEW longest AS SELECT p.title, max(r.length) AS length FROM prompts p JOIN runs r ON r.prompt = p.id GROUP BY p.id;
