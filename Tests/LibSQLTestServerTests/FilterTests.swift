import Testing

@testable import LibSQLTestServer

@Suite("The statement filter of the double", .serialized)
struct FilterTests {
    private func kind(_ sql: String, _ dialect: Dialect = .sqld) -> StatementKind? {
        SQLText.statements(of: sql).first.map { StatementAnalysis($0, dialect).kind }
    }

    @Test(arguments: [
        "SELECT 1", "VALUES (1)", "WITH x AS (SELECT 1) SELECT * FROM x", "PRAGMA table_info(t)", "PRAGMA table_list",
        "PRAGMA main.index_list('i')", "PRAGMA encoding", "EXPLAIN QUERY PLAN DELETE FROM t", "PRAGMA schema_version",
        "EXPLAIN SELECT 1", "/* a */ SELECT 1 -- b",
    ])
    func readsNeedNoRightToWrite(_ sql: String) {
        #expect(kind(sql) == .read)
    }

    @Test(arguments: [
        "CREATE TABLE t(a)", "CREATE TABLE main.temp(a)", "CREATE VIRTUAL TABLE t USING fts5(a)", "REINDEX",
        "CREATE UNIQUE INDEX i ON t(a)", "CREATE VIEW v AS SELECT 1", "ALTER TABLE t ADD b", "DROP TABLE IF EXISTS t",
        "DROP VIEW v", "INSERT OR IGNORE INTO t VALUES (1)", "REPLACE INTO t VALUES (1)", "UPDATE OR FAIL t SET a = 1",
        "WITH x AS (SELECT 1) DELETE FROM t", "PRAGMA foreign_keys", "PRAGMA foreign_keys = OFF",
        "PRAGMA defer_foreign_keys(1)", "PRAGMA foreign_key_check", "PRAGMA user_version = 3", "PRAGMA integrity_check",
        "PRAGMA journal_mode", "PRAGMA legacy_alter_table",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END",
    ])
    func writesNeedTheRight(_ sql: String) {
        #expect(kind(sql) == .write)
    }

    @Test(arguments: [
        "VACUUM", "ANALYZE", "ANALYZE t", "ATTACH 'x' AS y", "CREATE TEMP TABLE t(a)",
        "CREATE TEMPORARY VIEW v AS SELECT 1",
        "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END", "CREATE TABLE temp.t(a)",
        "PRAGMA writable_schema",
        "PRAGMA writable_schema = ON", "PRAGMA optimize", "PRAGMA wal_checkpoint", "PRAGMA incremental_vacuum",
        "PRAGMA case_sensitive_like = 1", "PRAGMA ignore_check_constraints = 1", "PRAGMA shrink_memory",
        "PRAGMA unheard_of", "PRAGMA journal_mode = DELETE", "PRAGMA legacy_alter_table = ON",
        "PRAGMA application_id = 3", "PRAGMA schema_version = 3", "EXPLAIN PRAGMA optimize",
        "INSERT INTO _litestream_seq VALUES (1)", "DELETE FROM \"_litestream_lock\"", "DROP TABLE _litestream_seq",
        "UPDATE main._litestream_seq SET a = 1", "ALTER TABLE libsql_wasm_func_table ADD a",
    ])
    func whatIsNotSortedIsRefused(_ sql: String) {
        #expect(kind(sql) == .unsupported)
    }

    @Test func transactionsAreSorted() {
        #expect(kind("BEGIN IMMEDIATE") == .transactionBegin)
        #expect(kind("COMMIT") == .transactionEnd)
        #expect(kind("END TRANSACTION") == .transactionEnd)
        #expect(kind("ROLLBACK") == .transactionEnd)
        #expect(kind("ROLLBACK TO a") == .release)
        #expect(kind("SAVEPOINT a") == .savepoint)
        #expect(kind("RELEASE a") == .release)
    }

    @Test func theHostedServiceRefusesMore() {
        #expect(kind("PRAGMA user_version", .cloud) == .read)
        #expect(kind("PRAGMA user_version = 3", .cloud) == .unsupported)
        #expect(kind("PRAGMA application_id", .cloud) == .read)
        #expect(kind("PRAGMA busy_timeout", .cloud) == .unsupported)
        #expect(kind("PRAGMA journal_mode", .cloud) == .unsupported)
        #expect(kind("PRAGMA foreign_keys = OFF", .cloud) == .write)
    }

    @Test func aPragmaAsATableIsNotLookedAt() async throws {
        try await withServer { server in
            let answer = try await server.run("SELECT * FROM pragma_foreign_key_check", "SELECT * FROM pragma_optimize")
            #expect(answer.results.allSatisfy { $0["type"] == .string("ok") } || answer.code(1) != "SQL_PARSE_ERROR")
        }
    }

    @Test func describingIsNotFiltered() async throws {
        try await withServer { server in
            let answer = try await server.pipeline([
                .describe("VACUUM"), .describe("SELECT :a AS x, ?"), .describe("EXPLAIN SELECT 1"), .describe("SELEC"),
                .close,
            ])
            #expect(answer.result(0)?["is_readonly"] == .bool(false))
            #expect(
                answer.result(1)?["params"]
                    == .array([.members(["name": .string(":a")]), .members(["name": .null])])
            )
            #expect(answer.result(2)?["is_explain"] == .bool(true))
            #expect(answer.code(3) == "SQL_INPUT_ERROR")
        }
    }
}
