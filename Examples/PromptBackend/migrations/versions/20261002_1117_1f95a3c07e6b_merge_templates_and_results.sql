-- revision: 1f95a3c07e6b
-- down_revision: 8c41d0aa92ef, d7e60b25c918
-- message: Merge templates and results
-- created: 2026-10-02T11:17:33Z

-- migrate:up

-- Joins the two branches; there is nothing to do in the database, either way.

-- migrate:down
