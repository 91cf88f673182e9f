import LibSQLTestServer
import MigrationCore
import Testing

/// Swift revisions that are linked into the program, on every driver.
@Suite(.timeLimit(.minutes(2))) struct SwiftRevisionTests {
    private static let prompts = [
        "CREATE TABLE prompts (id INTEGER PRIMARY KEY, title TEXT NOT NULL)",
        "INSERT INTO prompts VALUES (1, 'It''s'), (2, 'B'), (3, 'C')",
    ]

    private struct BackfillSlugs: Migration {
        func upgrade(_ op: Operations) throws {
            try op.addColumn("slug", .text, to: "prompts")
            for row in try op.query("SELECT id, title FROM prompts WHERE id < ?", [3]) {
                let slug = (try row.value(of: "title").text ?? "").lowercased()
                try op.execute("UPDATE prompts SET slug = ? WHERE id = ?", [slug, try row.value(of: "id")])
            }
        }

        func downgrade(_ op: Operations) throws {
            try op.dropColumn("slug", from: "prompts")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func codeReadsAndWritesAndIsTakenBack(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let revisions = [
                Revision.test("a", up: Self.prompts), .swift("b", after: "a"), .test("c", after: "b", down: []),
            ]
            let migrator = bench.migrator(revisions, ["b": BackfillSlugs.self])
            let report = try await migrator.upgrade()
            #expect(report.steps.map(\.revision) == ["a", "b", "c"])
            #expect(try bench.column("SELECT coalesce(slug, '-') FROM prompts ORDER BY id") == ["it's", "b", "-"])
            #expect(try bench.local.history == ["upgrade a", "upgrade b", "upgrade c"])
            try await migrator.downgrade(to: "a")
            #expect(try bench.local.version == ["a"])
            #expect(try bench.column("SELECT name FROM pragma_table_info('prompts')") == ["id", "title"])
        }
    }

    private struct FailsInTheMiddle: Migration {
        static let line = #line + 4

        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE half (a)")
            try op.execute("INSERT INTO nowhere VALUES (?)", ["secret"])
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func anErrorTellsItsPlaceAndLeavesNothing(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.run(Self.prompts, FailsInTheMiddle.self)
            }
            let summary = error?.summary ?? ""
            let place = "MigrationCoreTests/SwiftRevisionTests.swift:\(FailsInTheMiddle.line)"
            #expect(summary.hasPrefix("upgrade of b failed at \(place): no such table: nowhere"), "\(summary)")
            #expect(
                summary.contains("\n    INSERT INTO nowhere VALUES (?)\nIt was rolled back; a, run before it, stays.")
            )
            #expect(!summary.contains("secret"))
            #expect(error?.code == .statementFailed)
            #expect(error?.applied == ["a"])
            #expect(try bench.local.tables == ["prompts"])
            #expect(try bench.local.version == ["a"])
            #expect(try bench.local.history == ["upgrade a"])
        }
    }

    private struct ThrowsItsOwn: Migration {
        struct Odd: Error, CustomStringConvertible {
            let description = "row 7 is odd"
        }

        func upgrade(_ op: Operations) throws {
            try op.execute("DELETE FROM prompts")
            throw Odd()
        }
    }

    private struct CatchesAndGoesOn: Migration {
        func upgrade(_ op: Operations) throws {
            do {
                try op.execute("INSERT INTO prompts VALUES (1, 'twice')")
            } catch let error as OperationError {
                try op.execute("INSERT INTO prompts VALUES (9, ?)", [error.message])
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func errorsOfOnesOwnRollBackAndCaughtOnesDoNot(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.run(Self.prompts, ThrowsItsOwn.self)
            }
            #expect(error?.summary.hasPrefix("upgrade of b failed at versions/b.swift:1: row 7 is odd") == true)
            #expect(try bench.column("SELECT count(*) FROM prompts") == ["3"])
            try await bench.migrator(
                [.test("a", up: Self.prompts), .swift("b", after: "a")],
                ["b": CatchesAndGoesOn.self]
            )
            .upgrade()
            #expect(
                try bench.column("SELECT title FROM prompts WHERE id = 9") == ["UNIQUE constraint failed: prompts.id"]
            )
        }
    }

    private struct EveryValue: Migration {
        func upgrade(_ op: Operations) throws {
            let missing: String? = nil
            try op.execute("CREATE TABLE v (a, b, c, d, e, f)")
            try op.execute(
                "INSERT INTO v VALUES (?, ?, ?, ?, ?, ?)",
                ["ä'", 7, 0.5, true, missing, [UInt8]([0, 255])]
            )
            let row = try op.queryOne("SELECT * FROM v")
            guard row?.values == [.text("ä'"), 7, 0.5, 1, .null, .blob([0, 255])] else { throw ThrowsItsOwn.Odd() }
            guard try op.queryOne("SELECT 1 WHERE 0") == nil else { throw IrreversibleMigration() }
            guard try op.executeCounting("UPDATE v SET b = 8") == 1,
                try op.executeCounting("CREATE TABLE w (a)") == 0
            else {
                throw IrreversibleMigration()
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func valuesGoThereAndBack(_ driver: ScriptBench.Driver) async throws {
        try await ScriptBench.with(driver) { try await $0.run([], EveryValue.self) }
    }

    private struct ManyRows: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER, w TEXT)")
            try op.bulkInsert(into: "n", columns: ["v", "w"], rows: (1...1234).lazy.map { [$0, "w"] })
            try op.bulkInsert(into: "n", rows: [["v": 0, "w": "x"], ["w": "y", "v": -1]])
            var sum: Int64 = 0
            try op.forEachRow(of: "n", columns: ["v"], where: "v > ? OR v < 0", [1000], size: 100) { row in
                sum += row["v"]?.integer ?? 0
            }
            try op.execute("CREATE TABLE sums (s)")
            try op.execute("INSERT INTO sums VALUES (?)", [sum])
            try op.forEachBatch(of: "n", by: "id", size: 400) { rows in
                for row in rows where row["w"] == "x" {
                    try op.execute("UPDATE n SET w = 'seen' WHERE id = ?", [try row.value(of: "id")])
                }
            }
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func tablesAreReadAndFilledInBatches(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run([], ManyRows.self)
            #expect(try bench.column("SELECT count(*) FROM n") == ["1236"])
            #expect(try bench.column("SELECT s FROM sums") == ["\((1001...1234).reduce(-1, +))"])
            #expect(try bench.column("SELECT w FROM n WHERE v = 0") == ["seen"])
        }
    }

    private struct NoWayBack: Migration {
        func upgrade(_ op: Operations) throws {}
    }

    @Test func aRevisionWithoutADowngradeIsRefusedBeforeAnythingRuns() async throws {
        let database = try TestDatabase()
        let text = "struct A: Migration {\n    // func downgrade\n    func upgrade(_ op: Operations) throws {}\n}"
        let known = [Revision.swift("a", text: text)]
        let scripts: [RevisionID: any Migration.Type] = ["a": NoWayBack.self]
        let migrator = Migrator(database: database.location, migrations: .revisions(known, scripts: scripts))
        try await migrator.upgrade()
        let error = await #expect(throws: MigrationError.self) { try await migrator.downgrade(to: .base) }
        #expect(error?.summary == "nothing was run: there is no func downgrade in\n  versions/a.swift:1: revision a")
        let unknown = Migrator(
            database: database.location,
            migrations: .revisions([.swift("a", text: "")], scripts: scripts)
        )
        try await unknown.stampAcceptingChanges(of: "a")
        let late = await #expect(throws: MigrationError.self) { try await unknown.downgrade(to: .base) }
        #expect(late?.summary.hasPrefix("downgrade of a failed at versions/a.swift:1: it can't be downgraded") == true)
        #expect(try database.version == ["a"])
    }

    @Test func codeThatIsNotLinkedIsRefusedBeforeAnythingRuns() async throws {
        let database = try TestDatabase()
        let revisions = [Revision.test("a", up: ["CREATE TABLE t (a)"]), .swift("b", after: "a")]
        let error = await #expect(throws: MigrationError.self) { try await database.migrator(revisions).upgrade() }
        #expect(error?.code == .cannotRun)
        #expect(error?.summary.contains("its code is not part of this program; nothing was run") == true)
        #expect(error?.remedy?.contains("scripts: [\"b\": TypeOfTheRevision.self]") == true)
    }

    private struct WritesItsOwnRow: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("UPDATE alembic_version SET version_num = 'other'")
        }
    }

    private struct Ends: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE kept (a)")
            _ = try? op.execute("COMMIT")
            try op.execute("ROLLBACK")
        }
    }

    private struct SetsPragma: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("PRAGMA foreign_keys = OFF")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func whatTheToolDoesItselfIsRefused(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            for (script, words) in [
                (WritesItsOwnRow.self as any Migration.Type, "is not as the tool wrote it"),
                (Ends.self, "ROLLBACK inside a transaction, which the tool itself begins and ends"),
                (
                    SetsPragma.self,
                    "PRAGMA foreign_keys does nothing inside a transaction: declare `static let enforces"
                ),
            ] {
                let error = await #expect(throws: MigrationError.self) { try await bench.run(Self.prompts, script) }
                #expect(error?.summary.contains(words) == true, "\(error?.summary ?? "")")
                #expect(try bench.local.tables == ["prompts"])
                #expect(try bench.local.version == ["a"])
            }
        }
    }

    private struct KeepsItsOperations: Migration {
        nonisolated(unsafe) static var kept: Operations?

        func upgrade(_ op: Operations) throws {
            Self.kept = op
        }
    }

    @Test func operationsEndWithTheirRevision() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            try await bench.run(Self.prompts, KeepsItsOperations.self)
            let error = #expect(throws: OperationError.self) {
                try KeepsItsOperations.kept?.execute("DELETE FROM prompts")
            }
            #expect(error?.message == "the revision has ended: its operations can't be kept for later")
        }
    }

    @Test func textsOfFilesAreASource() async throws {
        let database = try TestDatabase()
        let source = MigrationSource.revisions(
            texts: [
                "1_a.sql": "-- revision: a\n-- down_revision: none\n-- migrate:up\nCREATE TABLE prompts (id, title);\n",
                "2_b.swift": "// revision: b\n// down_revision: a\nimport MigrationCore\n",
                "helpers.swift": "// migrate:support\n",
            ],
            scripts: ["b": BackfillSlugs.self]
        )
        try await Migrator(database: database.location, migrations: source).upgrade()
        #expect(try database.version == ["b"])
        #expect(try database.connect().column("SELECT name FROM pragma_table_info('prompts')").last == "slug")
    }
}

extension Migrator {
    fileprivate func stampAcceptingChanges(of id: RevisionTarget) async throws {
        try await acceptChanges(of: [id])
    }
}
