-- revision: e4c19d7a5b80
-- down_revision: b08e7f34d512
-- message: Record how long a test took
-- created: 2026-11-09T15:22:46Z

-- migrate:up

-- NULL for the results from before: nobody measured them.
ALTER TABLE test_results ADD COLUMN latency_ms INTEGER CHECK (latency_ms >= 0);

CREATE INDEX idx_test_results_latency ON test_results (evaluation_id, latency_ms DESC);

-- migrate:down

DROP INDEX idx_test_results_latency;
ALTER TABLE test_results DROP COLUMN latency_ms;
