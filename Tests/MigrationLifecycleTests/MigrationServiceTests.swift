#if ServiceLifecycle
    import Foundation
    import Logging
    import MigrationCore
    import MigrationLifecycle
    import ServiceLifecycle
    import Synchronization
    import Testing

    @Suite(.timeLimit(.minutes(2))) struct MigrationServiceTests {
        private let folder = ScratchFolder()

        private func migrator(_ sql: String = "CREATE TABLE t (a)") -> Migrator {
            let file = SourceLocation(file: "versions/a1.sql", line: 1)
            let section = Revision.Section([SQLStatement(sql)])
            let revision = Revision(id: "a1", body: .sql(up: section, down: nil), text: sql, source: file)
            return Migrator(database: .file(path: folder.path("app.db")), migrations: .revisions([revision]))
        }

        private func run(_ services: [any Service], _ body: (ServiceGroup) async throws -> Void) async throws {
            let group = ServiceGroup(
                services: services,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let running = Task { try await group.run() }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(group))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await running.value
            try result.get()
        }

        @Test func theServiceMigratesAndRestsUntilShutdown() async throws {
            let migrator = migrator()
            try await run([MigrationService(migrator)]) { _ in
                try await migrator.waitUntilCurrent(timeout: .seconds(60), pollingEvery: .milliseconds(5))
            }
            try await migrator.verify()
        }

        @Test func aServiceAfterMigrationsStartsWhenTheyAreDone() async throws {
            let migrator = migrator()
            let probe = Probe { try await migrator.verify() }
            try await run([probe.afterMigrations(migrator)]) { _ in await probe.started() }
            #expect(probe.outcome == "fine")
        }

        @Test func neighboursDoNotWait() async throws {
            // The neighbour is what migrates: if the group waited for the first service, neither would get on.
            let migrator = migrator()
            let neighbour = Probe { try await migrator.upgrade() }
            let late = Probe { try await migrator.verify() }
            let mode = MigrationService.Mode.waitUntilCurrent(timeout: .seconds(60), pollingEvery: .milliseconds(5))
            let services: [any Service] = [
                MigrationService(migrator, mode: mode), late.afterMigrations(migrator, mode: mode), neighbour,
            ]
            try await run(services) { _ in await late.started() }
            #expect(neighbour.outcome == "fine" && late.outcome == "fine")
        }

        @Test func aFailureEndsTheGroupAndStartsNothing() async throws {
            let migrator = migrator()
            let probe = Probe {}
            let error = await #expect(throws: MigrationError.self) {
                try await run([probe.afterMigrations(migrator, mode: .verify)]) { _ in }
            }
            #expect(error?.code == .pendingMigrations)
            #expect(probe.outcome == nil)
            let alone = await #expect(throws: MigrationError.self) {
                try await run([MigrationService(migrator, mode: .verify)]) { _ in }
            }
            #expect(alone?.code == .pendingMigrations)
        }

        @Test func aShutdownWhileWaitingEndsTheGroupWithoutAnError() async throws {
            let migrator = migrator()
            let probe = Probe {}
            let neighbour = Probe {}
            let mode = MigrationService.Mode.waitUntilCurrent(timeout: .seconds(600))
            try await run([probe.afterMigrations(migrator, mode: mode), neighbour]) { _ in await neighbour.started() }
            #expect(probe.outcome == nil)
        }

        @Test func aShutdownInTheMiddleRollsTheRevisionBack() async throws {
            let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            let migrator = migrator(endless)
            let probe = Probe {}
            let neighbour = Probe { try await Task.sleep(for: .milliseconds(100)) }
            try await run([probe.afterMigrations(migrator), neighbour]) { _ in await neighbour.started() }
            #expect(probe.outcome == nil)
            #expect(try await migrator.status().relation == .behind)
        }
    }

    /// A service that does something once, then rests.
    private final class Probe: Service {
        private let body: @Sendable () async throws -> Void
        private let state = Mutex<String?>(nil)
        private let (stream, continuation) = AsyncStream<Void>.makeStream()

        init(_ body: @escaping @Sendable () async throws -> Void) {
            self.body = body
        }

        /// What came of it; `nil` where it was never started.
        var outcome: String? { state.withLock(\.self) }

        func started() async {
            for await _ in stream {}
        }

        func run() async throws {
            do {
                try await body()
                state.withLock { $0 = "fine" }
            } catch {
                state.withLock { $0 = "\(error)" }
            }
            continuation.finish()
            try await gracefulShutdown()
        }
    }

    private final class ScratchFolder: Sendable {
        private let url = FileManager.default.temporaryDirectory.appending(path: "migrate-life-\(UUID().uuidString)")

        init() {
            try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(at: url)
        }

        func path(_ name: String) -> String { url.appending(path: name).path }
    }
#endif
