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

        static let all: [Case] = Dialect.allCases.flatMap { dialect in faults.map { Case(fault: $0, dialect: dialect) }
        }

        static let faults: [Fault] = [
            .droppedBeforeExecution, .answerDropped, .resetBeforeExecution, .resetAfterExecution,
            .status(500, body: .json, executed: false), .status(500, body: .text, executed: true),
            .status(502, body: .html, executed: true), .status(503, body: .empty, executed: false),
            .status(503, body: .json, executed: true), .tooManyRequests(retryAfter: 0, executed: false),
            .tooManyRequests(retryAfter: 1, executed: true), .truncatedBody, .cutJSON, .notJSON,
            .slow(beforeExecution: .seconds(4)), .slow(beforeAnswer: .seconds(4)),
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
            let timeout: Duration = if case .slow = test.fault { .seconds(2) } else { .seconds(60) }
            do throws(MigrationError) {
                let report = try await migrator(database, timeout: timeout).upgrade()
                #expect(report.steps.map(\.revision) == (1...Self.count).map { RevisionID("r\($0)") })
            } catch {
                // The first look is not repeated for longer than one request may take.
                if timeout > .seconds(2) || request > 1 { Issue.record("not survived: \(error)") }
                try expectTruth(error, database)
                try await migrator(database).upgrade()
            }
            try await Task.sleep(for: .milliseconds(50))
            try expectEachOnce(database)
        }
    }

    /// That what an error says of each revision is what the file holds.
    private func expectTruth(_ error: MigrationError, _ database: RemoteDatabase) throws {
        let history = (try? database.local.history) ?? []
        let applied = Set(history.map { RevisionID(String($0.dropFirst("upgrade ".count))) })
        #expect(applied.isSuperset(of: error.applied))
        if error.code == .connection { #expect(applied.count == error.applied.count, "\(error)") }
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
            let expected = "Not known: r1, r2, r3, r4, r5; sent, but the answer was lost, so it may be applied or not."
            #expect(lines == [expected])
            #expect(
                error?.remedy == "`migrate current` tells which. Then run `migrate upgrade heads`: it goes on from "
                    + "where the database is, and runs nothing twice."
            )
            try expectEachOnce(database)
        }
    }

    @Test func aServerThatIsNotThereIsToldAtOnce() async throws {
        let migrator: Migrator = try await RemoteDatabase.serving { database in self.migrator(database) }
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
