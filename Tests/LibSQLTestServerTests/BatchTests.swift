import Testing

@testable import LibSQLTestServer

@Suite("Batches of the double", .serialized)
struct BatchTests {
    @Test(arguments: Dialect.allCases)
    func conditionsSeeWhetherStepsSucceeded(_ dialect: Dialect) async throws {
        try await withServer(dialect) { server in
            let answer = try await server.pipeline([
                .batch([
                    .step("SELECT 1"),
                    .step("SELECT json('x')"),
                    .step("SELECT 1", if: .ok(1)),
                    .step("SELECT 1", if: .failed(2)),
                    .step("SELECT 1", if: .not(.ok(2))),
                    .step("SELECT 1", if: .all(.ok(0), .ok(1))),
                    .step("SELECT 1", if: .any(.ok(0), .ok(1))),
                    .step("SELECT 1", if: .isAutocommit),
                ]), .close,
            ])
            #expect(
                answer.steps(0) == ["ok", "SQLITE_UNKNOWN", "skipped", "ok", "ok", "skipped", "ok", "ok"]
            )
        }
    }

    @Test(arguments: Dialect.allCases)
    func aConditionMayNotLookAhead(_ dialect: Dialect) async throws {
        try await withServer(dialect) { server in
            let outcome = await server.post(
                "/v3/pipeline",
                .pipeline([.execute("CREATE TABLE t(a)"), .batch([.step("SELECT 1", if: .ok(0))])])
            )
            guard case .answer(400, _, let body) = outcome else { throw Unexpected(outcome: outcome) }
            #expect(body.contains("Invalid reference to step in a batch condition"))
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
        }
    }

    @Test(arguments: [
        "CREAT TABLE t(a)", "VACUUM", "PRAGMA writable_schema = 1", "CREATE TEMP TABLE t(a)", "", "SELECT 1; SELECT 2",
    ])
    func theOpenSourceServerRefusesAWholeBatchForOneStatement(_ sql: String) async throws {
        try await withServer { server in
            let answer = try await server.pipeline([.batch([.step("CREATE TABLE u(a)"), .step(sql)]), .close])
            #expect(answer.code(0)?.hasPrefix("SQL_") == true)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }

    @Test func theHostedServiceTellsItInThePlaceOfTheStep() async throws {
        try await withServer(.cloud) { server in
            let answer = try await server.pipeline([
                .batch([.step("CREATE TABLE u(a)"), .step("CREAT TABLE t(a)"), .step("VACUUM")]), .close,
            ])
            #expect(answer.steps(0) == ["ok", "SQL_PARSE_ERROR", "SQL_PARSE_ERROR"])
        }
    }

    @Test func aSyntaxErrorInATriggersBodyIsFoundBeforeAnythingRuns() async throws {
        try await withServer { server in
            let answer = try await server.pipeline([
                .batch([
                    .step("CREATE TABLE u(a)"),
                    .step("CREATE TRIGGER x AFTER INSERT ON u BEGIN SELECT 1; DELET FROM u; END"),
                ]), .close,
            ])
            #expect(answer.code(0) == "SQL_PARSE_ERROR")
        }
    }

    @Test func aTriggerIsOneStatement() async throws {
        try await withServer { server in
            let answer = try await server.pipeline([
                .sequence(
                    "CREATE TABLE u(a); CREATE TRIGGER x AFTER INSERT ON u BEGIN "
                        + "SELECT CASE WHEN 1 THEN 2 END; DELETE FROM u; END; CREATE TABLE v(a);"
                ),
                .close,
            ])
            #expect(answer.results.first?["type"] == .string("ok"))
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [3])
        }
    }

    @Test func aSequenceStopsAtItsFirstErrorAndRollsNothingBack() async throws {
        try await withServer { server in
            let first = try await server.pipeline([
                .sequence("BEGIN; CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1), (1); CREATE TABLE u(a)"),
                .getAutocommit, .execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"),
            ])
            #expect(first.code(0) == "SQLITE_CONSTRAINT")
            #expect(first.results[1]["response"]?["is_autocommit"] == .bool(false))
            #expect(first.rows(2) == .array([.array([HranaValue.integer(1).json])]))
            try await server.pipeline([.close], baton: first.baton)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }

    @Test(arguments: Dialect.allCases)
    func anAnswerThatGrowsTooLongEndsTheProgramBeforeItsRollback(_ dialect: Dialect) async throws {
        try await withServer(dialect, { $0.responseLimit = 2000 }) { server in
            let first = try await server.pipeline([
                .batch([
                    .step("BEGIN IMMEDIATE"), .step("CREATE TABLE t(a)"),
                    .step("SELECT printf('%5000s', 'x')"), .step("ROLLBACK", if: .not(.ok(2))),
                ]), .getAutocommit,
            ])
            #expect(first.code(0) == "RESPONSE_TOO_LARGE")
            #expect(first.results[1]["response"]?["is_autocommit"] == .bool(false))
            try await server.pipeline([.close], baton: first.baton)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }

    @Test func rowsAreCountedAndRowIDsTold() async throws {
        try await withServer { server in
            let answer = try await server.run(
                "CREATE TABLE t(a)",
                "INSERT INTO t VALUES (1), (2)",
                "WITH x AS (SELECT 3) INSERT INTO t SELECT * FROM x",
                "UPDATE t SET a = 0",
                "SELECT * FROM t"
            )
            let counts = (0..<5).map { answer.result($0)?["affected_row_count"] }
            #expect(counts == [.number("0"), .number("2"), .number("1"), .number("3"), .number("0")])
            let rowIDs = (0..<5).map { answer.result($0)?["last_insert_rowid"] }
            #expect(rowIDs == [.null, .string("2"), .string("3"), .null, .null])
        }
    }
}
