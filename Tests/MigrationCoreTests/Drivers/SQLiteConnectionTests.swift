import Foundation
import MigrationCore
import Testing

@Suite struct SQLiteConnectionTests {
    private let connection: SQLiteConnection

    init() throws {
        connection = try SQLiteConnection.open(.memory, mode: .readWrite)
    }

    private func failure(_ batch: Batch) -> DatabaseError? {
        #expect(throws: DatabaseError.self) { try connection.apply(batch) }
    }

    @Test func refusesSeveralStatementsInOne() {
        for text in ["SELECT 1; SELECT 2", "SELECT 1;\n;x", "SELECT 1; '"] {
            #expect(failure(Batch([SQLStatement(text)]))?.message == "the text holds more than one statement")
        }
    }

    @Test func allowsCommentsAndSemicolonsAroundAStatement() throws {
        #expect(try connection.integer("; -- one\n SELECT 1; -- two\n /* three") == 1)
        #expect(try connection.query("-- nothing but a comment").isEmpty)
        #expect(try connection.query("").isEmpty)
    }

    @Test func refusesTheWrongNumberOfValues() {
        let statement = SQLStatement("SELECT ?, ?", [.null])
        #expect(failure(Batch([statement]))?.message == "the statement has 2 parameters, and 1 values were given")
    }

    @Test func namesTheLineInsideAStatement() {
        let source = SourceLocation(file: "a.sql", line: 10)
        let statement = SQLStatement("CREATE TABLE t (\n  a INTEGER,\n  b TEXT NOTNULL NULL NUL\n)", source: source)
        let error = failure(Batch([statement]))
        #expect(error?.message == "near \"NOTNULL\": syntax error")
        #expect(error?.statement?.source?.line == 12)
    }

    @Test func neverKeepsBoundValuesInAnError() throws {
        try connection.apply(Batch(["CREATE TABLE t (a UNIQUE)", "INSERT INTO t VALUES ('s3cret')"]))
        let error = failure(Batch([SQLStatement("INSERT INTO t VALUES (?)", [.text("s3cret")])]))
        #expect(error?.code == .constraint)
        #expect(error?.message == "UNIQUE constraint failed: t.a")
        #expect(error?.resultCode == 2067)
        #expect(!String(reflecting: error).contains("s3cret"))
    }

    @Test(arguments: [
        "INSERT INTO t VALUES (5)",
        "INSERT OR ROLLBACK INTO t VALUES (1)",
    ])
    func aStatementThatRollsBackKeepsItsOwnReason(text: String) throws {
        try connection.apply(
            Batch([
                "CREATE TABLE t (a UNIQUE)", "INSERT INTO t VALUES (1)",
                "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.a = 5 BEGIN SELECT RAISE(ROLLBACK, 'not five'); END",
            ])
        )
        let error = failure(Batch(["CREATE TABLE u (a)", SQLStatement(text), "CREATE TABLE v (a)"]))
        #expect(error?.code == .constraint)
        #expect(error?.statementIndex == 1)
        #expect(["not five", "UNIQUE constraint failed: t.a"].contains(error?.message))
        #expect(try connection.column("SELECT name FROM sqlite_schema WHERE type = 'table'") == ["t"])
        try connection.apply(Batch(["CREATE TABLE w (a)"]))
    }

    @Test func aTransactionLeftOpenWithoutOneIsRolledBackAndAnError() throws {
        let batch = Batch(["CREATE TABLE t (a)", "BEGIN", "INSERT INTO t VALUES (1)"], transaction: .none)
        #expect(
            failure(batch)?.message
                == "the statements opened a transaction and did not end it; what it held was rolled back"
        )
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
    }

    @Test func aSectionsOwnPragmaDoesNotOutliveIt() throws {
        try connection.apply(Batch(["PRAGMA foreign_keys = OFF", "CREATE TABLE t (a)"], transaction: .none))
        #expect(try connection.integer("PRAGMA foreign_keys") == 1)
    }

    @Test func statementsAreStillRightAfterTheSchemaChanged() throws {
        try connection.apply(Batch(["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]))
        #expect(try connection.query("SELECT * FROM t").first?.columns == ["a"])
        try connection.apply(Batch(["ALTER TABLE t ADD COLUMN b DEFAULT 2"]))
        #expect(try connection.query("SELECT * FROM t").first?.columns == ["a", "b"])
        #expect(try connection.query("SELECT * FROM t").first?.values == [1, 2])
    }

    @Test func aFullDatabaseIsAnErrorOfItsOwn() throws {
        _ = try connection.query("PRAGMA max_page_count = 3")
        let error = failure(Batch(["CREATE TABLE t (a)", "INSERT INTO t VALUES (zeroblob(100000))"]))
        #expect(error?.code == .storage)
        #expect(error?.message == "database or disk is full")
        #expect(try connection.column("SELECT name FROM sqlite_schema") == [])
    }

    @Test func refusesABatchInsideAnOpenTransaction() throws {
        _ = try connection.query("BEGIN")
        #expect(failure(Batch(["CREATE TABLE t (a)"]))?.message == "a transaction is already open")
        #expect(failure(Batch(["VACUUM"], transaction: .none))?.message == "a transaction is already open")
        _ = try connection.query("COMMIT")
    }

    /// `sqlite3_interrupt` alone is lost on a statement that is compiled and does not run yet.
    @Test(.timeLimit(.minutes(1))) func anInterruptBeforeAStatementBeginsEndsItToo() throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;"
        // What follows the semicolon is looked at in between, which takes some milliseconds.
        let statement = SQLStatement(endless + " -- " + String(repeating: "x", count: 1_000_000))
        for round in 1...8 {
            let connection = try SQLiteConnection.open(.memory, mode: .readWrite)
            Thread.detachNewThread {
                usleep(UInt32(round * 2000))
                connection.interrupt()
            }
            let error = #expect(throws: DatabaseError.self) { _ = try connection.query(statement) }
            #expect(error?.code == .interrupted)
        }
    }
}
