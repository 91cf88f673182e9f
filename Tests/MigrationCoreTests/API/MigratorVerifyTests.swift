import MigrationCore
import Testing

@Suite struct MigratorVerifyTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func failure(_ revisions: [Revision]) async -> MigrationError? {
        await #expect(throws: MigrationError.self) { try await database.migrator(revisions).verify() }
    }

    @Test func passesWhenCurrent() async throws {
        try await database.migrator(Revision.chain(2)).upgrade()
        try await database.migrator(Revision.chain(2)).verify()
    }

    @Test func namesWhatIsPending() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        let error = await failure(Revision.chain(3))
        #expect(error?.code == .pendingMigrations)
        #expect(error?.summary == "\(database.path) is behind: 2 revisions are pending: r2, r3")
        #expect(error?.remedy == "Run `migrate upgrade heads`.")
        #expect(await failure(Revision.chain(2))?.summary == "\(database.path) is behind: 1 revision is pending: r2")
    }

    @Test func aNewerDatabaseIsAhead() async throws {
        try await database.migrator(Revision.chain(3)).upgrade()
        let error = await failure(Revision.chain(2))
        #expect(error?.code == .databaseAhead)
        #expect(
            error?.summary == "\(database.path) is ahead: it is at r3, and the newest revision here is r2"
        )
        #expect(
            error?.remedy
                == "Start the version of the program that has these revisions. To go back, let that version run"
                + " `migrate downgrade r2` first."
        )
        let status = try await database.migrator(Revision.chain(2)).status()
        #expect(status.relation == .ahead)
        #expect(status.unknown == ["r3"])
        #expect(status.current == ["r3"])
        #expect(status.heads == ["r2"])
    }

    @Test func aDatabaseOfAnotherHistoryIsDiverged() async throws {
        try await database.migrator([.test("x", up: ["CREATE TABLE x (a)"])]).upgrade()
        #expect(try await database.migrator(Revision.chain(2)).status().relation == .diverged)
        let error = await failure(Revision.chain(2))
        #expect(error?.code == .unknownRevision)
        #expect(error?.summary == "the database is at revision 'x', which is in no file")
    }

    @Test func aNewerDatabaseWithoutAHistoryIsOfUnknownPlace() async throws {
        try await database.migrator(Revision.chain(3)).upgrade()
        try database.connect().apply(Batch(["DROP TABLE migrate_history"]))
        #expect(await failure(Revision.chain(2))?.code == .unknownRevision)
    }

    @Test func statusOfACurrentDatabase() async throws {
        try await database.migrator(Revision.chain(2)).upgrade()
        let status = try await database.migrator(Revision.chain(2)).status()
        #expect(status.relation == .current)
        #expect(status.pending == [] && status.changed == [] && status.unknown == [])
        #expect(status.unfinished == nil)
    }

    @Test func anEditedFileIsAnErrorOfUpgradeAndShownByStatus() async throws {
        try await database.migrator([.test("a", up: ["CREATE TABLE t (x)"])]).upgrade()
        let edited = [
            Revision.test("a", up: ["CREATE TABLE t (y)"]), .test("b", after: "a", up: ["CREATE TABLE u (x)"]),
        ]
        #expect(await failure(edited)?.code == .changedRevision)
        let error = await #expect(throws: MigrationError.self) { try await database.migrator(edited).upgrade() }
        #expect(error?.code == .changedRevision)
        #expect(try database.tables == ["t"])
        let status = try await database.migrator(edited).status()
        #expect(status.changed == ["a"])
        #expect(status.pending == ["b"])
    }

    @Test func acceptedChangesAreNoDrift() async throws {
        try await database.migrator([.test("a", up: ["CREATE TABLE t (x)"])]).upgrade()
        let edited = database.migrator([.test("a", up: ["CREATE TABLE t (y)"])])
        try await edited.acceptChanges(of: ["a"])
        try await edited.verify()
        #expect(try database.version == ["a"])
        #expect(try database.history == ["upgrade a", "stamp a"])
    }

    @Test func commandsInRemediesCarryTheFlagsThatTheyNeed() async throws {
        try await database.migrator([.test("a", up: ["CREATE TABLE t (x)"])]).upgrade()
        let edited = database.migrator([.test("a", up: ["CREATE TABLE t (y)"])]) { $0.commandSuffix = " --env staging" }
        let error = await #expect(throws: MigrationError.self) { try await edited.upgrade() }
        #expect(error?.remedy?.contains("`migrate stamp --accept-changes a --env staging`") == true)
        let behind = database.migrator(Revision.chain(1)) { $0.commandSuffix = " --env staging" }
        try database.connect().apply(Batch(["DELETE FROM alembic_version"]))
        let pending = await #expect(throws: MigrationError.self) { try await behind.verify() }
        #expect(pending?.remedy == "Run `migrate upgrade heads --env staging`.")
    }
}
