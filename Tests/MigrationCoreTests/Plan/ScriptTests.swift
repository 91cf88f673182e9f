import Foundation
import MigrationCore
import Testing

/// Scripts of `--sql`, run by the real `sqlite3 -bail`.
@Suite(.enabled(if: SQLiteShell.isThere, "sqlite3 is not installed"))
struct ScriptTests {
    private let identity = PlanFixture.identity
    private let folder: TemporaryFolder
    private var database: String { folder.file("app.db") }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ plan: MigrationPlan) throws -> SQLiteShell.Result {
        try SQLiteShell.run(plan.script(identity), on: database)
    }

    private func rows(_ sql: String) throws -> [String] {
        try SQLiteConnection.open(.file(path: database), mode: .readExisting).column(sql)
    }

    private static let trigger = """
        CREATE TRIGGER touch AFTER UPDATE ON a BEGIN
            UPDATE a SET note = CASE WHEN new.x > 1 THEN 'many; more' ELSE 'few' END WHERE x = new.x;
            INSERT INTO a (x) SELECT 99 WHERE new.x = 5;
        END
        """

    private func branches() throws -> RevisionGraph {
        try RevisionGraph([
            PlanFixture.revision(
                "a1",
                up: PlanFixture.section([
                    "CREATE TABLE a (x INTEGER, note TEXT) -- with a comment", Self.trigger,
                    "INSERT INTO a (x) VALUES (1), (2)",
                ]),
                down: PlanFixture.section(["DROP TABLE a"]),
                message: "it's\n a"
            ),
            PlanFixture.revision(
                "b1",
                ["a1"],
                up: PlanFixture.section(["UPDATE a SET x = x + 1"]),
                down: PlanFixture.section(["UPDATE a SET x = x - 1"])
            ),
            PlanFixture.revision(
                "c1",
                ["a1"],
                up: PlanFixture.section(["VACUUM", "CREATE TABLE c (y)"], .none),
                down: PlanFixture.section(["DROP TABLE c"], .none)
            ),
            PlanFixture.revision("d1", ["b1", "c1"]),
        ])
    }

    @Test
    func noLineIsMistakenForTheShellsOwn() throws {
        let graph = try RevisionGraph([
            PlanFixture.revision(
                "a1",
                up: PlanFixture.section([
                    "CREATE TABLE a (go INTEGER, note TEXT)", "INSERT INTO a SELECT 6\n / -- over\n2,\n'x\ngo\n/\n'",
                    "UPDATE a SET\n  GO\n= go\n/\n3",
                ])
            ),
            PlanFixture.revision("b1", ["a1"], up: PlanFixture.section([".print out"])),
        ])
        let first = try run(.upgrade(graph, offline: "a1"))
        #expect(first.status == 0, "\(first.output)")
        #expect(try rows("SELECT go || note FROM a") == ["1x\ngo\n/\n"])
        let second = try run(.upgrade(graph, offline: "a1:b1"))
        #expect(second.status != 0)
        #expect(second.output.contains("syntax error"))
    }

    @Test
    func aScriptUpAndDownRunsAsItIs() throws {
        let graph = try branches()
        let up = try run(.upgrade(graph, offline: "head"))
        #expect(up == SQLiteShell.Result(status: 0, output: ""))
        #expect(try rows("SELECT version_num FROM alembic_version") == ["d1"])
        #expect(try rows("SELECT note FROM a") == ["many; more", "many; more"])
        #expect(try rows("SELECT seq || revision || direction FROM migrate_history").count == 4)
        #expect(try rows("SELECT count(*) FROM migrate_history WHERE duration_ms IS NULL") == ["0"])
        let down = try run(.downgrade(graph, offline: "head:base"))
        #expect(down == SQLiteShell.Result(status: 0, output: ""))
        #expect(
            try rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1") == [
                "alembic_version", "migrate_history",
            ]
        )
        #expect(try rows("SELECT count(*) FROM alembic_version") == ["0"])
        #expect(try rows("SELECT count(*) FROM migrate_history") == ["8"])
    }

    @Test
    func aScriptDoesWhatTheRunDoes() throws {
        let graph = try branches()
        _ = try run(.upgrade(graph, offline: "head"))
        let connection = try SQLiteConnection.open(.file(path: folder.file("run.db")), mode: .readWrite)
        for batch in try MigrationPlan.upgrade(graph, from: AppliedHistory(), to: .head).batches(identity).joined() {
            try connection.apply(batch.batch)
        }
        for sql in [
            "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name", "SELECT version_num FROM alembic_version",
            "SELECT x || note FROM a",
            "SELECT seq || revision || direction || checksum || message FROM migrate_history",
        ] {
            #expect(try rows(sql) == connection.column(sql))
        }
    }

    @Test
    func aSecondRunFailsAndChangesNothing() throws {
        let graph = try branches()
        let plan = try MigrationPlan.upgrade(graph, offline: "head")
        #expect(try run(plan).status == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: database))
        let second = try run(plan)
        #expect(second.status != 0)
        #expect(second.output.contains("the database is not at base"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == before)
    }

    @Test
    func aScriptForAnotherStartCreatesNothing() throws {
        let result = try run(.upgrade(branches(), offline: "a1:head"))
        #expect(result.status != 0)
        #expect(result.output.contains("the database is not at a1"))
        #expect(try rows("SELECT name FROM sqlite_schema").isEmpty)
    }

    @Test
    func whatWasCommittedBeforeAnErrorStays() throws {
        let graph = try RevisionGraph([
            PlanFixture.revision("a1", up: PlanFixture.section(["CREATE TABLE a (x)"])),
            PlanFixture.revision(
                "b1",
                ["a1"],
                up: PlanFixture.section(["CREATE TABLE b (x)", "INSERT INTO gone VALUES (1)"])
            ),
            PlanFixture.revision("c1", ["b1"], up: PlanFixture.section(["CREATE TABLE c (x)"])),
        ])
        let result = try run(.upgrade(graph, offline: "head"))
        #expect(result.status != 0)
        #expect(result.output.contains("no such table: gone"))
        #expect(try rows("SELECT version_num FROM alembic_version") == ["a1"])
        #expect(try rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND length(name) = 1") == ["a"])
    }

    private func rebuild(_ statements: [String]) throws -> RevisionGraph {
        try RevisionGraph([
            PlanFixture.revision(
                "a1",
                up: PlanFixture.section([
                    "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)",
                    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id) ON DELETE CASCADE)",
                    "INSERT INTO parent VALUES (1, 'one'), (2, 'two')", "INSERT INTO child VALUES (1, 1), (2, 2)",
                ])
            ),
            PlanFixture.revision("b1", ["a1"], up: PlanFixture.section(statements, .atomic(foreignKeys: .off))),
            PlanFixture.revision("c1", ["b1"], up: PlanFixture.section(["INSERT INTO child VALUES (4, 77)"])),
        ])
    }

    private static let swap = [
        "CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        "INSERT INTO new_parent SELECT id, name FROM parent", "DROP TABLE parent",
        "ALTER TABLE new_parent RENAME TO parent",
    ]

    @Test
    func aRebuildKeepsItsChildren() throws {
        let graph = try rebuild(Self.swap)
        #expect(try run(.upgrade(graph, offline: "b1")) == SQLiteShell.Result(status: 0, output: ""))
        #expect(try rows("SELECT id || parent FROM child") == ["11", "22"])
        #expect(try rows("SELECT version_num FROM alembic_version") == ["b1"])
    }

    @Test
    func aRebuildThatLosesAParentIsRolledBack() throws {
        let graph = try rebuild(Self.swap + ["DELETE FROM parent WHERE id = 2"])
        let result = try run(.upgrade(graph, offline: "b1"))
        #expect(result.status != 0)
        #expect(result.output.contains("rows would be left without the parent that their foreign key names"))
        #expect(try rows("SELECT id FROM parent") == ["1", "2"])
        #expect(try rows("SELECT version_num FROM alembic_version") == ["a1"])
    }

    @Test
    func violationsFromBeforeDoNotStopARebuild() throws {
        let graph = try rebuild(Self.swap)
        #expect(try run(.upgrade(graph, offline: "a1")).status == 0)
        #expect(try SQLiteShell.run("INSERT INTO child VALUES (3, 99);", on: database).status == 0)
        #expect(try run(.upgrade(graph, offline: "a1:b1")) == SQLiteShell.Result(status: 0, output: ""))
        // After the rebuild, foreign keys are enforced again.
        let orphan = try run(.upgrade(graph, offline: "b1:c1"))
        #expect(orphan.output.contains("FOREIGN KEY constraint failed"))
        #expect(try rows("SELECT version_num FROM alembic_version") == ["b1"])
    }

    @Test
    func aStampIsAScriptToo() throws {
        let graph = try branches()
        #expect(try run(.stamp(graph, offline: ["b1", "c1"])) == SQLiteShell.Result(status: 0, output: ""))
        #expect(try rows("SELECT version_num FROM alembic_version") == ["b1", "c1"])
        #expect(try run(.stamp(graph, offline: ["b1:base"])).status != 0)
    }

    @Test
    func refusesToPrintASwiftRevision() throws {
        let plan = try MigrationPlan.upgrade(RevisionGraph([PlanFixture.script("a1")]), offline: "head")
        let error = PlanFixture.failure { () throws(PlanError) in try plan.script(identity) }
        #expect(error?.message == "revision a1 is a Swift revision, which has no SQL to print")
    }

    @Test
    func beginsWithTheWayToRunIt() throws {
        let script = try MigrationPlan.upgrade(branches(), offline: "a1:b1").script(identity)
        #expect(
            script.hasPrefix(
                """
                -- Made by migrate 1.0: upgrade a1 -> b1, 1 revision.
                --
                -- Run it with:  sqlite3 -bail DATABASE < THIS_FILE
                --
                -- It expects the database at a1, and fails before it changes anything where it is not.
                """
            )
        )
        #expect(script.contains("\n-- 1 of 1: upgrade b1\n-- versions/b1.sql\nBEGIN IMMEDIATE;\n"))
        #expect(script.contains("\nUPDATE a SET x = x + 1;\n"))
        #expect(script.hasSuffix("COMMIT;\n"))
    }
}
