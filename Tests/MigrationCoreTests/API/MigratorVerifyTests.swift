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
        #expect(await failure(Revision.chain(2))?.code == .unknownRevision)
        let status = try await database.migrator(Revision.chain(2)).status()
        #expect(status.relation == .ahead)
        #expect(status.unknown == ["r3"])
        #expect(status.current == ["r3"])
        #expect(status.heads == ["r2"])
    }

    @Test func aDatabaseOfAnotherHistoryIsDiverged() async throws {
        try await database.migrator([.test("x", up: ["CREATE TABLE x (a)"])]).upgrade()
        #expect(try await database.migrator(Revision.chain(2)).status().relation == .diverged)
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

    @Test func waitingEndsWhenSomeoneElseHasMigrated() async throws {
        let migrator = database.migrator(Revision.chain(2))
        async let waited: Void = migrator.waitUntilCurrent(timeout: .seconds(60), pollingEvery: .milliseconds(5))
        try await Task.sleep(for: .milliseconds(20))
        try await migrator.upgrade()
        try await waited
    }

    @Test func waitingEndsWithTheLastReason() async throws {
        let migrator = database.migrator(Revision.chain(1))
        let error = await #expect(throws: MigrationError.self) {
            try await migrator.waitUntilCurrent(timeout: .milliseconds(20), pollingEvery: .milliseconds(5))
        }
        #expect(error?.code == .pendingMigrations)
    }

    @Test func waitingCanBeCancelled() async throws {
        let migrator = database.migrator(Revision.chain(1))
        let task = Task { try await migrator.waitUntilCurrent(timeout: .seconds(60)) }
        task.cancel()
        let error = await #expect(throws: MigrationError.self) { try await task.value }
        #expect(error?.code == .interrupted)
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
