import Foundation
import Testing

/// `init --from-database`.
@Suite struct BaselineTests {
    private func baseline(_ project: MigrateProject, _ flags: String...) throws -> MigrateProject.Run {
        try project.run(["init", "--from-database", "--url", "app.db"] + flags)
    }

    private func live() throws -> MigrateProject {
        let project = try MigrateProject()
        try project.execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key\n  mail TEXT COLLATE NOCASE UNIQUE)",
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id REFERENCES users ON DELETE CASCADE, body TEXT)",
            "CREATE INDEX posts_user ON posts (user_id) WHERE user_id IS NOT NULL",
            "CREATE VIEW active AS SELECT mail, count(*) AS n FROM users JOIN posts ON user_id = users.id GROUP BY 1",
            "CREATE VIRTUAL TABLE posts_text USING fts5(body, content='posts', content_rowid='id')",
            "CREATE TRIGGER posts_ai AFTER INSERT ON posts BEGIN INSERT INTO posts_text (rowid, body) "
                + "VALUES (new.id, new.body); END",
            "CREATE TRIGGER active_ii INSTEAD OF INSERT ON active BEGIN INSERT INTO users (mail) VALUES (new.mail); END",
            "INSERT INTO users VALUES (5, 'ann@x')",
            "INSERT INTO posts VALUES (1, 5, 'hello world')",
            "DELETE FROM users WHERE id = 9"
        )
        return project
    }

    @Test func theSchemaOfADatabaseBecomesAProject() throws {
        let project = try live()
        let run = try baseline(project, "--json")
        #expect(run.exitCode == 0, "\(run.stderr)")
        let id = try #require(run.json["revision"] as? String)
        let path = try #require(run.json["path"] as? String)
        #expect(path.hasSuffix("_\(id)_baseline.sql"))
        #expect(run.json["stamped"] as? Bool == true)
        #expect((run.json["changes"] as? [String])?.contains("added virtual table 'posts_text'") == true)
        #expect((run.json["created"] as? [String])?.first == "migrate.toml")
        #expect(
            run.stderr.hasSuffix(
                "The database is stamped with \(id); nothing else in it was changed. Next: change the schema, and run "
                    + "`migrate revision --autogenerate -m \"…\"`.\n"
            )
        )
        #expect(try project.run("current", "--url", "app.db").lines == ["\(id) (head)"])
        let schema = try project.read("migrations/schema.sql")
        #expect(schema.contains("AUTOINCREMENT, -- the key\n  mail TEXT COLLATE NOCASE UNIQUE);\n"))
        #expect(!schema.contains("INSERT INTO \"posts_text\"") && !schema.contains("LIMIT 0"))
        for command in [["check"], ["check", "--from-database", "--url", "app.db"], ["verify"]] {
            let run = try project.run(command)
            #expect(run.exitCode == 0, "\(command): \(run.stderr)")
        }
    }

    @Test func anIndexOverAViewIsTakenOverAndNothingIsSaidOfRows() throws {
        let project = try MigrateProject()
        try project.execute(
            "CREATE TABLE docs (id INTEGER PRIMARY KEY, a TEXT)",
            "CREATE UNIQUE INDEX docs_a ON docs (a)",
            "CREATE VIEW dv AS SELECT id, a || '!' AS a FROM docs",
            "CREATE VIRTUAL TABLE f USING fts5(a, content='dv', content_rowid='id')"
        )
        let run = try baseline(project)
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(!run.stderr.contains("MF101"))
        let file = try #require(try project.revisionFiles().first)
        #expect(try !project.read("migrations/versions/\(file)").contains("MF101"))
        let verify = try project.run("verify")
        #expect(verify.exitCode == 0, "\(verify.stderr)")
    }

    @Test func theProjectGoesOnFromThere() throws {
        let project = try live()
        #expect(try baseline(project).exitCode == 0)
        let schema = try project.read("migrations/schema.sql")
        try project.declare(schema.replacingOccurrences(of: "body TEXT)", with: "body TEXT NOT NULL DEFAULT '')"))
        let run = try project.run("revision", "--autogenerate", "--json")
        #expect(
            run.json["changes"] as? [String]
                == ["NOT NULL on column 'posts.body'", "added default on column 'posts.body'"],
            "\(run.stderr)"
        )
        let upgrade = try project.run("upgrade", "--url", "app.db")
        #expect(upgrade.exitCode == 0, "\(upgrade.stderr)")
        #expect(try project.run("check", "--from-database", "--url", "app.db").exitCode == 0)
        #expect(project.column("SELECT body FROM posts_text WHERE posts_text MATCH 'hello'") == ["hello world"])
        #expect(project.column("SELECT seq FROM sqlite_sequence WHERE name = 'users'") == ["5"])
    }

    @Test func theRevisionOfAnotherToolKeepsItsPlace() throws {
        let project = try live()
        try project.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
                + "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
            "INSERT INTO alembic_version VALUES ('1975ea83b712')"
        )
        let run = try baseline(project)
        #expect(run.exitCode == 0)
        #expect(run.lines.last?.hasSuffix("_1975ea83b712_baseline.sql") == true)
        #expect(run.stderr.contains("The database is at 1975ea83b712 already. Next: "))
        #expect(try project.run("upgrade", "--url", "app.db").stderr.hasSuffix("Nothing to do: at 1975ea83b712.\n"))
        #expect(project.column("SELECT name FROM sqlite_schema WHERE name = 'migrate_history'").isEmpty)
    }

    @Test func whatIsThereIsNeverOverwritten() throws {
        let project = try live()
        #expect(try baseline(project).exitCode == 0)
        let file = try #require(try project.revisionFiles().first)
        let again = try baseline(project)
        #expect(again.exitCode == 1)
        #expect(
            again.stderr
                == "error: migrations/versions/\(file) is there already, and a baseline is the first revision\n"
                + "hint: Compare with the database by `migrate diff --from database --url app.db`, or begin in another "
                + "--directory.\n"
        )
        try FileManager.default.removeItem(atPath: project.path("migrations/versions/\(file)"))
        try project.declare("CREATE TABLE mine (a);")
        #expect(
            try baseline(project).stderr.hasPrefix(
                "error: migrations/schema.sql already declares a schema, which is never overwritten\n"
                    + "hint: Move it away, or write the first revision with `migrate revision --autogenerate"
            )
        )
        #expect(try project.read("migrations/schema.sql") == "CREATE TABLE mine (a);")
    }

    @Test func wordsInAFileWithoutStatementsStay() throws {
        let project = try live()
        try project.declare("-- mine")
        #expect(try baseline(project).exitCode == 0)
        let text = try project.read("migrations/schema.sql")
        #expect(text.hasPrefix("-- mine\n\n-- What the database should look like."))
        #expect(text.contains("CREATE TABLE users"))
        #expect(try project.run("check").exitCode == 0)
    }

    @Test func theScaffoldGivesWay() throws {
        let project = try live()
        #expect(try project.run("init").exitCode == 0)
        #expect(try baseline(project).exitCode == 0)
        #expect(try !project.read("migrations/schema.sql").contains("Any order of statements"))
    }

    @Test func whatMayNotBeDeclaredIsAWarning() throws {
        let project = try MigrateProject()
        try project.execute(
            "CREATE TABLE t (a)",
            "CREATE TABLE gone (a)",
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END",
            "DROP TABLE gone"
        )
        let run = try baseline(project)
        #expect(run.exitCode == 0)
        #expect(
            run.stderr.contains(
                "warning: the database's schema has what a declared one may not: migrations/schema.sql:6: "
                    + "trigger \"g\" does not compile: no such table: main.gone\n"
            )
        )
    }

    @Test func aViewThatCannotBeReadIsNoBeginning() throws {
        let project = try MigrateProject()
        try project.execute("CREATE TABLE t (a)", "CREATE VIEW v AS SELECT b FROM t")
        let run = try baseline(project)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains(
                "error: app.db can't be begun from: migrations/schema.sql:6: view \"v\" does not compile: no such column: b"
            )
        )
        #expect(
            run.stderr.hasSuffix(
                "hint: Mend or drop that in the database first; no revision was written and nothing was stamped.\n"
            )
        )
        #expect(try project.revisionFiles().isEmpty)
        #expect(project.column("SELECT name FROM sqlite_schema WHERE name LIKE 'alembic%'").isEmpty)
    }

    @Test func nothingToBeginFromIsAnError() throws {
        let project = try MigrateProject()
        let run = try baseline(project)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasSuffix(
                "error: app.db has no tables, and so there is nothing to begin from\n"
                    + "hint: Declare the schema in migrations/schema.sql, and run `migrate revision --autogenerate --url "
                    + "app.db`.\n"
            )
        )
        #expect(!project.exists("app.db"))
    }

    @Test func severalRowsAreAnError() throws {
        let project = try live()
        try project.execute(
            "CREATE TABLE alembic_version (version_num)",
            "INSERT INTO alembic_version VALUES ('a'), ('b')"
        )
        let run = try baseline(project)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasSuffix(
                "error: app.db is at several revisions, a, b, and a baseline is one\n"
                    + "hint: Merge them with the tool that made them first.\n"
            )
        )
    }

    @Test func aProtectedEnvironmentNeedsYes() throws {
        let project = try live()
        try project.write("migrate.toml", "[env.production]\nurl = 'app.db'\nprotected = true\n")
        let run = try project.run("init", "--from-database", "-e", "production")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains("error: the environment 'production' is protected, and there is no terminal to ask on")
        )
        #expect(try project.revisionFiles().isEmpty)
        #expect(try project.run("init", "--from-database", "-e", "production", "--yes").exitCode == 0)
    }
}
