import Foundation
import LibSQLTestServer
import MigrationCore
import Synchronization
import Testing

/// What Swift revisions send to a server: one request where they ask for nothing, and what they would do locally in any case.
@Suite(.timeLimit(.minutes(5))) struct SwiftRevisionRequestTests {
    private struct OnlyWrites: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)")
            for number in 1...30 { try op.execute("INSERT INTO t VALUES (?, ?)", [number, "x"]) }
            try op.bulkInsert(into: "t", rows: [["a": 31, "b": "y"], ["a": 32, "b": "y"]])
            try op.renameTable("t", to: "u")
        }
        func downgrade(_ op: Operations) throws { try op.execute("DROP TABLE u") }
    }

    private static let one = [Revision.swift("b")]

    @Test(arguments: Dialect.allCases) func whatOnlyWritesIsOneRequest(_ dialect: Dialect) async throws {
        try await RemoteDatabase.serving(dialect) { database in
            let migrator = Migrator(
                database: database.location,
                migrations: .revisions(Self.one, scripts: ["b": OnlyWrites.self])
            )
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == ["b"])
            #expect(database.server.requests.count == 2)
            let rows = try database.local.connect().column("SELECT count(*) || min(b) || max(b) FROM u")
            #expect(rows == ["32xy"])
            #expect(try database.local.history == ["upgrade b"])
            try await migrator.downgrade(to: .base)
            #expect(database.server.requests.count == 4)
            #expect(try database.local.tables == [])
        }
    }

    @Test(arguments: [Fault.answerDropped, .droppedBeforeExecution, .sentTwice, .cutJSON, .held(for: .seconds(1))])
    func itIsAppliedOnceWhateverIsLost(_ fault: Fault) async throws {
        try await RemoteDatabase.serving { database in
            database.server.inject(fault, at: 2)
            let migrations = MigrationSource.revisions(Self.one, scripts: ["b": OnlyWrites.self])
            let report = try await Migrator(database: database.location, migrations: migrations).upgrade()
            #expect(report.steps.map(\.revision) == ["b"])
            #expect(try database.local.connect().column("SELECT count(*) FROM u") == ["32"])
            #expect(try database.local.history == ["upgrade b"])
        }
    }

    private struct CatchesAFailure: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
            try op.execute("INSERT INTO t VALUES (1)")
            do {
                try op.execute("INSERT INTO t VALUES (1)")
                try op.execute("INSERT INTO t VALUES (100)")
            } catch {
                try op.execute("INSERT INTO t VALUES (2)")
            }
        }
    }

    /// The code goes on as it would on a file, whose answers come at once.
    @Test(arguments: ScriptBench.Driver.allCases) func aFailureThatIsCaughtIsOneToTheCode(_ driver: ScriptBench.Driver)
        async throws
    {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.migrator(Self.one, ["b": CatchesAFailure.self]).upgrade()
            #expect(try bench.column("SELECT a FROM t") == ["1", "2"])
            #expect(try bench.local.history == ["upgrade b"])
        }
    }

    private struct Fails: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
            try op.execute("INSERT INTO t VALUES (1)")
            try op.execute("INSERT INTO t VALUES (?)", ["no number"])
            try op.execute("INSERT INTO t VALUES (3)")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aFailureHasItsStatement(_ driver: ScriptBench.Driver)
        async throws
    {
        try await ScriptBench.with(driver) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.migrator(Self.one, ["b": Fails.self]).upgrade()
            }
            #expect(error?.code == .statementFailed)
            let message = error?.summary ?? ""
            #expect(message.contains("SwiftRevisionRequestTests.swift:"), "\(message)")
            #expect(message.contains("INSERT INTO t VALUES (?)"), "\(message)")
            #expect(try bench.local.tables == [])
        }
    }

    private struct ReadsLate: Migration {
        static let runs = Mutex(0)

        func upgrade(_ op: Operations) throws {
            Self.runs.withLock { $0 += 1 }
            try op.execute("CREATE TABLE t (a)")
            try op.bulkInsert(into: "t", rows: [["a": 1], ["a": 2]])
            let count = try op.executeCounting("UPDATE t SET a = a + 10")
            try op.execute("INSERT INTO t VALUES (?)", [count])
            let sum = try op.query("SELECT sum(a) AS s FROM t")[0]["s"]?.integer ?? 0
            try op.execute("INSERT INTO t VALUES (?)", [sum])
        }
    }

    @Test func whatWasWrittenIsThereWhenItIsReadAndTheCodeRunsOnce() async throws {
        try await ScriptBench.with(.sqld) { bench async throws in
            ReadsLate.runs.withLock { $0 = 0 }
            try await bench.migrator(Self.one, ["b": ReadsLate.self]).upgrade()
            #expect(try bench.column("SELECT a FROM t") == ["11", "12", "2", "25"])
            #expect(ReadsLate.runs.withLock(\.self) == 1)
        }
    }

    private struct Throws: Migration {
        struct Reason: Error {}
        func upgrade(_ op: Operations) throws { throw Reason() }
    }

    private struct EndsByItself: Migration {
        func upgrade(_ op: Operations) throws {
            do {
                try op.execute("CREATE TABLE a (b)")
            } catch {
                try op.execute("INSERT INTO a VALUES (2)")
                return
            }
            throw Throws.Reason()
        }
    }

    /// What comes after a statement that fails does not come to it on a file either.
    @Test(arguments: ScriptBench.Driver.allCases) func aFailureBeforeItsOwnEndIsToldFirst(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(["CREATE TABLE a (b)"], EndsByItself.self)
            #expect(try bench.column("SELECT b FROM a") == ["2"])
        }
    }

    private struct CatchesWhatIsNoStatement: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE t (a)")
            for text in ["selekt 1", "", "-- nothing", "SELECT 1; SELECT 2"] {
                do {
                    try op.execute(text)
                } catch {
                    try op.execute("INSERT INTO t VALUES (?)", [text])
                }
            }
            try op.execute("INSERT INTO t VALUES (?)", [try op.query("SELECT count(*) AS n FROM t")[0]["n"] ?? .null])
        }
    }

    /// A server refuses some of it with the whole request, and names no statement.
    @Test(arguments: ScriptBench.Driver.allCases) func whatIsNoStatementFailsWhereItIs(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.migrator(Self.one, ["b": CatchesWhatIsNoStatement.self]).upgrade()
            let rows = try bench.column("SELECT a FROM t")
            #expect(rows == ["selekt 1", "", "-- nothing", "SELECT 1; SELECT 2", "4"])
        }
    }

    @Test func whatEndsByItselfHasSentNothing() async throws {
        try await ScriptBench.with(.sqld) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.migrator(Self.one, ["b": Throws.self]).upgrade()
            }
            #expect(error?.summary.contains("Reason()") == true)
            #expect(bench.server?.requests.count == 1)
            #expect(try bench.local.tables == [])
        }
    }

    private struct WritesMuch: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE t (a)")
            for _ in 0..<20 { try op.execute("INSERT INTO t VALUES (?)", [String(repeating: "x", count: 60_000)]) }
        }
    }

    @Test func whatIsTooMuchForOneRequestGoesInSeveral() async throws {
        try await ScriptBench.with(.sqld) { bench async throws in
            try await bench.migrator(Self.one, ["b": WritesMuch.self]).upgrade()
            #expect(try bench.column("SELECT count(*) || '-' || sum(length(a)) FROM t") == ["20-1200000"])
            #expect((bench.server?.requests.map(\.bytes).max() ?? .max) < 1 << 20)
        }
    }

    private struct CopiesAnInfinity: Migration {
        func upgrade(_ op: Operations) throws {
            let value = try op.query("SELECT 9e999 AS x")[0]["x"] ?? .null
            try op.execute("CREATE TABLE t (a)")
            try op.execute("INSERT INTO t VALUES (?)", [value])
        }
    }

    /// It comes without its sign, so that it can't be written again; as NULL it would be lost without a word.
    @Test func anInfinityDoesNotBecomeNull() async throws {
        try await ScriptBench.with(.sqld) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.migrator(Self.one, ["b": CopiesAnInfinity.self]).upgrade()
            }
            #expect(error?.summary.contains("a value is no number (NaN)") == true, "\(error?.summary ?? "")")
            #expect(try bench.local.tables == [])
        }
    }

    private struct LeavesItAlone: Migration {
        static let runs = Mutex(0)

        func upgrade(_ op: Operations) throws {
            Self.runs.withLock { $0 += 1 }
            _ = try op.query("SELECT 1")
            Thread.sleep(forTimeInterval: 4.2)
            try op.execute("CREATE TABLE t (a)")
            _ = try op.query("SELECT * FROM t")
        }
    }

    @Test func codeThatLetsTheTransactionWaitIsNamed() async throws {
        var options = LibSQLTestServer.Options(dialect: .sqld)
        options.idleLimit = .seconds(1)
        try await RemoteDatabase.serving(options) { database async throws in
            let migrations = MigrationSource.revisions(Self.one, scripts: ["b": LeavesItAlone.self])
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(database: database.location, migrations: migrations).upgrade()
            }
            #expect(
                error?.summary.contains("the server ended the transaction, which the code had left alone for 4 s")
                    == true,
                "\(error?.summary ?? "")"
            )
            #expect(error?.summary.contains("SwiftRevisionRequestTests.swift:") == true)
            #expect(error?.remedy?.contains("before it first reads") == true)
            #expect(LeavesItAlone.runs.withLock(\.self) == 2)
            #expect(try database.local.tables == [])
        }
    }
}
