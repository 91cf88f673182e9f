import MigrationCore
import Synchronization
import Testing

/// What would go wrong without a word: an end of the transaction that code catches, half of a call, a row that is passed over.
@Suite(.timeLimit(.minutes(2))) struct SwiftRevisionPitfallTests {
    private static let table = ["CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", "INSERT INTO t VALUES (1, 'a')"]

    private struct RollsBack: Migration {
        static let runs = Mutex(0)

        func upgrade(_ op: Operations) throws {
            Self.runs.withLock { $0 += 1 }
            try op.execute("CREATE TABLE lost (a)")
            _ = try? op.execute("INSERT OR ROLLBACK INTO t VALUES (1, 'b')")
        }
    }

    private struct RaisesRollback: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute(
                "CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'no more rows'); END"
            )
            _ = try? op.execute("INSERT INTO t VALUES (2, 'b')")
            try op.execute("CREATE TABLE alone (a)")
        }
    }

    @Test func codeThatCatchesTheEndOfItsTransactionFailsAtOnce() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            for (script, reason) in [
                (RollsBack.self as any Migration.Type, "UNIQUE constraint failed: t.id"),
                (RaisesRollback.self, "no more rows"),
            ] {
                let error = await #expect(throws: MigrationError.self) { try await bench.run(Self.table, script) }
                let summary = error?.summary ?? ""
                #expect(summary.contains("\(reason); the whole transaction is rolled back, as OR ROLLBACK"), "\(summary)")
                #expect(error?.code == .statementFailed)
                #expect(try bench.local.tables == ["t"])
                #expect(try bench.local.version == ["a"])
            }
            #expect(RollsBack.runs.withLock(\.self) == 1)
        }
    }
}
