import MigrationCore
import Testing

/// Changes of the schema by Swift revisions, on every driver: through the same engine as generated revisions.
@Suite(.timeLimit(.minutes(2))) struct SwiftRevisionSchemaTests {
    private struct CreatesTables: Migration {
        func upgrade(_ op: Operations) throws {
            try op.createTable("users", strict: true) { table in
                table.primaryKey("id", autoincrement: true)
                table.column("name", .text, nullable: false, default: "it's", unique: true, collate: "NOCASE")
                table.column("age", .integer, check: "age >= 0")
                table.column("upper name", .text, generated: .stored("upper(name)"))
            }
            try op.createTable("posts") { table in
                table.column("author", .integer, nullable: false, references: .init("users", "id", onDelete: .cascade))
                table.column("at", default: .sql("CURRENT_TIMESTAMP"))
                table.column("n", .integer, default: .sql("1 + 1"))
                table.primaryKey(columns: ["author", "at"], name: "pk")
                table.unique("author", "n", name: "un")
                table.check("n < 100", name: "small")
                table.foreignKey("n", references: "users")
            }
            try op.createIndex(
                "ix",
                on: "posts",
                .column("n", descending: true),
                .expression("abs(n)"),
                unique: true,
                where: "n > 3"
            )
            try op.createView("names", as: "SELECT name FROM users")
            try op.createTrigger(
                "CREATE TRIGGER tr AFTER INSERT ON users BEGIN UPDATE users SET age = 0 WHERE age IS NULL; END"
            )
            try op.execute("INSERT INTO users (name) VALUES (?)", ["Ann"])
        }

        func downgrade(_ op: Operations) throws {
            try op.dropTrigger("tr")
            try op.dropView("names")
            try op.dropIndex("ix")
            try op.dropTable("posts")
            try op.dropTable("users")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func tablesIndexesViewsAndTriggersAreMadeAndDropped(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let migrator = bench.migrator([.swift("a")], ["a": CreatesTables.self])
            try await migrator.upgrade()
            #expect(try bench.column("SELECT \"upper name\" || age FROM users") == ["ANN0"])
            #expect(
                try bench.column("SELECT sql FROM sqlite_schema WHERE name = 'posts'") == [
                    """
                    CREATE TABLE "posts" (
                        "author" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
                        "at" DEFAULT CURRENT_TIMESTAMP,
                        "n" INTEGER DEFAULT (1 + 1),
                        CONSTRAINT "pk" PRIMARY KEY ("author", "at"),
                        CONSTRAINT "un" UNIQUE ("author", "n"),
                        CONSTRAINT "small" CHECK (n < 100),
                        FOREIGN KEY ("n") REFERENCES "users"
                    )
                    """
                ]
            )
            #expect(
                try bench.column("SELECT sql FROM sqlite_schema WHERE name = 'ix'")
                    == ["CREATE UNIQUE INDEX \"ix\" ON \"posts\" (\"n\" DESC, (abs(n))) WHERE n > 3"]
            )
            try await migrator.downgrade(to: .base)
            #expect(try bench.local.tables == ["sqlite_sequence"])
        }
    }

    private static let stage = [
        """
        CREATE TABLE p (
            id INTEGER PRIMARY KEY, -- the key
            title TEXT NOT NULL DEFAULT 'x' CHECK (length(title) > 0), -- a title
            n INT CONSTRAINT u UNIQUE, -- a number
            CHECK (n <> 13)
        )
        """,
        "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE)",
        "CREATE INDEX by_title ON p (title)",
        "CREATE TRIGGER tr AFTER DELETE ON p BEGIN INSERT INTO child VALUES (99, NULL); END",
        "CREATE VIEW v AS SELECT title FROM p",
        "INSERT INTO p VALUES (1, 'a', 1), (2, 'b', NULL)",
        "INSERT INTO child VALUES (10, 1), (20, 2)",
    ]

    private struct DefaultsOfAllKinds: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("CREATE TABLE d (id INTEGER PRIMARY KEY)")
            try op.execute("INSERT INTO d VALUES (1)")
            try op.addColumn("nul", .text, to: "d", default: .value("a\u{0}b"))
            try op.addColumn("low", .integer, to: "d", default: .value(Int64.min))
            try op.addColumn("large", .real, to: "d", default: .value(-Double.infinity))
            try op.addColumn("none", .real, to: "d", default: .value(Double.nan))
            try op.createTable("e") {
                $0.column("nul", .text, default: .value("a\u{0}b")); $0.column("x")
            }
            try op.execute("INSERT INTO e (x) VALUES (1)")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func aDefaultIsTheValueThatWasGiven(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run([], DefaultsOfAllKinds.self)
            #expect(
                try bench.column("SELECT hex(nul) || ' ' || low || ' ' || large || ' ' || typeof(none) FROM d")
                    == ["610062 -9223372036854775808 -Inf null"]
            )
            #expect(try bench.column("SELECT hex(nul) || typeof(nul) FROM e") == ["610062text"])
        }
    }

    private struct LeavesNulls: Migration {
        func upgrade(_ op: Operations) throws { try op.addColumn("m", to: "u", nullable: false) }
    }

    private struct ForbidsNulls: Migration {
        func upgrade(_ op: Operations) throws { try op.alterColumn("note", of: "u", nullable: false) }
    }

    @Test func rowsWithoutAValueAreGivenOneByAnArgument() async throws {
        let stage = ["CREATE TABLE u (id INTEGER PRIMARY KEY, note)", "INSERT INTO u (id) VALUES (1)"]
        try await ScriptBench.with(.file) { bench async throws in
            for (script, words) in [
                (LeavesNulls.self as any Migration.Type, "write `default:` or `backfill:`"),
                (ForbidsNulls.self, "give them a value first, or write `backfill:` with an expression for them"),
            ] {
                let error = await #expect(throws: MigrationError.self) { try await bench.run(stage, script) }
                #expect(error?.summary.contains(words) == true, "\(error?.summary ?? "")")
                #expect(error?.summary.contains("--backfill") == false)
            }
        }
    }

    private struct AltersAll: Migration {
        func upgrade(_ op: Operations) throws {
            try op.addColumn("slug", .text, to: "p", nullable: false, backfill: "title || id")
            try op.alterColumn("n", of: "p", type: .integer, nullable: false, default: 5, backfill: "id * 10")
            try op.alterColumn("title", of: "p", dropDefault: true)
            try op.dropCheck("n<>13", from: "p")
            try op.dropConstraint("u", from: "p")
            try op.createUnique(["slug"], on: "p", name: "one_slug")
            try op.addCheck("n > 0", to: "p")
            try op.addForeignKey(["n"], to: "child_of_n", references: "p")
        }
    }

    private struct AltersMost: Migration {
        func upgrade(_ op: Operations) throws {
            try op.addColumn("slug", .text, to: "p", nullable: false, backfill: "title || id")
            try op.alterColumn("n", of: "p", type: .integer, nullable: false, default: 5, backfill: "id * 10")
            try op.alterColumn("title", of: "p", dropDefault: true)
            try op.dropCheck("n<>13", from: "p")
            try op.dropConstraint("u", from: "p")
            try op.createUnique(["slug"], on: "p", name: "one_slug")
            try op.addCheck("n > 0", to: "p")
            try op.dropForeignKey(["p"], from: "child")
            try op.addForeignKey(["p"], to: "child", references: .init("p", "id", onDelete: .setNull))
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func tablesToWhichOthersReferAreRebuiltWithAllTheyHave(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(Self.stage, AltersMost.self)
            let sql = try bench.column("SELECT sql FROM sqlite_schema WHERE name = 'p'")
            #expect(
                sql == [
                    """
                    CREATE TABLE "p" (
                        id INTEGER PRIMARY KEY, -- the key
                        title TEXT NOT NULL CHECK (length(title) > 0), -- a title
                        n INTEGER NOT NULL DEFAULT 5, -- a number
                        "slug" TEXT NOT NULL,
                        CONSTRAINT "one_slug" UNIQUE ("slug"),
                        CHECK (n > 0)
                    )
                    """
                ]
            )
            #expect(try bench.column("SELECT id || title || n || slug FROM p ORDER BY id") == ["1a1a1", "2b20b2"])
            #expect(try bench.column("SELECT id || '-' || p FROM child ORDER BY id") == ["10-1", "20-2"])
            #expect(
                try bench.column("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY 1") == [
                    "tr", "v",
                ]
            )
            #expect(try bench.column("SELECT name FROM sqlite_schema WHERE name = 'by_title'") == ["by_title"])
            #expect(try bench.column("SELECT on_delete FROM pragma_foreign_key_list('child')") == ["SET NULL"])
        }
    }

    @Test func aChangeOfATableThatIsNotThereTellsWhich() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            let error = await #expect(throws: MigrationError.self) { try await bench.run(Self.stage, AltersAll.self) }
            #expect(error?.summary.contains("there is no table 'child_of_n'") == true, "\(error?.summary ?? "")")
            #expect(try bench.column("SELECT count(*) FROM pragma_table_info('p')") == ["3"])
            #expect(try bench.column("SELECT name FROM sqlite_schema WHERE type = 'trigger'") == ["tr"])
        }
    }

    private struct Renames: Migration {
        func upgrade(_ op: Operations) throws {
            try op.renameTable("p", to: "pages")
            try op.renameColumn("title", of: "pages", to: "heading")
            try op.dropIndex("by_title")
            try op.dropColumn("n", from: "pages")
        }
    }

    private struct DropsIndexedColumn: Migration {
        func upgrade(_ op: Operations) throws {
            try op.dropColumn("title", from: "p")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func namesChangeWithWhatRefersToThem(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let stage = Self.stage.filter { !$0.contains("CHECK (n") } + []
            let plain = "CREATE TABLE p (id INTEGER PRIMARY KEY, title TEXT, n INT UNIQUE)"
            try await bench.run([plain] + stage, Renames.self)
            #expect(try bench.column("SELECT name FROM pragma_table_info('pages')") == ["id", "heading"])
            #expect(try bench.column("SELECT heading FROM v") == ["a", "b"])
            #expect(try bench.column("SELECT \"table\" FROM pragma_foreign_key_list('child')") == ["pages"])
            #expect(try bench.column("SELECT count(*) FROM child") == ["2"])
        }
    }

    @Test func anIndexedColumnIsNotDropped() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.run(Self.stage, DropsIndexedColumn.self)
            }
            #expect(error?.summary.contains("index 'by_title' names column 'p.title': drop it first") == true)
        }
    }

    private struct CountsItsRuns: Migration {
        nonisolated(unsafe) static var runs = 0

        func upgrade(_ op: Operations) throws {
            Self.runs += 1
            try op.execute("INSERT INTO p VALUES (3, 'c', 3)")
            try op.alterColumn("n", of: "p", nullable: false, backfill: "0")
        }
    }

    @Test func codeBeginsAgainWhereForeignKeysHaveToBeOff() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            try await bench.run(Self.stage, CountsItsRuns.self)
            #expect(CountsItsRuns.runs == 2)
            #expect(try bench.column("SELECT count(*) FROM p") == ["3"])
            #expect(try bench.column("SELECT count(*) FROM child") == ["2"])
            #expect(try bench.local.history == ["upgrade a", "upgrade b"])
        }
    }

    private struct RebuildsChild: Migration {
        nonisolated(unsafe) static var runs = 0

        func upgrade(_ op: Operations) throws {
            Self.runs += 1
            try op.createUnique(["p"], on: "child")
        }
    }

    private struct RebuildsChildAndDeletes: Migration {
        func upgrade(_ op: Operations) throws {
            try op.createUnique(["p"], on: "child")
            try op.execute("DELETE FROM p WHERE id = 1")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func keysStayEnforcedWhileATableIsRebuiltToWhichNoneRefers(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            try await bench.run(Self.stage, RebuildsChildAndDeletes.self)
            #expect(try bench.column("SELECT id FROM child ORDER BY id") == ["20", "99"])
            #expect(try bench.column("SELECT id FROM p") == ["2"])
        }
    }

    @Test func rowsThatHaveLostTheirParentLongAgoAreCopiedWithoutEnforcement() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            try bench.local.connect().apply(
                Batch(
                    Self.stage.map { SQLStatement($0) } + [
                        "PRAGMA foreign_keys=OFF", "INSERT INTO child VALUES (30, 404)",
                    ],
                    transaction: .none
                )
            )
            try await bench.migrator([.swift("a")], ["a": RebuildsChild.self]).upgrade()
            #expect(RebuildsChild.runs == 2)
            #expect(try bench.column("SELECT id FROM child ORDER BY id") == ["10", "20", "30"])
        }
    }

    private struct RefusesRows: Migration {
        nonisolated(unsafe) static var runs = 0

        func upgrade(_ op: Operations) throws {
            Self.runs += 1
            try op.alterColumn("p", of: "child", nullable: false)
        }
    }

    @Test func aRefusalOfRowsIsNotTriedAgain() async throws {
        try await ScriptBench.with(.file) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.run(Self.stage + ["INSERT INTO child VALUES (40, NULL)"], RefusesRows.self)
            }
            #expect(error?.summary.contains("child.p: 1 row(s) would be NULL in a NOT NULL column") == true)
            #expect(RefusesRows.runs == 1)
        }
    }

    private struct LosesParents: Migration {
        static let enforcesForeignKeys = false

        func upgrade(_ op: Operations) throws {
            try op.execute("DELETE FROM p WHERE id = 1")
        }
    }

    private struct DeletesWithEnforcement: Migration {
        func upgrade(_ op: Operations) throws {
            try op.execute("DELETE FROM p WHERE id = 1")
        }
    }

    @Test(arguments: ScriptBench.Driver.allCases) func rowsThatLoseTheirParentAreRefusedOrFollow(
        _ driver: ScriptBench.Driver
    ) async throws {
        try await ScriptBench.with(driver) { bench async throws in
            let error = await #expect(throws: MigrationError.self) {
                try await bench.run(Self.stage, LosesParents.self)
            }
            #expect(
                error?.summary.contains("1 row of \"child\" would have no parent in \"p\" (rowid 10)") == true,
                "\(error?.summary ?? "")"
            )
            #expect(try bench.column("SELECT count(*) FROM p") == ["2"])
            try await bench.run(Self.stage, DeletesWithEnforcement.self)
            #expect(try bench.column("SELECT id FROM child ORDER BY id") == ["20", "99"])
        }
    }
}
