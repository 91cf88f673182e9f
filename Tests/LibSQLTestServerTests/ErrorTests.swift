import Testing

@testable import LibSQLTestServer

@Suite("Errors of the double", .serialized)
struct ErrorTests {
    private static let setup = "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE NOT NULL CHECK (b > 0), c REFERENCES t)"

    @Test(arguments: [
        ("SELECT x FROM t", "SQL input error: no such column: x (at offset 7)", "SQL_INPUT_ERROR"),
        ("SELECT * FROM nope", "SQLite error: no such table: nope", "SQLITE_UNKNOWN"),
        ("SELECT json('x')", "SQLite error: malformed JSON", "SQLITE_UNKNOWN"),
        ("INSERT INTO t VALUES (1, 0, NULL)", "SQLite error: CHECK constraint failed: b > 0", "SQLITE_CONSTRAINT"),
        ("INSERT INTO t VALUES (1, 1, 9)", "SQLite error: FOREIGN KEY constraint failed", "SQLITE_CONSTRAINT"),
        ("SELEC 1", "SQL string could not be parsed: syntax error around L1:1: `SELEC`", "SQL_PARSE_ERROR"),
        ("VACUUM", "SQL string could not be parsed: unsupported statement: VACUUM", "SQL_PARSE_ERROR"),
        ("-- nothing", "SQL string does not contain any statement", "SQL_NO_STATEMENT"),
        ("SELECT 1; SELECT 2", "SQL string contains more than one statement", "SQL_MANY_STATEMENTS"),
        ("SELECT ?", "Arguments do not match SQL parameters: value for parameter 1 not found", "ARGS_INVALID"),
        ("COMMIT", "SQLite error: cannot commit - no transaction is active", "SQLITE_UNKNOWN"),
    ])
    func theOpenSourceServerPutsAWordBeforeTheMessage(_ sql: String, _ message: String, _ code: String) async throws {
        try await withServer { server in
            let answer = try await server.run(Self.setup, sql)
            #expect(answer.message(1) == message)
            #expect(answer.code(1) == code)
            #expect(answer.error(1)?["extended_code"] == nil)
        }
    }

    @Test(
        arguments: [
            ("SELECT x FROM t", "no such column: x", "SQL_INPUT_ERROR", nil),
            ("SELECT json('x')", "malformed JSON", "SQLITE_UNKNOWN", nil),
            ("INSERT INTO t VALUES (1, 0, NULL)", "CHECK constraint failed: b > 0", "SQLITE_CONSTRAINT", "CHECK"),
            ("INSERT INTO t VALUES (1, NULL, 1)", "NOT NULL constraint failed: t.b", "SQLITE_CONSTRAINT", "NOTNULL"),
            ("INSERT INTO t VALUES (1, 1, 9)", "FOREIGN KEY constraint failed", "SQLITE_CONSTRAINT", "FOREIGNKEY"),
            ("SELEC 1", "near \"SELEC\": syntax error", "SQL_PARSE_ERROR", nil),
            ("VACUUM", "unsupported statement: VACUUM", "SQL_PARSE_ERROR", nil),
        ] as [(String, String, String, String?)]
    )
    func theHostedServiceTellsTheBareMessage(
        _ sql: String,
        _ message: String,
        _ code: String,
        _ extended: String?
    ) async throws {
        try await withServer(.cloud) { server in
            let answer = try await server.run(Self.setup, sql)
            #expect(answer.message(1) == message)
            #expect(answer.code(1) == code)
            #expect(answer.error(1)?["extended_code"]?.text == extended.map { "SQLITE_CONSTRAINT_\($0)" })
        }
    }

    @Test func aValueBeyondTheRowLimitIsRefused() async throws {
        try await withServer(.sqld, { $0.rowLimit = 1000 }) { server in
            let answer = try await server.run("SELECT printf('%2000s', 'x')", "SELECT zeroblob(2000)")
            #expect(answer.code(1) == "SQLITE_TOOBIG")
        }
    }

    @Test func aBodyOfAnotherFormIsRefused() async throws {
        let bodies = ["", "x", "[]", "{}", #"{"requests":[{"type":"nap"}]}"#, #"{"requests":[]} x"#]
        try await withServer { server in
            for body in bodies {
                let outcome = await server.post("/v3/pipeline", text: body)
                #expect(outcome.body(400)?.hasPrefix("Cannot deserialize client message from JSON: ") == true)
            }
        }
        try await withServer(.cloud) { server in
            for body in bodies {
                #expect(await server.post("/v3/pipeline", text: body).body(400)?.hasPrefix(#"{"error":"#) == true)
            }
        }
    }
}
