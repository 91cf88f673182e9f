import LibSQLTestServer
import MigrationCore
import Testing

/// Sections without a transaction over the network: marked, run statement by statement, recorded.
@Suite(.timeLimit(.minutes(5))) struct RemoteSectionTests {
    /// r1, then a section of three statements without a transaction, then r3.
    private static let marked: [Revision] = [
        .test("r1", up: ["CREATE TABLE t1 (a)"]),
        .test(
            "r2",
            after: "r1",
            up: ["CREATE TABLE t2 (a)", "INSERT INTO t2 VALUES (1)", "INSERT INTO t2 VALUES (2)"],
            transaction: .none
        ),
        .test("r3", after: "r2", up: ["CREATE TABLE t3 (a)"]),
    ]

    private static let all = ["upgrade r1", "upgrade r2", "upgrade r3"]

    private static let faults: [Fault] = [
        .droppedBeforeExecution, .answerDropped, .resetAfterExecution, .status(503, body: .json, executed: false),
        .status(502, body: .html, executed: true), .tooManyRequests(retryAfter: 0, executed: false), .cutJSON, .notJSON,
        .replayed(after: .milliseconds(30)), .sentTwice, .held(for: .milliseconds(60)), .restarted,
        .awayAfterwards(connections: 2), .status(401, executed: false), .status(403, executed: true),
        .status(501, executed: true),
    ]

    /// Waits for no other run, so that what one has left behind is told at once.
    private func migrator(_ database: RemoteDatabase, lock: Duration = .milliseconds(100)) -> Migrator {
        database.migrator(Self.marked) { $0.lockTimeout = lock }
    }

    private func values(_ database: RemoteDatabase) throws -> [String] {
        try database.local.connect().column("SELECT a FROM t2")
    }

    @Test(arguments: Dialect.allCases) func aSectionWithoutATransactionIsRunStatementByStatement(_ dialect: Dialect)
        async throws
    {
        try await RemoteDatabase.serving(dialect) { database in
            try await migrator(database).upgrade()
            #expect(try database.local.history == Self.all)
            #expect(try values(database) == ["1", "2"])
        }
    }

    /// Requests: the look, r1, the mark, the stream's beginning, three statements, its end, the record, r3.
    @Test(arguments: faults, 1...10) func aFaultAroundOrInItIsSurvivedOrToldTruly(_ fault: Fault, request: Int)
        async throws
    {
        try await RemoteDatabase.serving(request.isMultiple(of: 2) ? .sqld : .cloud) { database in
            database.server.inject(fault, at: request)
            do {
                try await migrator(database).upgrade()
                #expect(try database.local.history == Self.all)
            } catch let error as MigrationError {
                try await Task.sleep(for: .milliseconds(100))
                try expectTruth(error, database)
            }
            try await Task.sleep(for: .milliseconds(50))
            let found = (try? values(database)) ?? []
            #expect(Set(found).count == found.count, "a statement ran twice")
        }
    }

    /// That what an error says of the section is what the file holds.
    private func expectTruth(_ error: MigrationError, _ database: RemoteDatabase) throws {
        let history = (try? database.local.history) ?? []
        #expect(error.applied.allSatisfy { history.contains("upgrade \($0)") }, "\(error)")
        guard error.code != .unknownOutcome else { return }
        #expect(
            history.filter { $0.hasPrefix("upgrade") && !$0.hasSuffix("…") }.count == error.applied.count,
            "\(error)"
        )
        if error.summary.contains("Not applied: r2") { #expect(!((try? database.local.tables) ?? []).contains("t2")) }
        if error.summary.contains("the first of its 3 statements is done") { #expect(try values(database) == []) }
        if error.summary.contains("the first 2 of its 3 statements are done") { #expect(try values(database) == ["1"]) }
        if error.summary.contains("all 3 statements are done") { #expect(try values(database) == ["1", "2"]) }
    }

    @Test(arguments: Dialect.allCases) func anAnswerThatIsLostInTheMiddleIsToldAsNotKnown(_ dialect: Dialect)
        async throws
    {
        try await RemoteDatabase.serving(dialect) { database in
            database.server.inject(.answerDropped, at: 6)
            let error = await #expect(throws: MigrationError.self) { try await migrator(database).upgrade() }
            #expect(error?.code == .unknownOutcome)
            #expect(
                error?.summary.hasSuffix(
                    "It runs without a transaction: the first of its 3 statements is done and stays; whether the next one is "
                        + "done is not known; the version was not changed; r1 was run before it and stays."
                ) == true
            )
            let next = await #expect(throws: MigrationError.self) { try await migrator(database).upgrade() }
            #expect(next?.code == .unfinishedRevision)
            #expect(next?.summary.contains("It may still be running") == true)
            let report = try await migrator(database).stamp(["r2"])
            #expect(report.warnings.first?.contains("counts as settled from now on") == true)
            try await migrator(database).upgrade()
            #expect(try database.local.version == ["r3"])
        }
    }

    @Test func whatCouldNotBeRecordedIsTold() async throws {
        try await RemoteDatabase.serving { database in
            // Behind its last statement.
            database.server.inject(.droppedBeforeExecution, from: 8)
            let migrator = database.migrator(Self.marked) { $0.outageTimeout = .milliseconds(500) }
            let error = await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
            #expect(error?.code == .unknownOutcome)
            #expect(
                error?.summary.hasSuffix(
                    "It runs without a transaction: all 3 statements are done and stay; whether the version was changed is "
                        + "not known; r1 was run before it and stays."
                ) == true
            )
            #expect(error?.remedy?.contains("type `migrate stamp r2`: all of it is done") == true)
        }
    }

    @Test(arguments: 5...7) func anExpiredStreamBetweenStatementsIsOpenedAnew(request: Int) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.streamExpired, at: request)
            try await migrator(database).upgrade()
            #expect(try values(database) == ["1", "2"])
            #expect(try database.local.history == Self.all)
        }
    }

    /// The other kind of server says the same of a stream that has expired and of a request that arrived before.
    @Test func aStreamThatIsUnknownAMomentLaterIsNotTakenForExpired() async throws {
        try await RemoteDatabase.serving(.cloud) { database in
            database.server.inject(.streamExpired, at: 6)
            let error = await #expect(throws: MigrationError.self) { try await migrator(database).upgrade() }
            #expect(error?.code == .unknownOutcome)
            let found = try values(database)
            #expect(found.isEmpty)
        }
    }

    /// On another connection it would be another row's number.
    @Test func aStatementThatAsksWhatTheOneBeforeDidRunsOnTheSameConnection() async throws {
        let revisions: [Revision] = [
            .test(
                "r1",
                up: [
                    "CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (a)", "INSERT INTO a VALUES (7)",
                    "INSERT INTO b VALUES (last_insert_rowid())",
                ],
                transaction: .none
            )
        ]
        for request in 0...1 {
            try await RemoteDatabase.serving { database in
                if request == 1 { database.server.inject(.streamExpired, at: 7) }
                let report = try? await database.migrator(revisions).upgrade()
                let found = try database.local.connect().column("SELECT a FROM b")
                #expect(found == (request == 0 ? ["7"] : []))
                #expect((report == nil) == (request == 1))
            }
        }
    }

    /// Before the first statement nothing can be lost.
    @Test func aServerThatIsAwayAtItsBeginningIsWaitedFor() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.answerDropped, at: 4, times: 3)
            try await migrator(database).upgrade()
            #expect(try values(database) == ["1", "2"])
            #expect(try database.local.history == Self.all)
        }
    }

    @Test func anotherProcessWaitsForItsEnd() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.slow(beforeAnswer: .milliseconds(1500)), at: 6)
            let patient = migrator(database, lock: .seconds(60))
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await patient.upgrade().steps.count }
                while database.server.requests.count < 6 { try await Task.sleep(for: .milliseconds(10)) }
                for _ in 0..<3 { group.addTask { try await patient.upgrade().steps.count } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.reduce(0, +) == 3)
            #expect(try values(database) == ["1", "2"])
            #expect(try database.local.history == Self.all)
        }
    }

    /// A stamp beside it waits for its end, too; told not to wait, it takes the mark, and the section says so.
    @Test(arguments: [true, false]) func aStampBesideItDoesNotLetItRunTwice(waits: Bool) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.slow(beforeAnswer: .milliseconds(1500)), at: 6)
            let running = Task { try await migrator(database, lock: .seconds(60)).upgrade() }
            while database.server.requests.count < 6 { try await Task.sleep(for: .milliseconds(10)) }
            try await migrator(database, lock: waits ? .seconds(60) : .zero).stamp(["r1"])
            let result = await running.result
            let history = try database.local.history
            if waits {
                #expect((try? result.get()) != nil || history.last == "stamp r1")
                #expect(history.contains("upgrade r2"))
            } else {
                let error = #expect(throws: MigrationError.self) { _ = try result.get() }
                #expect(error?.summary.contains("but somebody else has set the version while it ran") == true)
                #expect(error?.remedy?.contains("type `migrate stamp r2`") == true)
            }
        }
    }

    @Test func cancellingBehindItsLastStatementRecordsIt() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.slow(beforeExecution: .seconds(20)), at: 8)
            let migrator = migrator(database)
            let running = Task { try await migrator.upgrade() }
            while database.server.requests.count < 8 { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .milliseconds(100))
            running.cancel()
            let result = await running.result
            let error = #expect(throws: MigrationError.self) { _ = try result.get() }
            #expect(error?.code == .interrupted)
            let history = try database.local.history
            #expect(error?.applied.map { "upgrade \($0)" } == history.filter { !$0.hasSuffix("…") })
        }
    }

    @Test func theFirstStatementThatFailsLeavesNothingUnfinished() async throws {
        let revisions = [
            Revision.test("r1", up: ["INSERT INTO missing VALUES (1)", "CREATE TABLE t (a)"], transaction: .none)
        ]
        try await RemoteDatabase.serving { database in
            let error = await #expect(throws: MigrationError.self) { try await database.migrator(revisions).upgrade() }
            #expect(error?.code == .statementFailed)
            #expect(error?.summary.contains("no such table: missing") == true)
            #expect(try database.local.history == ["upgrade r1 …", "stamp base"])
            try await migrator(database).upgrade()
            #expect(try database.local.version == ["r3"])
        }
    }
}
