-- revision: b08e7f34d512
-- down_revision: 62bd48f10ca7
-- message: Rebuild the status indexes
-- created: 2026-10-26T21:40:02Z

-- migrate:up

-- Databases that were restored from copied files had stale entries in these two indexes. It is one transaction, as all here:
-- a replica that dies in the middle of a section with transaction=off would leave it to people to look at.

REINDEX idx_prompts_status;
REINDEX idx_evaluations_status;

-- migrate:down

-- A fresh index is as good for the revision before.
