import LibSQLTestServer
import MigrationCore
import Testing

/// What every driver must do, run against each of them.
@Suite struct DriverConformanceTests {
    enum Driver: CaseIterable {
        case sqliteInMemory, sqliteFile, sqld, tursoCloud
    }

    /// Runs the body with a connection, off Swift's pool of threads.
    private func with(
        _ driver: Driver,
        _ body: @escaping @Sendable (any DatabaseConnection) throws -> Void
    ) async throws {
        switch driver {
        case .sqliteInMemory: try body(try DatabaseConnector.open(.memory))
        case .sqliteFile:
            let database = try TestDatabase()
            try body(try database.connect())
            withExtendedLifetime(database) {}
        case .sqld: try await onServer(.sqld, body)
        case .tursoCloud: try await onServer(.cloud, body)
        }
    }

    private func onServer(
        _ dialect: Dialect,
        _ body: @escaping @Sendable (any DatabaseConnection) throws -> Void
    ) async throws {
        try await RemoteDatabase.serving(dialect) { database in
            let location = database.location
            try await blocking { try body(try DatabaseConnector.open(location)) }
        }
    }

    @Test(arguments: Driver.allCases) func bindsAndReturnsEveryStorageClass(_ driver: Driver) async throws {
        try await with(driver) { connection in
            let values: [SQLValue] = [
                .null, .integer(.min), .integer(.max), .real(-0.5), .text("it's — 日本"), .text(""), .blob([0, 255]),
                .blob([]),
            ]
            let rows = try connection.query(SQLStatement("SELECT ?, ?, ?, ?, ?, ?, ?, ? AS last", values))
            #expect(rows.first?.values == values)
            #expect(rows.first?["last"] == .blob([]))
            #expect(rows.count == 1)
        }
    }

    @Test(arguments: Driver.allCases) func aBatchIsAppliedWhole(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(
                Batch(["CREATE TABLE t (a)", SQLStatement("INSERT INTO t VALUES (?)", [.integer(7)])])
            )
            #expect(try connection.integer("SELECT a FROM t") == 7)
        }
    }

    @Test(arguments: Driver.allCases, 0..<4) func aBatchThatFailsAnywhereChangesNothing(_ driver: Driver, at place: Int)
        async throws
    {
        try await with(driver) { connection in
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
    }

    @Test(arguments: Driver.allCases, ["COMMIT", "; COMMIT", "/* x */ ROLLBACK"])
    func theBatchThatHoldsACommitIsBlamed(_ driver: Driver, text: String) async throws {
        try await with(driver) { connection in
            let batches = [
                Batch(["CREATE TABLE a (x)"]), Batch(["CREATE TABLE b (x)"]),
                Batch(["CREATE TABLE c (x)", SQLStatement(text), "CREATE TABLE d (x)"]), Batch(["CREATE TABLE e (x)"]),
            ]
            var applied = 0
            var error: DatabaseError?
            do throws(DatabaseError) {
                try connection.apply(batches) { _ in applied += 1 }
            } catch let failed {
                error = failed
            }
            #expect(applied == 2)
            #expect(error?.statementIndex == 1)
            #expect(error?.statement?.text == text)
            #expect(error?.message.hasSuffix("inside a transaction, which the tool itself begins and ends") == true)
            let tables = try connection.column("SELECT name FROM sqlite_schema ORDER BY 1")
            #expect(tables == ["a", "b"])
        }
    }

    @Test(arguments: Driver.allCases) func foreignKeysAreEnforced(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(Batch(["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)"]))
            let error = #expect(throws: DatabaseError.self) {
                try connection.apply(Batch(["INSERT INTO c VALUES (1)"]))
            }
            #expect(error?.code == .constraint)
            #expect(error?.message == "FOREIGN KEY constraint failed")
        }
    }

    @Test(arguments: Driver.allCases) func deferredForeignKeysFailAtTheEndAndRollBack(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(
                Batch([
                    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                    "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
                ])
            )
            let error = #expect(throws: DatabaseError.self) {
                try connection.apply(Batch(["INSERT INTO c VALUES (1)"]))
            }
            #expect(error?.code == .constraint)
            #expect(try connection.integer("SELECT count(*) FROM c") == 0)
            try connection.apply(Batch(["INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1)"]))
        }
    }

    @Test(arguments: Driver.allCases) func withoutATransactionWhatWasDoneStays(_ driver: Driver) async throws {
        try await with(driver) { connection in
            let batch = Batch(["CREATE TABLE t (a)", "REINDEX", "INSERT INTO nowhere VALUES (1)"], transaction: .none)
            let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
            #expect(error?.statementIndex == 2)
            let names = try connection.column("SELECT name FROM sqlite_schema")
            #expect(names == ["t"])
        }
    }

    @Test(arguments: Driver.allCases) func anInterruptedConnectionRunsNothingMore(_ driver: Driver) async throws {
        try await with(driver) { connection in
            connection.interrupt()
            let error = #expect(throws: DatabaseError.self) { try connection.apply(Batch(["CREATE TABLE t (a)"])) }
            #expect(error?.code == .interrupted)
        }
    }

    @Test(arguments: Driver.allCases) func refusesToLetABatchEndItsOwnTransaction(_ driver: Driver) async throws {
        try await with(driver) { connection in
            for text in ["COMMIT", "-- now\nend TRANSACTION", "ROLLBACK", "BEGIN", "/* x */ rollback transaction"] {
                let batch = Batch(["CREATE TABLE t (a)", SQLStatement(text), "CREATE TABLE u (a)"])
                let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
                #expect(error?.message.hasSuffix("inside a transaction, which the tool itself begins and ends") == true)
                let names = try connection.column("SELECT name FROM sqlite_schema")
                #expect(names == [])
            }
        }
    }

    @Test(arguments: Driver.allCases) func savepointsAreNoTransactionControl(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(
                Batch(["CREATE TABLE t (a)", "SAVEPOINT s", "INSERT INTO t VALUES (1)", "ROLLBACK TO s", "RELEASE s"])
            )
            #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        }
    }

    @Test(arguments: Driver.allCases) func severalQuestionsSeeOneStateAndEachHasItsAnswer(_ driver: Driver) async throws
    {
        try await with(driver) { connection in
            try connection.apply(Batch(["CREATE TABLE t (a)", "INSERT INTO t VALUES (7)"]))
            for isolation in [ReadIsolation.snapshot, .afterWriters] {
                let answers = try connection.query(
                    ["SELECT a FROM t", "SELECT a FROM missing", "SELECT 2 AS b"],
                    isolation: isolation
                )
                let rows = try answers[0].get()
                #expect(rows.map(\.values) == [[7]])
                let error = #expect(throws: DatabaseError.self) { _ = try answers[1].get() }
                #expect(error?.message == "no such table: missing")
                let last = try answers[2].get()
                #expect(last.first?["b"] == 2)
            }
            // Nothing of it holds a lock.
            try connection.apply(Batch(["INSERT INTO t VALUES (8)"]))
        }
    }

    @Test(arguments: Driver.allCases) func ofSeveralBatchesThoseBeforeTheFailureStay(_ driver: Driver) async throws {
        try await with(driver) { connection in
            var told: [[SQLRow]] = []
            let batches = [
                Batch(["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "SELECT a FROM t"]),
                Batch(["INSERT INTO t VALUES (2)"]),
                Batch(["UPDATE t SET a = a + 1", "INSERT INTO nowhere VALUES (1)"]),
            ]
            let error = #expect(throws: DatabaseError.self) { try connection.apply(batches) { told.append($0) } }
            #expect(error?.statementIndex == 1)
            #expect(error?.isOutcomeUnknown == false)
            #expect(told.map { $0.map(\.values) } == [[[1]], []])
            let values = try connection.column("SELECT a FROM t")
            #expect(values == ["1", "2"])
        }
    }

    @Test(arguments: Driver.allCases) func aRebuildWithoutForeignKeysKeepsTheChildren(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(Batch.parentAndChildren)
            try connection.apply(Batch(Batch.rebuildOfParent, transaction: .atomic(foreignKeys: .off)))
            #expect(try connection.integer("SELECT count(*) FROM child") == 2)
            #expect(try connection.column("SELECT name FROM sqlite_schema WHERE type = 'table'") == ["child", "p"])
            let error = #expect(throws: DatabaseError.self) {
                try connection.apply(Batch(["INSERT INTO child VALUES (9)"]))
            }
            #expect(error?.code == .constraint)
        }
    }

    @Test(arguments: Driver.allCases) func rowsThatLoseTheirParentFailTheBatch(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(Batch.parentAndChildren)
            let batch = Batch(["DELETE FROM p WHERE id = 1"], transaction: .atomic(foreignKeys: .off))
            let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
            #expect(error?.code == .foreignKeys)
            #expect(error?.message == "1 row of \"child\" would have no parent in \"p\" (rowid 1)")
            #expect(try connection.column("SELECT id FROM p") == ["1", "2"])
        }
    }

    @Test(arguments: Driver.allCases) func rowsThatHadNoParentBeforeDoNotCount(_ driver: Driver) async throws {
        try await with(driver) { connection in
            try connection.apply(Batch.parentAndChildren)
            let orphan = Batch(
                ["PRAGMA foreign_keys=OFF", "INSERT INTO child VALUES (7)", "PRAGMA foreign_keys=ON"],
                transaction: .none
            )
            try connection.apply(orphan)
            try connection.apply(Batch(Batch.rebuildOfParent, transaction: .atomic(foreignKeys: .off)))
            #expect(try connection.integer("SELECT count(*) FROM child") == 3)
            let batch = Batch(["DELETE FROM p WHERE id = 2"], transaction: .atomic(foreignKeys: .off))
            let error = #expect(throws: DatabaseError.self) { try connection.apply(batch) }
            #expect(error?.message == "1 row of \"child\" would have no parent in \"p\" (rowid 2)")
            #expect(try connection.integer("SELECT count(*) FROM p") == 2)
        }
    }

    @Test(arguments: Driver.allCases) func orphansAreKnownWithoutRowidAndWithAnotherType(_ driver: Driver) async throws
    {
        try await with(driver) { connection in
            try connection.apply(Batch.parentAndChildren)
            let orphans: [SQLStatement] = [
                "PRAGMA foreign_keys=OFF", "CREATE TABLE c (id TEXT PRIMARY KEY, p TEXT REFERENCES p)",
                "INSERT INTO p VALUES (3)", "INSERT INTO c VALUES ('a', '07'), ('b', '07'), ('c', '3')",
                "PRAGMA foreign_keys=ON",
            ]
            try connection.apply(Batch(orphans, transaction: .none))
            func rebuild(_ more: SQLStatement...) throws {
                try connection.apply(Batch(Batch.rebuildOfOrphans + more, transaction: .atomic(foreignKeys: .off)))
            }
            for statement: SQLStatement in [
                "INSERT INTO c VALUES ('d', 7)", "UPDATE c SET p = 9 WHERE id = 'a'", "DELETE FROM p WHERE id = 3",
            ] {
                let error = #expect(throws: DatabaseError.self) { try rebuild(statement) }
                #expect(error?.code == .foreignKeys)
                #expect(error?.message == "1 row of \"c\" would have no parent in \"p\"", "\(statement.text)")
            }
            try rebuild()
            #expect(try connection.column("SELECT id || p FROM c ORDER BY id") == ["a7", "b7", "c3"])
        }
    }
}

extension Batch {
    fileprivate static let rebuildOfOrphans: [SQLStatement] = [
        "CREATE TABLE new_c (id TEXT PRIMARY KEY, p INTEGER REFERENCES p) WITHOUT ROWID",
        "INSERT INTO new_c SELECT id, p FROM c", "DROP TABLE c", "ALTER TABLE new_c RENAME TO c",
    ]

    fileprivate static let parentAndChildren = Batch([
        "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE child (p REFERENCES p ON DELETE CASCADE)",
        "INSERT INTO p VALUES (1), (2)", "INSERT INTO child VALUES (1), (2)",
    ])

    fileprivate static let rebuildOfParent: [SQLStatement] = [
        "CREATE TABLE new_p (id INTEGER PRIMARY KEY, title TEXT)", "INSERT INTO new_p (id) SELECT id FROM p",
        "DROP TABLE p", "ALTER TABLE new_p RENAME TO p",
    ]
}
