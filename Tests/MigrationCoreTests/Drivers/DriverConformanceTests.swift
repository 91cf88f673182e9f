import MigrationCore
import Testing

/// What every driver must do, run against each of them.
@Suite struct DriverConformanceTests {
    enum Driver: CaseIterable {
        case sqliteInMemory, sqliteFile
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func connect(_ driver: Driver) throws -> any DatabaseConnection {
        switch driver {
        case .sqliteInMemory: try DatabaseConnector.open(.memory)
        case .sqliteFile: try DatabaseConnector.open(.file(path: folder.file("app.db")))
        }
    }

    @Test(arguments: Driver.allCases) func bindsAndReturnsEveryStorageClass(_ driver: Driver) throws {
        let connection = try connect(driver)
        let values: [SQLValue] = [
            .null, .integer(.min), .integer(.max), .real(-0.5), .text("it's — 日本"), .text(""), .blob([0, 255]),
            .blob([]),
        ]
        let rows = try connection.query(SQLStatement("SELECT ?, ?, ?, ?, ?, ?, ?, ? AS last", values))
        #expect(rows.first?.values == values)
        #expect(rows.first?["last"] == .blob([]))
        #expect(rows.count == 1)
    }

    @Test(arguments: Driver.allCases) func aBatchIsAppliedWhole(_ driver: Driver) throws {
        let connection = try connect(driver)
        try connection.apply(Batch(["CREATE TABLE t (a)", SQLStatement("INSERT INTO t VALUES (?)", [.integer(7)])]))
        #expect(try connection.integer("SELECT a FROM t") == 7)
    }

    @Test(arguments: Driver.allCases, 0..<4) func aBatchThatFailsAnywhereChangesNothing(_ driver: Driver, at place: Int)
        throws
    {
        let connection = try connect(driver)
        try connection.apply(Batch(["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]))
        var statements: [SQLStatement] = ["CREATE TABLE u (b)", "UPDATE t SET a = 2", "INSERT INTO t VALUES (3)"]
        statements.insert("INSERT INTO missing VALUES (1)", at: place)
        let error = #expect(throws: DatabaseError.self) { try connection.apply(Batch(statements)) }
        #expect(error?.statementIndex == place)
        #expect(error?.statement?.text == "INSERT INTO missing VALUES (1)")
        #expect(error?.message.contains("no such table: missing") == true)
        #expect(try connection.column("SELECT a FROM t") == ["1"])
        #expect(try connection.column("SELECT name FROM sqlite_schema") == ["t"])
    }

    @Test(arguments: Driver.allCases) func foreignKeysAreEnforced(_ driver: Driver) throws {
        let connection = try connect(driver)
        try connection.apply(Batch(["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)"]))
        let error = #expect(throws: DatabaseError.self) { try connection.apply(Batch(["INSERT INTO c VALUES (1)"])) }
        #expect(error?.code == .constraint)
        #expect(error?.message == "FOREIGN KEY constraint failed")
    }

    @Test(arguments: Driver.allCases) func deferredForeignKeysFailAtTheEndAndRollBack(_ driver: Driver) throws {
        let connection = try connect(driver)
        try connection.apply(
            Batch([
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
            ])
        )
        let error = #expect(throws: DatabaseError.self) { try connection.apply(Batch(["INSERT INTO c VALUES (1)"])) }
        #expect(error?.code == .constraint)
        #expect(try connection.integer("SELECT count(*) FROM c") == 0)
        try connection.apply(Batch(["INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1)"]))
    }

    @Test(arguments: Driver.allCases) func withoutATransactionWhatWasDoneStays(_ driver: Driver) throws {
        let connection = try connect(driver)
        let batch = Batch(["CREATE TABLE t (a)", "VACUUM", "INSERT INTO nowhere VALUES (1)"], transaction: .none)
        let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
        #expect(error?.statementIndex == 2)
        #expect(try connection.column("SELECT name FROM sqlite_schema") == ["t"])
    }

    @Test(arguments: Driver.allCases) func anInterruptedConnectionRunsNothingMore(_ driver: Driver) throws {
        let connection = try connect(driver)
        connection.interrupt()
        let error = #expect(throws: DatabaseError.self) { try connection.apply(Batch(["CREATE TABLE t (a)"])) }
        #expect(error?.code == .interrupted)
    }

    @Test(arguments: Driver.allCases) func refusesToLetABatchEndItsOwnTransaction(_ driver: Driver) throws {
        let connection = try connect(driver)
        for text in ["COMMIT", "-- now\nend TRANSACTION", "ROLLBACK", "BEGIN", "/* x */ rollback transaction"] {
            let batch = Batch(["CREATE TABLE t (a)", SQLStatement(text), "CREATE TABLE u (a)"])
            let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
            #expect(error?.message.hasSuffix("inside a transaction, which the tool itself begins and ends") == true)
            #expect(try connection.column("SELECT name FROM sqlite_schema") == [])
        }
    }

    @Test(arguments: Driver.allCases) func savepointsAreNoTransactionControl(_ driver: Driver) throws {
        let connection = try connect(driver)
        try connection.apply(
            Batch(["CREATE TABLE t (a)", "SAVEPOINT s", "INSERT INTO t VALUES (1)", "ROLLBACK TO s", "RELEASE s"])
        )
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
    }
}
