-- revision: b08e7f34d512
-- down_revision: 62bd48f10ca7
-- message: Rebuild the status indexes
-- created: 2026-10-26T21:40:02Z

-- migrate:up transaction=off

-- Databases that were restored from copied files had stale entries in these two indexes. Without a transaction around
-- both, writers wait for one index at a time. REINDEX may run again any number of times, so a run that was cut off is
-- finished by hand with the same two statements.

REINDEX idx_prompts_status;
REINDEX idx_evaluations_status;

-- migrate:down

-- A fresh index is as good for the revision before.
