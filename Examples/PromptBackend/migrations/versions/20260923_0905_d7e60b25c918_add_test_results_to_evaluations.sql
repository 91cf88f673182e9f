-- revision: d7e60b25c918
-- down_revision: 3f2a9c1b7d04
-- branch_labels: results
-- message: Add test results to evaluations
-- created: 2026-09-23T09:05:51Z

-- migrate:up

CREATE TABLE test_results (
    id            VARCHAR(36) NOT NULL PRIMARY KEY,
    evaluation_id VARCHAR(36) NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    case_number   INTEGER NOT NULL CHECK (case_number > 0),
    input         JSON NOT NULL CHECK (json_valid(input)),
    output        TEXT,
    passed        BOOLEAN CHECK (passed IN (0, 1)), -- NULL until the case has run
    error         TEXT,
    created_at    DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (evaluation_id, case_number)
);

-- What the page of an evaluation shows first.
CREATE INDEX idx_test_results_failed ON test_results (evaluation_id) WHERE passed = 0;

-- migrate:down

DROP TABLE test_results;
