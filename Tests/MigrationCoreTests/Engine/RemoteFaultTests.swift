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
            .replayed(after: .milliseconds(30)), .streamExpired, .restarted, .abandoned(after: .milliseconds(1)),
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

    @Test(arguments: Case.all, 1...3) func aFaultIsSurvivedOrToldTruly(_ test: Case, at request: Int) async throws {
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

    /// The first request carries sixteen revisions, the next ones more.
    @Test(
        arguments: [Fault.answerDropped, .droppedBeforeExecution, .cutJSON, .replayed(after: .milliseconds(20))],
        2...6
    )
    func aLongRunOfSeveralRequestsIsSurvived(_ fault: Fault, at request: Int) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(fault, at: request)
            let report = try await database.migrator(Revision.chain(80)).upgrade()
            #expect(report.steps.count == 80)
            #expect(try database.local.history == (1...80).map { "upgrade r\($0)" })
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
        #expect(applied.isSuperset(of: error.applied))
        if error.code != .unknownOutcome { #expect(applied.count == error.applied.count, "\(error)") }
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
