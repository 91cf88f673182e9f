import LibSQLTestServer
import MigrationCore
import Synchronization
import Testing

/// Swift revisions over a network that loses requests and answers, and beside other processes: each ran exactly once.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SwiftRevisionFaultTests {
    private struct AddsOne: Migration {
        func upgrade(_ op: Operations) throws {
            try op.addColumn("n", .integer, to: "t", nullable: false, default: 0)
            try op.execute("INSERT INTO t (a, n) SELECT a + 1, ? FROM t", [7])
            guard try op.query("SELECT * FROM t").count == 2 else { throw IrreversibleMigration() }
        }
    }

    private static let revisions = [
        Revision.test("a", up: ["CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"]), .swift("b", after: "a"),
        .test("c", after: "b", up: ["CREATE TABLE u (a)"]),
    ]

    struct Case: CustomTestStringConvertible, Sendable {
        let fault: Fault
        let dialect: Dialect

        var testDescription: String { "\(fault), \(dialect)" }

        /// Few, for each run that loses an answer waits until the server ends what is open.
        static let all = [
            Case(fault: .answerDropped, dialect: .sqld), Case(fault: .answerDropped, dialect: .cloud),
            Case(fault: .cutJSON, dialect: .cloud), Case(fault: .droppedBeforeExecution, dialect: .sqld),
            Case(fault: .restarted, dialect: .sqld), Case(fault: .replayed(after: .milliseconds(10)), dialect: .sqld),
        ]
    }

    /// Request 1 is the first look, 2 the revision before, 3 opens the transaction, and the one that commits is among them.
    @Test(arguments: Case.all) func aFaultIsSurvivedAtEveryRequest(_ test: Case) async throws {
        for request in [3, 4, 7, 9, 10, 11, 12] {
            var options = LibSQLTestServer.Options(dialect: test.dialect)
            // What is open on a stream that is lost holds others up until the server ends it.
            options.idleLimit = .seconds(1)
            options.transactionLimit = .seconds(2)
            try await RemoteDatabase.serving(options) { database async throws in
                database.server.inject(test.fault, at: request)
                let migrations = MigrationSource.revisions(Self.revisions, scripts: ["b": AddsOne.self])
                let report = try await Migrator(database: database.location, migrations: migrations).upgrade()
                #expect(report.steps.map(\.revision) == ["a", "b", "c"], "at \(request)")
                try await Task.sleep(for: .milliseconds(20))
                #expect(try database.local.history == ["upgrade a", "upgrade b", "upgrade c"], "at \(request)")
                #expect(try database.local.connect().column("SELECT a || '-' || n FROM t") == ["1-0", "2-7"])
                #expect(try database.local.tables == ["t", "u"])
            }
        }
    }

    private struct CountsRows: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("INSERT INTO t VALUES (?)", [2])
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func manyAtOnceRunItOnce(_ driver: ScriptBench.Driver) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let migrator = bench.migrator(Self.revisions, ["b": CountsRows.self])
            let steps = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.upgrade().steps.count } }
                return try await group.reduce(0, +)
            }
            #expect(steps == 3)
            #expect(try bench.column("SELECT a FROM t") == ["1", "2"])
            #expect(try bench.local.history == ["upgrade a", "upgrade b", "upgrade c"])
        }
    }

    private struct WaitsToBeCancelled: Migration {
        static let hasStarted = Mutex(false)

        func upgrade(_ op: Operations) throws {
            try op.execute("INSERT INTO t VALUES (3)")
            Self.hasStarted.withLock { $0 = true }
            while true { _ = try op.query("SELECT count(*) FROM t") }
        }
    }

    @Test func cancellingEndsItAtItsNextOperation() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            let migrator = bench.migrator(Self.revisions, ["b": WaitsToBeCancelled.self])
            let task = Task { try await migrator.upgrade() }
            while !WaitsToBeCancelled.hasStarted.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let error = await #expect(throws: MigrationError.self) { try await task.value }
            #expect(error?.code == .interrupted)
            #expect(error?.applied == ["a"])
            #expect(try bench.column("SELECT a FROM t") == ["1"])
            #expect(try bench.local.version == ["a"])
        }
    }
}
