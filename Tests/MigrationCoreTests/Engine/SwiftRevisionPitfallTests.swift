import Synchronization
import Testing

@testable import MigrationCore

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
                #expect(
                    summary.contains("\(reason); the whole transaction is rolled back, as OR ROLLBACK"),
                    "\(summary)"
                )
                #expect(error?.code == .statementFailed)
                #expect(try bench.local.tables == ["t"])
                #expect(try bench.local.version == ["a"])
            }
            #expect(RollsBack.runs.withLock(\.self) == 1)
        }
    }

    private struct ReadsByEveryKey: Migration {
        static let stage = [
            "CREATE TABLE k (p TEXT PRIMARY KEY, d TEXT NOT NULL, n TEXT UNIQUE, u TEXT NOT NULL UNIQUE, x TEXT NOT NULL,"
                + " y TEXT NOT NULL, c TEXT NOT NULL COLLATE NOCASE, UNIQUE (c COLLATE BINARY))",
            "CREATE UNIQUE INDEX kx ON k (x)", "CREATE UNIQUE INDEX ky ON k (y) WHERE y <> 'x'",
            "INSERT INTO k VALUES ('1', 'x', '1', '1', '1', '1', 'a'), ('2', 'x', '2', '2', '2', '2', 'A'),"
                + " ('3', 'y', '3', '3', '3', '3', 'b')",
            "CREATE TABLE h (rowid TEXT, v)", "INSERT INTO h VALUES ('x', 1), ('x', 2), ('y', 3)",
            "CREATE TABLE w (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID", "CREATE VIEW s AS SELECT u FROM k",
        ]

        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE answers (key, answer)")
            for (table, key) in [
                ("k", "rowid"), ("k", "P"), ("k", "u"), ("k", "x"), ("k", "d"), ("k", "n"), ("k", "y"), ("k", "c"),
                ("h", "rowid"), ("h", "_rowid_"), ("w", "a"), ("s", "u"),
            ] {
                var answer = ""
                do {
                    var count = 0
                    try op.forEachRow(of: table, by: key, size: 2) { _ in count += 1 }
                    answer = "\(count)"
                } catch let error as OperationError {
                    answer = error.message
                }
                try op.execute("INSERT INTO answers VALUES (?, ?)", ["\(table).\(key)", answer])
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aKeyThatMayHaveDuplicatesIsRefused(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(ReadsByEveryKey.stage, ReadsByEveryKey.self)
            let read = try bench.column("SELECT key FROM answers WHERE answer = '3'")
            #expect(read == ["k.rowid", "k.P", "k.u", "k.x", "h._rowid_"])
            let refused = try bench.column("SELECT answer FROM answers WHERE answer <> '3'")
            let passed = "that no two rows have the same value there, and such rows would be passed over: "
            #expect(
                refused == [
                    "'k' can't be read by 'd': nothing tells \(passed)write `by: \"p\"`, whose values are unique",
                    "'k' can't be read by 'n': nothing tells \(passed)write `by: \"p\"`, whose values are unique",
                    "'k' can't be read by 'y': nothing tells \(passed)write `by: \"p\"`, whose values are unique",
                    "'k' can't be read by 'c': nothing tells \(passed)write `by: \"p\"`, whose values are unique",
                    "'h' can't be read by 'rowid': 'rowid' of 'h' is a column of its own and hides the rowid, and nothing"
                        + " tells \(passed)write `by: \"_rowid_\"`, whose values are unique",
                    "'w' can't be read by 'a': nothing tells \(passed)make a column NOT NULL and UNIQUE and name it, or"
                        + " read the rows with `query`",
                    "'s' can't be read by 'u': 's' is no table of the schema, so that nothing tells \(passed)leave `by:`"
                        + " out, or read the rows with `query`",
                ]
            )
        }
    }

    private static let brokenKeys =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 499)"
        + " INSERT INTO s SELECT printf('k%04d', i), 0 FROM n"

    private struct ReadsABrokenKey: Migration {
        func upgrade(_ op: Operations) throws {
            for size in [500, 1] {
                var count = 0
                do {
                    try op.forEachRow(of: "s", by: "slug", size: size) { _ in count += 1 }
                } catch let error as OperationError {
                    try op.execute("INSERT INTO answers VALUES (?, ?)", [error.message, count])
                }
            }
        }
    }

    private struct ReadsABrokenText: Migration {
        func upgrade(_ op: Operations) throws {
            _ = try? op.query("INSERT INTO s VALUES ('new', 0) RETURNING CAST(x'80' AS TEXT)")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aKeyThatIsNoUTF8IsNotPassedOver(
        _ driver: ScriptBench.Driver
    ) async throws {
        let stage = [
            "CREATE TABLE answers (answer, count)", "CREATE TABLE s (slug TEXT PRIMARY KEY NOT NULL, v)",
            Self.brokenKeys,
            "INSERT INTO s VALUES (CAST(x'80' AS TEXT), 1), (CAST(x'90' AS TEXT), 2), ('é', 3), ('\u{FFFD}', 4)",
        ]
        try await ScriptBench.with(driver) { bench async throws in
            guard driver == .file else {
                // A server refuses it itself, and with it the transaction.
                let error = await #expect(throws: MigrationError.self) {
                    try await bench.run(stage, ReadsABrokenKey.self)
                }
                #expect(error?.summary.contains("cannot send a text that is not UTF-8") == true)
                return
            }
            try await bench.run(stage, ReadsABrokenKey.self)
            #expect(try bench.column("SELECT count FROM answers") == ["0", "499"])
            let remedy = "read its bytes, as CAST(\"slug\" AS BLOB), and mend them with `execute`"
            #expect(
                try bench.column("SELECT answer FROM answers") == [
                    "'slug' of row 500 is a text that is not UTF-8: \(remedy)",
                    "'slug' of row 1 is a text that is not UTF-8: \(remedy)",
                ]
            )
        }
    }

    @Test func aStatementWhoseRowsCannotBeReadLeavesNothing() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            let stage = ["CREATE TABLE s (slug TEXT, v)"]
            let error = await #expect(throws: MigrationError.self) { try await bench.run(stage, ReadsABrokenText.self) }
            #expect(error?.summary.contains("of row 1 is a text that is not UTF-8") == true, "\(error?.summary ?? "")")
            #expect(try bench.column("SELECT count(*) FROM s") == ["0"])
        }
    }

    private struct Adds: Migration {
        func upgrade(_ op: Operations) throws {
            var count = 0
            try op.forEachRow(of: "big") { row in
                count += 1
                try op.execute("INSERT INTO big (v) VALUES (?)", [try row.value(of: "v")])
            }
            try op.forEachBatch(of: "big", where: "v < 3", size: 2) { rows in
                count += 10_000 * rows.count
                try op.execute("INSERT INTO big (v) VALUES (1)")
            }
            try op.execute("INSERT INTO answers VALUES (?)", [count])
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aTableThatGrowsMeanwhileComesToAnEnd(
        _ driver: ScriptBench.Driver
    ) async throws {
        let stage = [
            "CREATE TABLE answers (answer)", "CREATE TABLE big (id INTEGER PRIMARY KEY, v)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
                + " INSERT INTO big (v) SELECT i FROM n",
        ]
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(stage, Adds.self)
            #expect(try bench.column("SELECT answer FROM answers") == ["40600"])
            #expect(try bench.column("SELECT count(*) FROM big") == ["1202"])
        }
    }

    private struct NamesNoColumn: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE answers (answer)")
            func note(_ body: () throws -> Void) throws {
                do {
                    try body()
                    try op.execute("INSERT INTO answers VALUES ('no error')")
                } catch let error as OperationError {
                    try op.execute("INSERT INTO answers VALUES (?)", [error.message])
                }
            }
            try note { try op.createIndex("ux", on: "t", "id", "vv", unique: true) }
            try note { try op.createIndex("ix", on: "t", .column("V", descending: true), .expression("\"v\" || 1")) }
            try note { try op.createUnique(["vv"], on: "t") }
            try note { try op.addForeignKey(["vv"], to: "t", references: "t") }
            try note {
                try op.createTable("n") {
                    $0.column("a"); $0.unique("b")
                }
            }
            try note {
                try op.createTable("n") {
                    $0.column("a"); $0.primaryKey(columns: ["b"])
                }
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aNameThatNoColumnHasIsNoString(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(Self.table, NamesNoColumn.self)
            let answers = try bench.column("SELECT answer FROM answers")
            #expect(answers.map { $0.contains("no such column: t.vv") } == [true, false, false, false, false, false])
            #expect(answers.map { $0 == "no error" } == [false, true, false, false, false, false])
            for (index, name) in [(2, "'vv'"), (3, "'vv'"), (4, "'b'"), (5, "'b'")] {
                #expect(answers[index].contains("has no column \(name)"), "\(answers[index])")
            }
        }
    }

    private struct LeavesACommentOpen: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE answers (answer)")
            for sql in ["UPDATE t SET v = 2 /* x ", "SELECT 1 /*", "/* */ UPDATE t SET v = '/*' /**/ -- /*"] {
                do {
                    try op.execute(sql)
                    _ = try op.query(sql)
                } catch let error as OperationError {
                    try op.execute("INSERT INTO answers VALUES (?)", [error.message])
                }
            }
            do {
                try op.createView("w", as: "SELECT 1 /* x")
            } catch let error as OperationError {
                try op.execute("INSERT INTO answers VALUES (?)", [error.message])
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aCommentThatIsNotClosedIsRefused(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(Self.table, LeavesACommentOpen.self)
            #expect(
                try bench.column("SELECT answer FROM answers")
                    == Array(repeating: "unterminated comment: close it with `*/`", count: 3)
            )
            #expect(try bench.column("SELECT v FROM t") == ["/*"])
        }
    }

    private struct InsertsHalf: Migration {
        func upgrade(_ op: Operations) throws {
            let rows = (2...900).map { [$0 == 700 ? 1 : $0, "x"] as [any SQLValueConvertible] }
            _ = try? op.bulkInsert(into: "t", columns: ["id", "v"], rows: rows)
        }
    }

    /// The same in one request, which is two statements.
    private struct InsertsHalfOfARequest: Migration {
        func upgrade(_ op: Operations) throws {
            let rows = (2...480).map { [$0 == 400 ? 1 : $0, "x", "y"] as [any SQLValueConvertible] }
            try op.execute("ALTER TABLE t ADD COLUMN w")
            _ = try? op.bulkInsert(into: "t", columns: ["id", "v", "w"], rows: rows)
        }
    }

    private struct HandsOverAShortRow: Migration {
        func upgrade(_ op: Operations) throws {
            let rows = (2...900).map { ($0 == 700 ? [$0] : [$0, "x"]) as [any SQLValueConvertible] }
            _ = try? op.bulkInsert(into: "t", columns: ["id", "v"], rows: rows)
        }
    }

    private struct CatchesTheFirstRows: Migration {
        func upgrade(_ op: Operations) throws {
            let rows = (1...900).map { [$0, "x"] as [any SQLValueConvertible] }
            _ = try? op.bulkInsert(into: "t", columns: ["id", "v"], rows: rows)
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func halfOfTheRowsOfACallDoNotStay(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            for (script, reason) in [
                (InsertsHalf.self as any Migration.Type, "UNIQUE constraint failed: t.id"),
                (InsertsHalfOfARequest.self, "UNIQUE constraint failed: t.id"),
                (HandsOverAShortRow.self, "row 699 has 1 values for 2 columns"),
            ] {
                let error = await #expect(throws: MigrationError.self) { try await bench.run(Self.table, script) }
                #expect(error?.summary.contains(reason) == true, "\(error?.summary ?? "")")
                #expect(try bench.column("SELECT count(*) FROM t") == ["1"])
                #expect(try bench.local.version == ["a"])
            }
            try await bench.run(Self.table, CatchesTheFirstRows.self)
            #expect(try bench.column("SELECT count(*) FROM t") == ["1"])
        }
    }

    private struct Counts: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("UPDATE t SET v = 'x'")
            if try op.executeCounting("DELETE FROM t") == 0 { try op.execute("CREATE TABLE u (a)") }
        }
    }

    private struct GoesOn: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("UPDATE t SET v = 'x'")
            if (try? op.execute("INSERT INTO missing VALUES (1)")) == nil { try op.execute("CREATE TABLE u (a)") }
        }
    }

    private struct OnlyWrites: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("UPDATE t SET v = 'x'")
            try op.execute("CREATE TABLE u (a)")
        }
    }

    private static let previews: [(any Migration.Type, what: String?, count: Int)] = [
        (Counts.self, "counts rows", 2), (GoesOn.self, "goes on after an operation that failed", 1),
        (OnlyWrites.self, nil, 2),
    ]

    @Test(arguments: previews) func statementsAreKnownUpToWhereCodeLearnsOfTheDatabase(
        _ script: any Migration.Type,
        _ what: String?,
        _ count: Int
    ) throws {
        let replay = try SchemaReplay(
            versionTable: "alembic_version",
            scripts: LinkedScripts(types: ["b": script])
        )
        try replay.run(.test("a", up: Self.table), .upgrade)
        try replay.scratch.connection.apply(Batch(["DELETE FROM t"]))
        let recording = ScriptRecording()
        try replay.runScript(.swift("b", after: "a"), .upgrade, recording: recording)
        #expect(recording.firstRead?.what == what)
        #expect((recording.firstRead?.count ?? recording.statements.count) == count)
    }
}
