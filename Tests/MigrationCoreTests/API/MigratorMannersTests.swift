import Foundation
import LibSQLTestServer
import MigrationCore
import Synchronization
import Testing

/// What a program that embeds the library may rely on beside the result.
@Suite(.timeLimit(.minutes(5))) struct MigratorMannersTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    @Test func aCurrentServerIsAskedOnce() async throws {
        try await RemoteDatabase.serving { remote in
            let migrator = remote.migrator(Revision.chain(3))
            try await migrator.upgrade()
            for call in 0..<3 {
                let before = remote.server.requests.count
                switch call {
                case 0: try await migrator.upgrade()
                case 1: try await migrator.verify()
                default: try await migrator.waitUntilCurrent(timeout: .seconds(1))
                }
                #expect(remote.server.requests.count == before + 1)
            }
        }
    }

    @Test func noConnectionRemains() async throws {
        let migrator = database.migrator(Revision.chain(3))
        try await migrator.upgrade()
        try await migrator.downgrade(to: "r1")
        try await migrator.upgrade()
        _ = try await (migrator.status(), migrator.plan())
        try await migrator.verify()
        let broken = database.migrator(Revision.chain(3) + [.test("r4", after: "r3", up: ["SELECT nothing"])])
        await #expect(throws: MigrationError.self) { try await broken.upgrade() }
        #expect(openDescriptors(of: database.folder.path) == 0)
        try await RemoteDatabase.serving { remote in
            let migrator = remote.migrator(Revision.chain(3))
            try await migrator.upgrade()
            try await migrator.verify()
            #expect(remote.server.openStreamCount == 0)
        }
    }

    /// How many descriptors of this process are those of files in a folder; none where the system does not tell.
    private func openDescriptors(of folder: String) -> Int {
        let list = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: list)) ?? []
        return names.count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(list)/\(name)"))?.hasPrefix(folder) == true
        }
    }

    @Test func aTaskThatIsCancelledAlreadyRunsNothing() async throws {
        let migrator = database.migrator(Revision.chain(3))
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let running = Task {
            for await _ in stream {}
            return try await migrator.upgrade()
        }
        running.cancel()
        continuation.finish()
        let error = await #expect(throws: MigrationError.self) { _ = try await running.value }
        #expect(error?.code == .interrupted)
        #expect(error?.applied == [])
        #expect(database.folder.names == [])
    }

    @Test func logsWhatTheReferenceSaysAndNoSecret() async throws {
        var options = LibSQLTestServer.Options()
        options.tokens = ["s3cr3t-token": .full]
        try await RemoteDatabase.serving(options) { remote in
            let recorder = LogRecorder()
            let migrator = Migrator(
                database: .remote(url: remote.server.url, token: Secret("s3cr3t-token")),
                migrations: .revisions(
                    Revision.chain(2) + [
                        .test("r3", after: "r2", up: ["INSERT INTO t1 VALUES ('v4lue')", "SELECT no"])
                    ]
                )
            )
            try await migrator.upgrade(to: "r2", logger: recorder.logger)
            await #expect(throws: MigrationError.self) { try await migrator.upgrade(logger: recorder.logger) }
            try await migrator.downgrade(to: "r1", logger: recorder.logger)
            #expect(
                recorder.lines.map { "\($0.level) \($0.message)" } == [
                    "debug revision done", "debug revision done", "info migrated", "debug revision done",
                    "info migrated",
                ]
            )
            for line in recorder.lines {
                for (key, value) in line.metadata {
                    #expect(key.wholeMatch(of: /[a-z]+(\.[a-z_]+)+/) != nil, "\(key)")
                    #expect(!value.contains("s3cr3t") && !value.contains("v4lue"))
                }
            }
            #expect(
                Set(recorder.lines[0].metadata.keys)
                    == ["migration.revision", "migration.direction", "migration.duration_ms"]
            )
        }
    }

    @Test func eventsCarryDurations() async throws {
        let durations = Mutex<[Int64]>([])
        let slow =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n"
        let revisions = [Revision.test("a", up: ["CREATE TABLE t (x)", slow])]
        let report = try await database.migrator(revisions).upgrade { event in
            if case .finished(let step) = event { durations.withLock { $0.append(step.durationMS) } }
        }
        #expect(durations.withLock(\.self) == report.steps.map(\.durationMS))
        #expect((report.steps.first?.durationMS ?? 0) > 0)
    }
}
