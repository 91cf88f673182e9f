import MigrationCore
import Testing

@Suite struct MigrationFailureTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func failure(
        _ revisions: [Revision],
        _ change: (inout Migrator.Options) -> Void = { _ in }
    ) async -> MigrationError? {
        let migrator = database.migrator(revisions, change)
        return await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
    }

    private let bad = Revision.test(
        "r2",
        after: "r1",
        up: ["CREATE TABLE u (a)", "INSERT INTO missing VALUES (1)"],
        message: "Second"
    )

    @Test func namesRevisionPlaceStatementReasonAndWhatStays() async throws {
        let error = await failure(Revision.chain(1) + [bad])
        #expect(error?.code == .statementFailed)
        #expect(
            error?.summary == """
                upgrade of r2 failed at versions/r2.sql:6: no such table: missing
                    INSERT INTO missing VALUES (1)
                It was rolled back; r1, run before it, stays.
                """
        )
        #expect(
            error?.remedy
                == "Correct versions/r2.sql, then run `migrate upgrade heads`. Where the database was changed by hand, "
                + "`migrate diff --from r1 --to database` shows it."
        )
        #expect(error?.applied == ["r1"])
        #expect(try database.tables == ["t1"])
        #expect(try database.version == ["r1"])
        #expect(try database.history == ["upgrade r1"])
    }

    @Test func saysThatNothingWasAppliedBefore() async throws {
        let error = await failure([.test("a", up: ["CREATE TABLE t (", "SELECT 1"])])
        #expect(
            error?.summary == """
                upgrade of a failed at versions/a.sql:5: incomplete input
                    CREATE TABLE t (
                It was rolled back; nothing was applied.
                """
        )
        #expect(try database.tables == [])
    }

    @Test func shortensLongStatements() async throws {
        let text = "INSERT INTO nowhere\n" + (1...9).map { "-- \($0)" }.joined(separator: "\n") + "\nVALUES (1)"
        let long = "SELECT " + String(repeating: "x", count: 200)
        #expect(
            await failure([.test("a", up: [text])])?.summary.contains("    -- 2\n    … (11 lines)\nIt was rolled back")
                == true
        )
        #expect(
            await failure([.test("a", up: [long])])?.summary.contains(
                "    SELECT " + String(repeating: "x", count: 92) + "…\nIt was"
            ) == true
        )
    }

    @Test func listsSeveralRevisionsThatStay() async throws {
        let chain = Revision.chain(8)
        let error = await failure(chain + [.test("z", after: "r8", up: ["nonsense"])])
        #expect(
            error?.summary.hasSuffix("It was rolled back; 8 revisions run before it stay: r1, r2, r3, …, r8.") == true
        )
        #expect(error?.applied.count == 8)
    }

    @Test(arguments: 0..<4) func aFailureAnywhereLeavesTheRevisionBoundary(at place: Int) async throws {
        var up = ["CREATE TABLE u (a)", "INSERT INTO u VALUES (1)", "UPDATE t1 SET a = 2"]
        up.insert("INSERT INTO missing VALUES (1)", at: place)
        let first = Revision.test("r1", up: ["CREATE TABLE t1 (a)", "INSERT INTO t1 VALUES (1)"])
        #expect(await failure([first, .test("r2", after: "r1", up: up)]) != nil)
        #expect(try database.tables == ["t1"])
        #expect(try database.connect().column("SELECT a FROM t1") == ["1"])
        #expect(try database.version == ["r1"])
        #expect(try database.history == ["upgrade r1"])
    }

    @Test func aSingleTransactionIsRolledBackAsAWhole() async throws {
        let error = await failure(Revision.chain(1) + [bad]) { $0.isSingleTransaction = true }
        #expect(
            error?.summary == """
                upgrade of r2 failed at versions/r2.sql:6: no such table: missing
                    INSERT INTO missing VALUES (1)
                All of it was rolled back: the database is as it was before.
                """
        )
        #expect(error?.applied == [])
        #expect(try database.tables == [])
    }

    @Test func aSingleTransactionAppliesAll() async throws {
        let migrator = database.migrator(Revision.chain(3)) { $0.isSingleTransaction = true }
        let report = try await migrator.upgrade()
        #expect(report.steps.map(\.revision) == ["r1", "r2", "r3"])
        #expect(try database.history == ["upgrade r1", "upgrade r2", "upgrade r3"])
    }

    @Test func newViolationsOfARebuildFail() async throws {
        let first = Revision.test(
            "r1",
            up: [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)",
                "INSERT INTO p VALUES (1)",
                "INSERT INTO c VALUES (1)",
            ]
        )
        let second = Revision.test(
            "r2",
            after: "r1",
            up: ["DELETE FROM p"],
            transaction: .atomic(foreignKeys: .off)
        )
        #expect(
            await failure([first, second])?.summary == """
                upgrade of r2 failed at versions/r2.sql:1: 1 row of "c" would have no parent in "p" (rowid 1)
                It was rolled back; r1, run before it, stays.
                """
        )
    }

    @Test func aLockedDatabaseIsNotTheRevisionsFault() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        let holder = try database.connect()
        _ = try holder.query("BEGIN IMMEDIATE")
        let error = await failure(Revision.chain(2)) { $0.busyTimeout = .milliseconds(10) }
        #expect(error?.code == .database)
        #expect(
            error?.summary == """
                upgrade of r2 failed at t2.sql:1 (BEGIN IMMEDIATE): database is locked
                It was rolled back; nothing was applied.
                """
        )
        #expect(
            error?.remedy
                == "Another connection holds the database: end what it does there, then run the same command again."
        )
    }

    @Test func aMissingFolderIsNamed() async throws {
        let location = DatabaseLocation.file(path: database.folder.file("data/app.db"))
        let migrator = Migrator(database: location, migrations: .revisions(Revision.chain(1)))
        let error = await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
        #expect(error?.summary == "\(location): the folder \(database.folder.file("data")) does not exist")
        #expect(error?.remedy == "Check the path; a missing file is created, a missing folder is not.")
    }

    @Test func aFirstRunThatFailsLeavesNoFile() async throws {
        #expect(await failure([.test("a", up: ["CREATE TABLE t (x)", "nonsense"])]) != nil)
        #expect(database.folder.names == [])
    }

    @Test func aFileThatWasEmptyBeforeStays() async throws {
        database.folder.write("", to: "app.db")
        #expect(await failure([.test("a", up: ["nonsense"])]) != nil)
        #expect(database.folder.names == ["app.db"])
    }

    @Test func whatWasAppliedBeforeTheFailureStaysInItsFile() async throws {
        #expect(await failure(Revision.chain(1) + [bad]) != nil)
        #expect(database.folder.names == ["app.db"])
    }

    @Test func withoutItsLockNoFileIsCreated() async throws {
        database.folder.write("precious", to: "app.db-migrate.lock")
        #expect(await failure(Revision.chain(1)) != nil)
        #expect(database.folder.names == ["app.db-migrate.lock"])
    }

    @Test func anotherProgramsTableIsNotTouched() async throws {
        try database.connect().apply(Batch(["CREATE TABLE alembic_version (id)"]))
        #expect(
            await failure(Revision.chain(1))?.summary
                == "\(database.path): the table alembic_version has no column version_num: it is another program's"
        )
    }

    @Test func aHeldLockIsNamedWhenTheTimeIsUp() async throws {
        let held = try MigrationLock(
            database: database.path,
            timeout: .zero,
            interruption: Interruption()
        ) { _ in }
        let error = await failure(Revision.chain(1)) { $0.lockTimeout = .zero }
        #expect(error?.code == .locked)
        _ = consume held
    }

    @Test func aDeferredKeyFailsAtCommit() async throws {
        let first = Revision.test(
            "a",
            up: [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)", "INSERT INTO c VALUES (1)",
            ]
        )
        #expect(
            await failure([first])?.summary == """
                upgrade of a failed at versions/a.sql:1 (COMMIT): FOREIGN KEY constraint failed
                It was rolled back; nothing was applied.
                """
        )
        #expect(try database.tables == [])
    }

    @Test func aFileThatMayNotBeWrittenIsSaidToBeSo() {
        let error = DatabaseError(.readOnly, "attempt to write a readonly database")
        #expect(
            MigrationError(error, at: database.location).summary
                == "\(database.path): attempt to write a readonly database"
        )
        #expect(
            MigrationError(error, at: database.location).remedy
                == "Make the file and its folder writable; SQLite keeps its journal beside the file."
        )
    }

    @Test(arguments: [
        (DatabaseError.Code.storage, "Make room on the disk, then run the same command again."),
        (.corrupt, "Check that this is the right file; `sqlite3 app.db 'PRAGMA integrity_check'` says more."),
        (.cannotOpen, "Check the path; a missing file is created, a missing folder is not."),
    ])
    func eachKindOfFailureHasItsRemedy(code: DatabaseError.Code, remedy: String) {
        let error = MigrationError(DatabaseError(code, "reason"), at: .file(path: "app.db"))
        #expect(error.code == .database)
        #expect(error.summary == "app.db: reason")
        #expect(error.remedy == remedy)
    }
}
