-- revision: s4
-- down_revision: s2
-- message: Make labels of tags

-- migrate:up
UPDATE prompts SET title = trim(title) WHERE title <> trim(title);
INSERT INTO labels (prompt, name, weight)
WITH RECURSIVE parts (prompt, name, rest, number) AS (
    SELECT id, '', tags || ',', 0 FROM prompts WHERE tags IS NOT NULL
    UNION ALL
    SELECT prompt, substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1), number + 1
    FROM parts WHERE rest <> ''
)
SELECT prompt, name, 1.0 / number FROM parts WHERE name <> '';
UPDATE prompts SET tags = NULL;

-- migrate:down
UPDATE prompts SET tags = (
    SELECT group_concat(name, ',') FROM (
        SELECT name FROM labels WHERE prompt = prompts.id AND name <> 'old' ORDER BY weight DESC
    )
);
DELETE FROM labels WHERE name <> 'old';
