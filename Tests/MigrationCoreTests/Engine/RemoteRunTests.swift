import LibSQLTestServer
import MigrationCore
import Testing

/// Runs over the network that are more than a series of small batches.
@Suite(.timeLimit(.minutes(5))) struct RemoteRunTests {
    private static let chain = Revision.chain(5)

    @Test func aLongHistoryIsReadInOneRequest() async throws {
        try await RemoteDatabase.serving { database in
            try await database.migrator(Self.chain).upgrade()
            try database.local.connect().apply(
                Batch([
                    """
                    INSERT INTO migrate_history WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT 30000)
                    SELECT i, 'r5', iif(i % 2, 'upgrade', 'downgrade'),
                      (SELECT checksum FROM migrate_history WHERE revision = 'r5'), 'm', '2026-11-21T10:00:00.000Z', 1,
                      'me@here', '1.0', 'another' FROM n
                    """
                ])
            )
            let before = database.server.requests.count
            #expect(try await database.migrator(Self.chain).upgrade(to: "r5").steps.isEmpty)
            #expect(database.server.requests.count == before + 1)
            try await database.migrator(Self.chain).downgrade(to: "r4")
            #expect(try database.local.version == ["r4"])
        }
    }

    @Test(arguments: Dialect.allCases) func aRowThatIsNoTextIsToldAtOnce(_ dialect: Dialect) async throws {
        try await RemoteDatabase.serving(dialect) { database in
            try await database.migrator(Self.chain).upgrade()
            try database.local.connect().apply(Batch(["UPDATE migrate_history SET message = CAST(x'FF41' AS TEXT)"]))
            let before = database.server.requests.count
            let error = await #expect(throws: MigrationError.self) { try await database.migrator(Self.chain).upgrade() }
            #expect(error?.summary.contains("cannot send a text that is not UTF-8") == true, "\(error?.summary ?? "")")
            #expect(error?.remedy?.contains("CAST(column AS BLOB)") == true)
            #expect(database.server.requests.count == before + 1)
        }
    }

    @Test func aSavepointWithoutATransactionAroundItIsRefusedBeforeAnythingRuns() async throws {
        let revisions = [Revision.test("r1", up: ["CREATE TABLE t (a)", "SAVEPOINT s"], transaction: .none)]
        try await RemoteDatabase.serving { database in
            let error = await #expect(throws: MigrationError.self) { try await database.migrator(revisions).upgrade() }
            #expect(
                error?.summary
                    == "versions/r1.sql:6: a libSQL server refuses to keep a savepoint (SAVEPOINT) from one request of a section "
                    + "with transaction=off to the next (revision r1)"
            )
            #expect(
                error?.remedy
                    == "Take it out, or move the statements to a section with a transaction: savepoints nest in one. Nothing "
                    + "was run."
            )
            let tables = try database.local.tables
            #expect(tables.isEmpty)
        }
    }

    @Test(arguments: [100, 2500, 5000]) func aRequestThatArrivesLateRunsNothingTwice(milliseconds: Int) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.held(for: .milliseconds(milliseconds)), at: 2)
            let migrator = database.migrator(Self.chain) { $0.requestTimeout = .seconds(2) }
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == ["r1", "r2", "r3", "r4", "r5"])
            try await Task.sleep(for: .seconds(4))
            #expect(try database.local.history == (1...5).map { "upgrade r\($0)" })
        }
    }

    /// A proxy holds the request back, and the look finds nothing of it.
    @Test func cancellingARequestThatIsHeldUpPromisesNothing() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.held(for: .seconds(3)), at: 2)
            let migrator = database.migrator(Self.chain)
            let running = Task { try await migrator.upgrade() }
            while database.server.requests.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
            running.cancel()
            let result = await running.result
            let error = #expect(throws: MigrationError.self) { _ = try result.get() }
            #expect(error?.code == .interrupted)
            let message = error?.summary ?? ""
            #expect(
                message.contains(
                    "interrupted while a request was on its way\nNot known: r1, r2, r3, r4, r5; sent, and not"
                )
            )
            #expect(!message.contains("Not applied"))
            #expect(!message.contains("nothing is half applied"))
            try await migrator.upgrade()
            #expect(try database.local.history == (1...5).map { "upgrade r\($0)" })
        }
    }

    /// A gateway that reloads its routes answers for the server once.
    @Test(arguments: [404, 405], [true, false]) func whatAGatewaySaysInPassingEndsNoRun(status: Int, isExecuted: Bool)
        async throws
    {
        try await RemoteDatabase.serving { database in
            database.server.inject(.status(status, body: .text, executed: isExecuted), at: 2)
            let report = try await database.migrator(Self.chain).upgrade()
            #expect(report.steps.count == 5)
            #expect(try database.local.history == (1...5).map { "upgrade r\($0)" })
        }
    }

    /// `Retry-After: 0` is no leave to ask without a pause.
    @Test func aServerThatWishesNoWaitIsNotFlooded() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.tooManyRequests(retryAfter: 0, executed: false), from: 1)
            let migrator = database.migrator(Self.chain) { $0.connectTimeout = .seconds(2) }
            await #expect(throws: MigrationError.self) { try await migrator.status() }
            #expect(database.server.requests.count < 8)
        }
    }

    @Test func cancellingDuringARequestTellsWhatIsApplied() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.slow(beforeAnswer: .seconds(20)), at: 2)
            // More than one request carries.
            let migrator = database.migrator(Revision.chain(40))
            let running = Task { try await migrator.upgrade() }
            while database.server.requests.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .milliseconds(100))
            running.cancel()
            let result = await running.result
            let error = #expect(throws: MigrationError.self) { _ = try result.get() }
            #expect(error?.code == .interrupted)
            let history = (try? database.local.history) ?? []
            // What the server goes on with after the look is not known, and is said to be.
            let applied = (error?.applied ?? []).map { "upgrade \($0)" }
            #expect(history.starts(with: applied))
            if history.count > applied.count {
                #expect(error?.summary.contains("\nNot known: ") == true, "\(error?.summary ?? "")")
            }
            try await migrator.upgrade()
            #expect(try database.local.history == (1...40).map { "upgrade r\($0)" })
        }
    }

    @Test(arguments: [Fault.answerDropped, .droppedBeforeExecution, .status(503, body: .json, executed: true)])
    func theTablesAreMadeWhateverIsLost(_ fault: Fault) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(fault, at: 2, times: 2)
            let isNew = try await database.migrator(Self.chain).ensureVersion()
            #expect(isNew)
            #expect(database.server.requests.count == 4)
            let version = try database.local.version
            #expect(version.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func eightRunsAtOnceApplyEachRevisionOnce(_ dialect: Dialect) async throws {
        try await RemoteDatabase.serving(dialect) { database in
            let migrator = database.migrator(Revision.chain(20))
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await migrator.upgrade().steps.count } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.reduce(0, +) == 20)
            #expect(try database.local.history == (1...20).map { "upgrade r\($0)" })
        }
    }

    @Test(arguments: 1...2) func aSingleTransactionIsAppliedOnce(request: Int) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.answerDropped, at: request)
            let report = try await database.migrator(Self.chain) { $0.isSingleTransaction = true }.upgrade()
            #expect(report.steps.count == 5)
            #expect(try database.local.history == (1...5).map { "upgrade r\($0)" })
        }
    }

    @Test(arguments: 1...2) func aDowngradeIsDoneOnce(request: Int) async throws {
        try await RemoteDatabase.serving { database in
            try await database.migrator(Self.chain).upgrade()
            database.server.inject(.answerDropped, at: 2 + request)
            try await database.migrator(Self.chain).downgrade(to: "r2")
            #expect(try database.local.version == ["r2"])
            #expect(try database.local.history.suffix(3) == ["downgrade r5", "downgrade r4", "downgrade r3"])
            #expect(try database.local.tables == ["t1", "t2"])
        }
    }

    @Test(arguments: 1...2) func aRelativeTargetIsReachedOnce(request: Int) async throws {
        try await RemoteDatabase.serving { database in
            try await database.migrator(Self.chain).upgrade(to: "r1")
            database.server.inject(.answerDropped, at: 2 + request)
            try await database.migrator(Self.chain).upgrade(to: "+2")
            #expect(try database.local.version == ["r3"])
        }
    }
}

/// A rebuild over the network.
@Suite(.timeLimit(.minutes(5))) struct RemoteRebuildTests {
    private static let revisions: [Revision] = [
        .test(
            "r1",
            up: [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p ON DELETE CASCADE)",
                "INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1), (2)",
            ]
        ),
        .test(
            "r2",
            after: "r1",
            up: [
                "CREATE TABLE new_p (id INTEGER PRIMARY KEY, title TEXT)", "INSERT INTO new_p (id) SELECT id FROM p",
                "DROP TABLE p", "ALTER TABLE new_p RENAME TO p",
            ],
            transaction: .atomic(foreignKeys: .off)
        ),
        .test("r3", after: "r2", up: ["CREATE TABLE t3 (a)"]),
    ]

    @Test func aServerThatKeepsForeignKeysOnIsRefusedBeforeTheFirstWrite() async throws {
        var options = LibSQLTestServer.Options()
        options.honoursForeignKeysPragma = false
        try await RemoteDatabase.serving(options) { database in
            let error = await #expect(throws: MigrationError.self) {
                try await database.migrator(Self.revisions).upgrade()
            }
            #expect(
                error?.summary.contains(
                    "the server does not switch foreign keys off, and without that the rebuild of a table would delete "
                        + "or change the rows that refer to it"
                ) == true
            )
            #expect(error?.applied == ["r1"])
            let children = try database.local.connect().integer("SELECT count(*) FROM c")
            #expect(children == 2)
            let version = try database.local.version
            #expect(version == ["r1"])
        }
    }

    /// A row without a parent makes the rebuild an interactive transaction of several requests.
    @Test(arguments: 1...14, Dialect.allCases) func oneBesideOldOrphansIsDoneOnceWhateverAnswerIsLost(
        request: Int,
        _ dialect: Dialect
    ) async throws {
        // A transaction whose client is gone is waited for no longer than this.
        var options = LibSQLTestServer.Options(dialect: dialect)
        options.transactionLimit = .milliseconds(200)
        try await RemoteDatabase.serving(options) { database in
            try await database.migrator(Self.revisions).upgrade(to: "r1")
            let path = database.local.path
            try DatabaseConnector.open(.file(path: path)).apply(
                Batch(["PRAGMA foreign_keys=OFF", "INSERT INTO c VALUES (9)"], transaction: .none)
            )
            database.server.inject(.answerDropped, at: database.server.requests.count + request)
            try await database.migrator(Self.revisions) { $0.outageTimeout = .seconds(30) }.upgrade()
            #expect(try database.local.history == ["upgrade r1", "upgrade r2", "upgrade r3"])
            #expect(try database.local.connect().integer("SELECT count(*) FROM c") == 3)
        }
    }
}
