import Foundation
import MigrationCore
import Testing

/// Swift revisions where nothing of an environment's is changed: scripts, dry runs, replays, and files that are written.
@Suite(.timeLimit(.minutes(5))) struct SwiftRevisionPreviewTests {
    private let table = "CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT);"

    /// `a` in SQL, `b` and `c` in Swift: one that only writes, and one that reads.
    private func project() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a", up: table, down: "DROP TABLE p;")
        try project.swiftRevision(
            "b",
            "a",
            up: """
                try op.addColumn("n", .integer, to: "p", nullable: false, default: 0)
                        try op.execute("INSERT INTO p (t, n) VALUES (?2, ?1)", [7, "it's"])
                """,
            down: "try op.execute(\"DELETE FROM p\")\n        try op.dropColumn(\"n\", from: \"p\")"
        )
        try project.swiftRevision(
            "c",
            "b",
            up:
                "try op.createIndex(\"ix\", on: \"p\", \"t\")\n        for row in try op.query(\"SELECT 1\") { try op.execute(\"UPDATE p SET n = ?\", [row[0]]) }",
            down: "try op.dropIndex(\"ix\")"
        )
        return project
    }

    @Test func aScriptHoldsTheStatementsOfCodeThatOnlyWrites() throws {
        let project = try project()
        let run = try project.runSwift("upgrade", "b", "--sql")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.contains("-- migrations/versions/b.swift\nBEGIN IMMEDIATE;\n"))
        #expect(run.stdout.contains("ALTER TABLE \"p\" ADD COLUMN \"n\" INTEGER NOT NULL DEFAULT 0;\n"))
        #expect(run.stdout.contains("INSERT INTO p (t, n) VALUES ('it''s', 7);\n"))
        #expect(!project.exists("app.db"))
        let down = try project.runSwift("downgrade", "b:a", "--sql")
        #expect(down.stdout.contains("DELETE FROM p;\nALTER TABLE \"p\" DROP COLUMN \"n\";\n"), "\(down.stderr)")
        let reads = try project.runSwift("upgrade", "--sql")
        #expect(reads.exitCode == 1)
        #expect(
            reads.stderr.contains(
                "error: revision c reads rows (migrations/versions/c.swift:9), so that its statements depend on the database\n"
            ),
            "\(reads.stderr)"
        )
    }

    @Test func aDryRunShowsWhatIsKnown() throws {
        let project = try project()
        let run = try project.runSwift("upgrade", "--dry-run")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.contains("INSERT INTO p (t, n) VALUES ('it''s', 7);"))
        #expect(
            run.stdout.contains(
                """
                       CREATE INDEX "ix" ON "p" ("t");
                       -- here it reads rows (migrations/versions/c.swift:9): what follows depends on the database
                   version rows: b -> c
                """
            ),
            "\(run.stdout)"
        )
        #expect(!run.stdout.contains("UPDATE p"))
        #expect(!project.exists("app.db"))
        let without = try project.run("upgrade", "--dry-run")
        #expect(without.exitCode == 0)
        #expect(without.stderr.contains("warning: the statements of Swift revisions can't be shown: "))
        #expect(without.stdout.contains("Swift code, which decides when it runs"))
    }

    @Test func anOperationThatFailsIsTold() throws {
        let project = try project()
        try project.swiftRevision("d", "c", up: "try op.execute(\"UPDATE p SET n = 2 /* x \")")
        for (option, status) in [("--dry-run", 0), ("--sql", 1)] {
            let run = try project.runSwift("upgrade", option == "--sql" ? "c:d" : "d", option)
            #expect(run.exitCode == status, "\(run.stderr)")
            #expect(
                run.stderr.contains(
                    "migrations/versions/d.swift:8: revision d can't be replayed (upgrade) on a scratch database: unterminated"
                        + " comment: close it with `*/`"
                ),
                "\(run.stderr)"
            )
        }
    }

    @Test(arguments: [
        "try op.queryOne(\"SELECT max(a) FROM q\")![0].integer!", "try op.query(\"SELECT a FROM q\")[0][0].integer!",
    ])
    func codeThatNeedsARowIsShownUpToThere(_ read: String) throws {
        let project = try project()
        try project.swiftRevision(
            "d",
            "c",
            up: """
                try op.execute("CREATE TABLE q (a)")
                        let last = \(read)
                        try op.execute("INSERT INTO q VALUES (?)", [last])
                """
        )
        try project.revision("e", "d", up: "INSERT INTO q SELECT id FROM p;", down: "DELETE FROM q;")
        let run = try project.runSwift("upgrade", "--dry-run")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(
            run.stdout.contains(
                """
                       CREATE TABLE q (a);
                       -- here it reads rows (migrations/versions/d.swift:9): what follows depends on the database

                """
            ),
            "\(run.stdout)"
        )
        #expect(run.stdout.contains("INSERT INTO q SELECT id FROM p;"))
        let script = try project.runSwift("upgrade", "c:d", "--sql")
        #expect(script.exitCode == 1)
        #expect(
            script.stderr.contains("error: revision d reads rows (migrations/versions/d.swift:9)"),
            "\(script.stderr)"
        )
        let verify = try project.runSwift("verify")
        #expect(verify.exitCode == 1)
        #expect(
            verify.stderr.contains(
                "hint: The revisions have to lead from an empty database to the head by themselves; there most tables hold no"
                    + " rows, and code that reads has to go on where none is found.\n"
            ),
            "\(verify.stderr)"
        )
    }

    @Test func verifyAndAutogenerateRunThem() throws {
        let project = try project()
        let verify = try project.runSwift("verify")
        #expect(verify.exitCode == 0, "\(verify.stderr)\(verify.stdout)")
        try project.declare(
            "CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT, n INTEGER NOT NULL DEFAULT 0);\nCREATE INDEX ix ON p (t);"
        )
        let check = try project.runSwift("check")
        #expect(check.exitCode == 0, "\(check.stderr)\(check.stdout)")
        try project.swiftRevision("d", "c", up: "try op.dropIndex(\"ix\")", down: "")
        let broken = try project.runSwift("verify")
        #expect(broken.exitCode == 1)
        #expect(
            broken.stderr.contains("hint: Mend the func downgrade of the revision, so that it undoes its func upgrade.")
        )
    }

    @Test func aTemplateCompiles() throws {
        let project = try MigrateProject.local("language = 'swift'")
        let written = try project.run("revision", "-m", "Backfill slugs", "--rev-id", "a1")
        #expect(written.exitCode == 0)
        let run = try project.runSwift("upgrade")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(project.column("SELECT version_num FROM alembic_version") == ["a1"])
    }

    @Test func autogenerateWritesSwiftThatDoesTheSame() throws {
        let project = try MigrateProject.local("language = 'swift'")
        try project.revision(
            "a",
            up: "CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT, old);\nCREATE TABLE c (p REFERENCES p);"
        )
        try project.declare(
            """
            CREATE TABLE p (
                id INTEGER PRIMARY KEY, -- "the" \\key
                t TEXT NOT NULL CHECK (t <> 'a"#b\\(1)')
            );
            CREATE TABLE c (p REFERENCES p);
            CREATE INDEX ix ON p (t) WHERE t <> '
            two lines
            ';
            """
        )
        let written = try project.runSwift(
            "revision",
            "--autogenerate",
            "-m",
            "odd texts",
            "--rev-id",
            "b",
            "--no-renames"
        )
        #expect(written.exitCode == 0, "\(written.stderr)")
        let text = try project.read(written.lines.first ?? "")
        #expect(text.contains("struct OddTexts: Migration {\n"))
        #expect(text.contains("    static let enforcesForeignKeys = false\n"))
        #expect(text.contains("        // Guard: "))
        for (command, target) in [("upgrade", "head"), ("downgrade", "a"), ("upgrade", "head")] {
            let run = try project.runSwift(command, target)
            #expect(run.exitCode == 0, "\(run.stderr)")
        }
        let check = try project.runSwift("check")
        #expect(check.exitCode == 0, "\(check.stdout)\(check.stderr)")
        let again = try project.runSwift("revision", "--autogenerate", "--json")
        #expect(again.json["path"] is NSNull, "\(again.stderr)")
    }
}
