import Foundation
import LibSQLTestServer
import MigrationCore
import Synchronization
import Testing

/// Random code does on a server what it does on a file: the same rows, the same objects, the same failure.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SwiftRevisionFuzzTests {
    /// `MIGRATE_FUZZ_SEEDS=1000 swift test --filter SwiftRevisionFuzzTests`, from `MIGRATE_FUZZ_FIRST` on.
    private static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["MIGRATE_FUZZ_FIRST"].flatMap(UInt64.init) ?? 0
        return first..<(first + (environment["MIGRATE_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 40))
    }()

    /// Operations that are drawn by a seed; each draws the same whatever the database answers.
    private struct RandomCode: Migration {
        static let seed = Mutex<UInt64>(0)

        struct GivesUp: Error {}

        func upgrade(_ op: Operations) throws {
            var generator = SeededGenerator(seed: Self.seed.withLock(\.self))
            for step in 0..<Int.random(in: 1...12, using: &generator) {
                let number = Int.random(in: 1...6, using: &generator)
                let isCaught = Int.random(in: 0..<10, using: &generator) < 8
                let kind = Int.random(in: 0..<16, using: &generator)
                do {
                    try run(kind, number, step, op)
                } catch {
                    guard isCaught, !(error is GivesUp) else { throw error }
                    try? op.execute("INSERT INTO log VALUES (?)", ["\(step) failed"])
                }
            }
        }

        private func run(_ kind: Int, _ number: Int, _ step: Int, _ op: Operations) throws {
            switch kind {
            case 0...3: try op.execute("INSERT INTO t (id, v) VALUES (?, ?)", [number, "s\(step)"])
            case 4: try op.execute("UPDATE t SET v = v || '+' WHERE id >= ?", [number])
            case 5: try op.execute("DELETE FROM t WHERE id = ?", [number])
            case 6: try op.bulkInsert(into: "t", rows: [["id": number, "v": "b"], ["id": number + 1, "v": "b"]])
            case 7:
                let count = try op.query("SELECT count(*) AS n FROM t")[0]["n"] ?? .null
                try op.execute("INSERT INTO log VALUES (?)", [count])
            case 8:
                let count = try op.executeCounting("UPDATE t SET v = 'c' WHERE id > ?", [number])
                try op.execute("INSERT INTO log VALUES (?)", [count])
            case 9: try op.createIndex("i\(number)", on: "t", number == 1 ? "w" : "v")
            case 10: try op.addColumn("c\(number)", .integer, to: "t", nullable: false, default: .value(number))
            case 11: try op.execute("INSERT OR ROLLBACK INTO t (id) VALUES (?)", [number])
            case 12:
                try op.forEachRow(of: "t") { row in
                    try op.execute("INSERT INTO log VALUES (?)", [row["v"] ?? .null])
                }
            case 13: try op.execute("CREATE TABLE u\(number) (a)")
            case 14: try op.execute("INSERT INTO c VALUES (?)", [number])
            default:
                guard number == 6 else { return }
                // On a server, code that has asked for nothing gives up before its statements can fail.
                _ = try op.query("SELECT 1")
                throw GivesUp()
            }
        }
    }

    private static let stage = [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", "CREATE TABLE log (a)",
        "CREATE TABLE c (t INTEGER REFERENCES t(id) ON DELETE CASCADE)",
        "INSERT INTO t VALUES (1, 'one'), (3, 'three')",
        "INSERT INTO c VALUES (1)",
    ]

    private static let revisions = [Revision.test("a", up: stage), .swift("b", after: "a")]

    @Test(arguments: [ScriptBench.Driver.sqld, .cloud]) func aServerAndAFileAgree(_ driver: ScriptBench.Driver)
        async throws
    {
        for seed in Self.seeds {
            RandomCode.seed.withLock { $0 = seed }
            let expected = try await ScriptBench.with(.file) { try await Self.result(on: $0) }
            let found = try await ScriptBench.with(driver) { try await Self.result(on: $0) }
            #expect(found == expected, "seed \(seed)")
        }
    }

    /// What became of it: the failure's code and place, and everything that the database holds.
    private static func result(on bench: ScriptBench) async throws -> [String] {
        let migrator = bench.migrator(revisions, ["b": RandomCode.self])
        var lines: [String] = []
        if let error = await failure({ _ = try await migrator.upgrade() }) {
            let words = error.summary.split(separator: "\n").dropFirst().joined(separator: "|")
            lines.append("\(error.code) \(words)")
        }
        let connection = try bench.local.connect()
        for name in try connection.column("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        where !["alembic_version", "migrate_history"].contains(name) {
            let rows = try connection.query(SQLStatement("SELECT * FROM \(name)")).map { "\(name) \($0.values)" }
            lines += rows
        }
        lines += try connection.column(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        )
        return lines + (try bench.local.history) + (try bench.local.version)
    }

    private static func failure(_ body: () async throws -> Void) async -> MigrationError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? MigrationError
        }
    }
}
