-- revision: s6
-- down_revision: s5
-- message: Loose ends

-- migrate:up
DROP VIEW longest;
DROP TRIGGER note_title;
CREATE TABLE new_evaluations (
    id INTEGER PRIMARY KEY,
    prompt INTEGER NOT NULL,
    engine VARCHAR(40) NOT NULL DEFAULT 'small' CHECK (engine <> ''),
    at DATETIME DEFAULT CURRENT_TIMESTAMP,
    length INTEGER GENERATED ALWAYS AS (length(engine)) VIRTUAL,
    seen BOOLEAN NOT NULL DEFAULT 0
);
INSERT INTO new_evaluations (id, prompt, engine, at, seen) SELECT id, prompt, engine, at, seen FROM evaluations;
DROP TABLE evaluations;
ALTER TABLE new_evaluations RENAME TO evaluations;
CREATE UNIQUE INDEX one_time ON evaluations (prompt, at);
INSERT INTO evaluations (prompt, at) VALUES (404, '2026-02-01');
DELETE FROM prompts WHERE id = 2;

-- migrate:down
DELETE FROM evaluations WHERE prompt = 404 OR prompt = 2;
CREATE TABLE new_evaluations (
    id INTEGER PRIMARY KEY,
    prompt INTEGER NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
    engine VARCHAR(40) NOT NULL DEFAULT 'small' CHECK (engine <> ''),
    at DATETIME DEFAULT CURRENT_TIMESTAMP,
    length INTEGER GENERATED ALWAYS AS (length(engine)) VIRTUAL,
    seen INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT one_run UNIQUE (prompt, engine)
);
INSERT INTO new_evaluations (id, prompt, engine, at, seen) SELECT id, prompt, engine, at, seen FROM evaluations;
DROP TABLE evaluations;
ALTER TABLE new_evaluations RENAME TO evaluations;
CREATE UNIQUE INDEX one_time ON evaluations (prompt, at);
CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
BEGIN
    INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
END;
CREATE VIEW longest AS
SELECT p.title, max(r.length) AS length FROM prompts p JOIN evaluations r ON r.prompt = p.id GROUP BY p.id;
