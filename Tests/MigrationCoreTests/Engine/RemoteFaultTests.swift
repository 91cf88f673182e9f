import LibSQLTestServer
import MigrationCore
import Testing

/// Every kind of fault at every request of a run over the network, both kinds of server: each revision ran exactly once, and
/// the message told the truth.
@Suite(.timeLimit(.minutes(5))) struct RemoteFaultTests {
    /// What goes wrong, in words for the list of cases.
    struct Case: CustomTestStringConvertible, Sendable {
        let fault: Fault
        let dialect: Dialect

        var testDescription: String { "\(fault), \(dialect)" }

        /// Whether the run may end with it: the server refuses what is sent, or is slower than is waited for.
        var isRefusal: Bool {
            switch fault {
            case .status(401...404, _, executed: false), .redirected, .slow: true
            default: false
            }
        }

        /// How long one request is waited for.
        var timeout: Duration { if case .slow = fault { .seconds(3) } else { .seconds(60) } }

        static let all: [Case] = Dialect.allCases.flatMap { dialect in faults.map { Case(fault: $0, dialect: dialect) }
        }

        static let faults: [Fault] = [
            .droppedBeforeExecution, .answerDropped, .resetBeforeExecution, .resetAfterExecution,
            .status(500, body: .json, executed: false), .status(500, body: .text, executed: true),
            .status(502, body: .html, executed: true), .status(503, body: .empty, executed: false),
            .status(503, body: .json, executed: true), .tooManyRequests(retryAfter: 0, executed: false),
            .tooManyRequests(retryAfter: 1, executed: true), .truncatedBody, .cutJSON, .notJSON,
            .slow(beforeExecution: .seconds(7)), .slow(beforeAnswer: .seconds(7)),
            .status(401, executed: false), .status(401, executed: true), .status(403, body: .text, executed: false),
            .status(404, body: .html, executed: false), .status(408, executed: true),
            .redirected(to: "https://elsewhere.invalid/"),
            .replayed(after: .milliseconds(30)), .sentTwice, .streamExpired, .restarted,
            .abandoned(after: .milliseconds(1)),
            .awayAfterwards(connections: 3), .refusedAfterwards(for: .milliseconds(300)), .held(for: .milliseconds(60)),
        ]
    }

    private static let count = 5

    private func migrator(
        _ database: RemoteDatabase,
        timeout: Duration = .seconds(60),
        outage: Duration = .seconds(30)
    ) -> Migrator {
        database.migrator(Revision.chain(Self.count)) {
            $0.requestTimeout = timeout
            $0.outageTimeout = outage
        }
    }

    /// What the file holds at the end: each revision ran once, and the versions, the history and the tables agree.
    private func expectEachOnce(_ database: RemoteDatabase) throws {
        #expect(try database.local.version == ["r\(Self.count)"])
        #expect(try database.local.history == (1...Self.count).map { "upgrade r\($0)" })
        #expect(try database.local.tables == (1...Self.count).map { "t\($0)" })
    }

    @Test(arguments: Case.all, 1...2) func aFaultIsSurvivedOrToldTruly(_ test: Case, at request: Int) async throws {
        try await RemoteDatabase.serving(test.dialect) { database in
            database.server.inject(test.fault, at: request)
            do throws(MigrationError) {
                let report = try await migrator(database, timeout: test.timeout).upgrade()
                #expect(report.steps.map(\.revision) == (1...Self.count).map { RevisionID("r\($0)") })
            } catch {
                // The first look is not repeated where the server refuses it.
                let isFirstLook = request == 1 && [.database, .connection].contains(error.code)
                if !test.isRefusal, !isFirstLook { Issue.record("not survived: \(error)") }
                try expectTruth(error, database)
                try await migrator(database).upgrade()
            }
            try await Task.sleep(for: .milliseconds(50))
            try expectEachOnce(database)
        }
    }

    /// The second request is lost, so that the third asks what became of it, and the fourth sends it again.
    @Test(arguments: Case.all, 3...4) func aFaultOfTheQuestionOrOfTheResendingIsSurvivedOrToldTruly(
        _ test: Case,
        at request: Int
    ) async throws {
        try await RemoteDatabase.serving(test.dialect) { database in
            database.server.inject(.droppedBeforeExecution, at: 2)
            database.server.inject(test.fault, at: request)
            do throws(MigrationError) {
                let report = try await migrator(database, timeout: test.timeout).upgrade()
                #expect(report.steps.map(\.revision) == (1...Self.count).map { RevisionID("r\($0)") })
            } catch {
                if !test.isRefusal { Issue.record("not survived: \(error)") }
                try await Task.sleep(for: .milliseconds(100))
                try expectTruth(error, database)
                try await migrator(database).upgrade()
            }
            #expect(database.server.requests.count > request)
            try await Task.sleep(for: .milliseconds(50))
            try expectEachOnce(database)
        }
    }

    /// The first request carries sixteen revisions, the next ones more.
    @Test(
        arguments: [
            Fault.answerDropped, .droppedBeforeExecution, .cutJSON, .replayed(after: .milliseconds(20)), .sentTwice,
            .status(503, body: .json, executed: true), .restarted, .awayAfterwards(connections: 2),
        ],
        2...4
    )
    func aLongRunOfSeveralRequestsIsSurvived(_ fault: Fault, at request: Int) async throws {
        try await RemoteDatabase.serving(request.isMultiple(of: 2) ? .sqld : .cloud) { database in
            database.server.inject(fault, at: request)
            let report = try await database.migrator(Revision.chain(80)).upgrade()
            #expect(report.steps.count == 80)
            #expect(database.server.requests.count >= request)
            #expect(try database.local.history == (1...80).map { "upgrade r\($0)" })
        }
    }

    /// What was sent once without an answer is never told as not applied.
    @Test func aRequestThatArrivesAfterTheEndIsToldAsNotKnown() async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(.held(for: .seconds(6)), at: 2)
            database.server.inject(.droppedBeforeExecution, from: 4)
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(database, timeout: .seconds(3), outage: .seconds(1)).upgrade()
            }
            #expect(error?.code == .unknownOutcome)
            #expect(error?.summary.contains("Not applied") == false)
            for _ in 0..<100 where ((try? database.local.history) ?? []).count < Self.count {
                try await Task.sleep(for: .milliseconds(100))
            }
            if let error { try expectTruth(error, database) }
            database.server.clearFaults()
            try await migrator(database).upgrade()
            try expectEachOnce(database)
        }
    }

    /// A server ends a transaction that lasts while another writer waits.
    @Test(arguments: Dialect.allCases) func aRunBesideABusyWriterIsDoneOrToldTruly(_ dialect: Dialect) async throws {
        var options = LibSQLTestServer.Options(dialect: dialect)
        options.transactionLimit = .milliseconds(50)
        options.idleLimit = .seconds(120)
        try await RemoteDatabase.serving(options) { database in
            let other = try DatabaseConnector.open(database.location)
            try other.apply(Batch(["CREATE TABLE rival (a)"]))
            let slow =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT max(i) FROM n"
            let revisions: [Revision] = [
                .test("r1", up: ["CREATE TABLE t1 (a)", slow, slow])
            ]
            let writer = Task.detached {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(20))
                    try? await blocking { try other.apply(Batch(["INSERT INTO rival VALUES (1)"])) }
                }
            }
            do throws(MigrationError) {
                try await database.migrator(revisions).upgrade()
            } catch {
                try expectTruth(error, database)
            }
            writer.cancel()
            await writer.value
            try await database.migrator(revisions).upgrade()
            let (history, tables) = (try database.local.history, try database.local.tables)
            #expect(history == ["upgrade r1"])
            #expect(tables == ["rival", "t1"])
        }
    }

    @Test(arguments: Dialect.allCases) func aTokenThatExpiresInTheMiddleIsToldWithWhatIsApplied(_ dialect: Dialect)
        async throws
    {
        try await RemoteDatabase.serving(dialect) { database in
            database.server.inject(.status(401, executed: false), from: 3)
            let error = await #expect(throws: MigrationError.self) {
                try await database.migrator(Revision.chain(40)).upgrade()
            }
            #expect(error?.code == .database)
            #expect(error?.applied == (1...16).map { RevisionID("r\($0)") })
            #expect(error?.summary.contains("Applied: r1, r2, r3, …, r16.") == true)
            #expect(error?.summary.contains("Not applied: r17, r18, r19, …, r40.") == true)
            #expect(error?.summary.contains("rolled back") == false)
        }
    }

    /// That what an error says of each revision is what the file holds.
    private func expectTruth(_ error: MigrationError, _ database: RemoteDatabase) throws {
        let history = (try? database.local.history) ?? []
        let applied = Set(history.map { RevisionID(String($0.dropFirst("upgrade ".count))) })
        #expect(applied.isSuperset(of: error.applied), "\(error)")
        #expect(applied.isDisjoint(with: Self.revisions(error, after: "Not applied: ")), "\(error)")
        #expect(applied.isSuperset(of: Self.revisions(error, after: "Applied: ")), "\(error)")
        if error.code != .unknownOutcome { #expect(applied.count == error.applied.count, "\(error)") }
    }

    /// The revisions of a line of the message.
    private static func revisions(_ error: MigrationError, after words: String) -> [RevisionID] {
        let line = error.summary.split(separator: "\n").first { $0.hasPrefix(words) }
        let names = line?.dropFirst(words.count).prefix { $0 != ";" && $0 != "." }.split(separator: ",") ?? []
        return names.map { RevisionID(String($0.drop { $0 == " " })) }
    }

    @Test(arguments: Dialect.allCases) func aServerThatStaysAwayIsToldWithWhatIsNotKnown(_ dialect: Dialect)
        async throws
    {
        try await RemoteDatabase.serving(dialect) { database in
            database.server.inject(.answerDropped, at: 2)
            database.server.inject(.droppedBeforeExecution, from: 3)
            let error = await #expect(throws: MigrationError.self) {
                try await migrator(database, outage: .seconds(1)).upgrade()
            }
            #expect(error?.code == .unknownOutcome)
            #expect(error?.applied.isEmpty == true)
            let lines = (error?.summary ?? "").split(separator: "\n").dropFirst().map { String($0) }
            let expected = "Not known: r1, r2, r3, r4, r5; sent, and no answer tells whether it was carried out."
            #expect(lines.last == expected)
            #expect(
                error?.remedy?.hasSuffix(
                    "`migrate current` tells which. Then run `migrate upgrade heads`: it goes on from "
                        + "where the database is, and runs nothing twice."
                ) == true
            )
            try expectEachOnce(database)
        }
    }

    @Test func aServerThatIsNotThereIsToldAtOnce() async throws {
        // A port that a server had might have been given to another one.
        let migrator = Migrator(
            database: .remote(url: "http://127.0.0.1:1", token: nil),
            migrations: .revisions(Revision.chain(Self.count))
        )
        let error = await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
        #expect(error?.code == .connection)
        #expect(error?.applied.isEmpty == true)
    }

    @Test func tenSmallRevisionsTakeTwoRequestsAndNothingTakesOne() async throws {
        try await RemoteDatabase.serving { database in
            let migrator = database.migrator(Revision.chain(10))
            try await migrator.upgrade()
            #expect(database.server.requests.count == 2)
            try await migrator.upgrade()
            #expect(database.server.requests.count == 3)
            _ = try await migrator.status()
            #expect(database.server.requests.count == 4)
        }
    }
}
