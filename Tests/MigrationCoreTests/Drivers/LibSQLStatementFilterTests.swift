import MigrationCore
import Testing

@Suite struct LibSQLStatementFilterTests {
    private func refused(_ text: String, isAlone: Bool = false) -> String? {
        LibSQLStatementFilter.refusal(of: text, isAlone: isAlone)?.what
    }

    @Test(arguments: [
        "SELECT * FROM a JOIN temp ON temp.id = a.id",
        "UPDATE a SET x = (SELECT y FROM temp WHERE temp.id = a.id)",
        "DELETE FROM a WHERE x IS DISTINCT FROM temp.a",
        "DELETE FROM a WHERE x IS NOT DISTINCT FROM \"temp\".a",
        "CREATE VIEW v AS SELECT * FROM a JOIN temp ON temp.id = a.id",
        "CREATE TRIGGER r AFTER INSERT ON a BEGIN INSERT INTO b SELECT 1 FROM temp JOIN c ON temp.id = c.id; END",
        "INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET x = 1", "SELECT temp.a FROM temp",
    ])
    func aTableNamedTempIsOrdinary(text: String) {
        #expect(refused(text) == nil)
    }

    @Test(arguments: [
        "SELECT * FROM temp.t", "INSERT INTO \"temp\".t VALUES (1)", "SELECT 1 FROM a JOIN [temp].t",
        "DROP TABLE temp.t",
        "CREATE TRIGGER r AFTER INSERT ON temp.t BEGIN SELECT 1; END", "CREATE TABLE IF NOT EXISTS temp.t (a)",
        "CREATE UNIQUE INDEX temp.i ON t (a)",
    ])
    func theSchemaTempIsRefused(text: String) {
        #expect(refused(text) == "the schema temp")
    }

    @Test(arguments: [
        "DELETE FROM _litestream_seq", "WITH x AS (SELECT 1) DELETE FROM main._litestream_seq",
        "WITH x AS (SELECT 1) INSERT INTO \"_litestream_lock\" SELECT * FROM x",
        "UPDATE OR IGNORE _litestream_seq SET a = 1",
        "UPDATE _LITESTREAM_SEQ SET a = 1", "DROP TABLE IF EXISTS libsql_wasm_func_table",
        "REPLACE INTO _litestream_seq VALUES (1)",
        "CREATE TRIGGER r AFTER INSERT ON a BEGIN DELETE FROM _litestream_seq; END",
    ])
    func aChangeOfTheServersTablesIsRefused(text: String) {
        #expect(refused(text)?.hasPrefix("a change of ") == true)
    }

    @Test(arguments: [
        "SELECT * FROM _litestream_seq", "INSERT INTO a SELECT seq FROM _litestream_seq",
        "DELETE FROM a WHERE id IN (SELECT seq FROM _litestream_seq)",
        ". _litestream_seq", "_litestream_seq", "main._litestream_seq",
    ])
    func readingThemIsNot(text: String) {
        #expect(refused(text) == nil)
    }

    @Test(arguments: [
        ("; COMMIT", "COMMIT in a revision"), (";;/* x */ -- y\n ; COMMIT", "COMMIT in a revision"),
        ("/* BEGIN */ END", "END in a revision"), (" ; VACUUM", "VACUUM"), ("; ROLLBACK", "ROLLBACK in a revision"),
    ])
    func nothingBeforeAStatementHidesIt(text: String, what: String) {
        #expect(refused(text) == what)
    }

    @Test(arguments: [
        ("PRAGMA user_version = 3", "PRAGMA user_version with a value"),
        ("PRAGMA main.user_version(3)", "PRAGMA user_version with a value"),
        ("PRAGMA schema_version = 3", "PRAGMA schema_version with a value"),
        ("PRAGMA encoding = 'UTF-16'", "PRAGMA encoding with a value"),
        ("PRAGMA writable_schema = ON", "PRAGMA writable_schema"),
    ])
    func whatTursoLetsNobodyWriteIsRefused(text: String, what: String) {
        #expect(refused(text) == what)
    }

    @Test(arguments: [
        "PRAGMA user_version", "PRAGMA schema_version", "PRAGMA main.encoding;", "PRAGMA table_info(t)",
        "PRAGMA foreign_keys = OFF", "PRAGMA defer_foreign_keys = ON",
    ])
    func readingIsNot(text: String) {
        #expect(refused(text) == nil)
    }

    @Test(arguments: ["SAVEPOINT s", "; release s", "ROLLBACK TO s", "ROLLBACK TRANSACTION TO SAVEPOINT s"])
    func aSavepointNeedsATransactionAroundIt(text: String) {
        #expect(refused(text) == nil)
        #expect(refused(text, isAlone: true)?.hasPrefix("to keep a savepoint (") == true)
    }

    @Test func theStatementThatAMessageRepeatsIsFound() {
        let statements: [SQLStatement] = [
            "DROP TABLE a", "DROP TABLE a_long\n\t -- why", "SELECT 1",
            SQLStatement("SELECT 'x',\n  '" + String(repeating: "y", count: 3_000) + "'"),
        ]
        #expect(statements.firstIndex(repeatedIn: "unsupported statement: DROP TABLE a") == 0)
        #expect(statements.firstIndex(repeatedIn: #"unsupported statement: DROP TABLE a_long\n\t -- why"#) == 1)
        #expect(statements.firstIndex(repeatedIn: "unsupported statement: DROP TABLE a_long\n\t -- why") == 1)
        let cut = #"unsupported: SELECT 'x',\n  '"# + String(repeating: "y", count: 1_500) + "…"
        #expect(statements.firstIndex(repeatedIn: cut) == 3)
        #expect(statements.firstIndex(repeatedIn: "near x") == nil)
    }
}
