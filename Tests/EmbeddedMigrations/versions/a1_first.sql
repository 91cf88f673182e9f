-- revision: a1
-- down_revision: none
-- message: First

-- migrate:up
CREATE TABLE t (a TEXT);

-- migrate:down
DROP TABLE t;
