import MigrationCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct MigrationConcurrencyTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    @Test func eightRunsAtOnceApplyEachRevisionOnce() async throws {
        let migrator = database.migrator(Revision.chain(20))
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await migrator.upgrade().steps.count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.reduce(0, +) == 20)
        #expect(try database.history == (1...20).map { "upgrade r\($0)" })
        #expect(database.folder.names == ["app.db"])
    }

    @Test func aStepThatSomeoneElseHasRunMeanwhileIsPlannedAgain() async throws {
        // Another tool, which takes no lock, runs r2 between our reading of the version and our step.
        let location = database.location
        let report = try await database.migrator(Revision.chain(3)).upgrade { event in
            guard case .started(let revision, _, _) = event, revision == "r2" else { return }
            let other = try? DatabaseConnector.open(location)
            try? other?.apply(
                Batch(["CREATE TABLE t2 (a)", "UPDATE alembic_version SET version_num = 'r2' WHERE version_num = 'r1'"])
            )
        }
        #expect(report.steps.map(\.revision) == ["r1", "r3"])
        #expect(report.from == [])
        #expect(report.to == ["r3"])
        #expect(try database.history == ["upgrade r1", "upgrade r3"])
    }

    @Test func aRelativeTargetIsNotCountedAgainFromAMovedVersion() async throws {
        let location = database.location
        try await database.migrator(Revision.chain(4)).upgrade(to: "r1")
        let report = try await database.migrator(Revision.chain(4)).upgrade(to: "+1") { event in
            guard case .started(let revision, _, _) = event, revision == "r2" else { return }
            try? DatabaseConnector.open(location).apply(
                Batch(["CREATE TABLE t2 (a)", "UPDATE alembic_version SET version_num = 'r2'"])
            )
        }
        // Nothing of the run was done yet, so it counts from the new version.
        #expect(report.steps.map(\.revision) == ["r3"])
    }

    @Test func aRelativeTargetIsNotCountedAgainOnceItHasMovedTheVersionItself() async throws {
        let location = database.location
        let error = await #expect(throws: MigrationError.self) {
            try await database.migrator(Revision.chain(5)).upgrade(to: "+3") { event in
                guard case .started(let revision, _, _) = event, revision == "r2" else { return }
                try? DatabaseConnector.open(location).apply(
                    Batch(["CREATE TABLE t2 (a)", "UPDATE alembic_version SET version_num = 'r2'"])
                )
            }
        }
        #expect(
            error?.summary
                == "\(database.path): another program changes the version while this one runs; r1 was run before "
                + "it and stays"
        )
        #expect(
            error?.remedy
                == "Let the other program end, then look at `migrate current` and run the command again."
        )
        #expect(error?.applied == ["r1"])
    }

    @Test func cancellingEndsBetweenStepsAndKeepsWhatIsDone() async throws {
        let migrator = database.migrator(Revision.chain(5))
        let task = Mutex<Task<MigrationReport, any Error>?>(nil)
        let running = Task {
            try await migrator.upgrade { event in
                if case .finished(let step) = event, step.revision == "r2" { task.withLock { $0?.cancel() } }
            }
        }
        task.withLock { $0 = running }
        let result = await running.result
        // The run may have been over before the task was stored; else it ended at the boundary.
        if case .failure(let error) = result {
            let error = try #require(error as? MigrationError)
            #expect(error.code == .interrupted)
            #expect(error.applied == ["r1", "r2"])
            #expect(
                error.summary == "interrupted; nothing is half applied; 2 revisions were run before it and stay: r1, r2"
            )
            #expect(error.remedy == "The same command goes on from here.")
            #expect(try database.version == ["r2"])
        }
        try await migrator.upgrade()
        #expect(try database.version == ["r5"])
    }

    @Test func cancellingInsideAStatementRollsItBack() async throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let revisions = Revision.chain(1) + [.test("r2", after: "r1", up: ["CREATE TABLE u (a)", endless])]
        let migrator = database.migrator(revisions)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let running = Task {
            try await migrator.upgrade { event in
                if case .started(let revision, _, _) = event, revision == "r2" { continuation.finish() }
            }
        }
        for await _ in stream {}
        try await Task.sleep(for: .milliseconds(20))
        running.cancel()
        let error = await #expect(throws: MigrationError.self) { try await running.value }
        #expect(error?.code == .interrupted)
        #expect(error?.applied == ["r1"])
        #expect(try database.tables == ["t1"])
        #expect(try database.version == ["r1"])
        #expect(database.folder.names == ["app.db"])
    }

    @Test func aReaderThatIsLockedOutWaitsForTheMigrationThatDoesIt() async throws {
        let holder = try database.connect()
        _ = try holder.query("BEGIN EXCLUSIVE")
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let path = database.path
        let (held, isHeld) = AsyncStream<Void>.makeStream()
        let other = Task.detached {
            let lock = try MigrationLock(
                database: path,
                timeout: .zero,
                interruption: Interruption()
            ) { _ in }
            isHeld.finish()
            for await _ in stream {}
            _ = try holder.query("ROLLBACK")
            _ = consume lock
        }
        for await _ in held {}
        let report = try await database.migrator(Revision.chain(1)) { $0.busyTimeout = .milliseconds(10) }
            .upgrade { event in
                if case .waiting(let holder) = event, holder?.hasPrefix("process ") == true { continuation.finish() }
            }
        #expect(report.steps.count == 1)
        try await other.value
    }
}
