import Foundation
import LibSQLTestServer
import MigrationCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct MigratorWaitingTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
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

    @Test func aFolderThatIsMountedLaterIsWaitedFor() async throws {
        let path = database.folder.file("volume/app.db")
        let waiting = Migrator(database: .file(path: path), migrations: .revisions(Revision.chain(1)))
        let waited = Task { try await waiting.waitUntilCurrent(timeout: .seconds(60), pollingEvery: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(20))
        try FileManager.default.createDirectory(
            atPath: database.folder.file("volume"),
            withIntermediateDirectories: false
        )
        try await waiting.upgrade()
        try await waited.value
    }

    @Test func anEditedFileIsNotWaitedFor() async throws {
        try await database.migrator([.test("a", up: ["CREATE TABLE t (x)"])]).upgrade()
        let edited = database.migrator([.test("a", up: ["CREATE TABLE t (y)"])])
        let error = await #expect(throws: MigrationError.self) {
            try await edited.waitUntilCurrent(timeout: .seconds(600))
        }
        #expect(error?.code == .changedRevision)
    }

    @Test func aServerThatIsNotUpYetIsWaitedFor() async throws {
        try await RemoteDatabase.serving { remote in
            let migrator = remote.migrator(Revision.chain(2))
            try await migrator.upgrade()
            await remote.server.goAway()
            let recorder = LogRecorder()
            let waited = Task {
                try await migrator.waitUntilCurrent(
                    timeout: .seconds(60),
                    pollingEvery: .milliseconds(20),
                    logger: recorder.logger
                )
            }
            while recorder.lines.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .milliseconds(100))
            await remote.server.comeBack()
            try await waited.value
            #expect(
                recorder.lines.map(\.message) == [
                    "waiting for migrations", "the database is current", "waited for migrations",
                ]
            )
            #expect(recorder.lines.first?.metadata["error.code"] == "connection")
        }
    }

    /// A look that went on for as long as one request may take would be over the suite's time limit.
    @Test func aServerThatStaysAwayEndsTheWaitInTime() async throws {
        try await RemoteDatabase.serving { remote in
            await remote.server.goAway()
            let migrator = remote.migrator(Revision.chain(1)) { $0.requestTimeout = .seconds(3600) }
            let error = await #expect(throws: MigrationError.self) {
                try await migrator.waitUntilCurrent(timeout: .milliseconds(300), pollingEvery: .milliseconds(20))
            }
            #expect(error?.code == .connection)
        }
    }

    @Test(arguments: ["wrong", "old"]) func aTokenThatIsRefusedIsNotWaitedFor(token: String) async throws {
        var options = LibSQLTestServer.Options()
        options.tokens = ["good": .full, "old": .expired]
        try await RemoteDatabase.serving(options) { remote in
            let location = DatabaseLocation.remote(url: remote.server.url, token: Secret(token))
            let migrator = Migrator(database: location, migrations: .revisions(Revision.chain(1)))
            let error = await #expect(throws: MigrationError.self) {
                try await migrator.waitUntilCurrent(timeout: .seconds(600))
            }
            #expect(error?.code == .database)
            #expect(remote.server.requests.count < 10)
        }
    }
}
