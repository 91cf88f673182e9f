-- revision: s2
-- down_revision: s1
-- message: An index, a view and a trigger

-- migrate:up
CREATE TABLE changes (id INTEGER PRIMARY KEY, prompt INTEGER, what TEXT);
CREATE INDEX by_title ON prompts (title COLLATE BINARY DESC, abs(score)) WHERE score > 1;
CREATE UNIQUE INDEX one_time ON runs (prompt, at);
CREATE VIEW longest AS SELECT p.title, max(r.length) AS length FROM prompts p JOIN runs r ON r.prompt = p.id GROUP BY p.id;
CREATE TRIGGER note_title AFTER UPDATE OF title ON prompts
BEGIN
    INSERT INTO changes (prompt, what) VALUES (new.id, old.title || ' > ' || new.title);
END;

-- migrate:down
DROP TRIGGER note_title;
DROP VIEW longest;
DROP INDEX one_time;
DROP INDEX by_title;
DROP TABLE changes;
