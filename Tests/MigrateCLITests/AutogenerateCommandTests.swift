import Foundation
import Testing

@Suite struct AutogenerateCommandTests {
    private let users = "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT);"

    private func generate(_ project: MigrateProject, _ flags: String...) throws -> MigrateProject.Run {
        try project.run(["revision", "--autogenerate", "-m", "next", "--rev-id", "b1"] + flags)
    }

    @Test func writesWhatIsMissingAndSaysWhatItDetected() throws {
        let project = try MigrateProject.local()
        try project.declare("\(users)\nCREATE INDEX by_handle ON users (handle);\n")
        let run = try generate(project)
        #expect(run.exitCode == 0)
        #expect(
            run.stderr == "Detected added table 'users'\nDetected added index 'by_handle' on 'users' ('handle')\n"
        )
        let text = try project.read(try #require(run.lines.first))
        #expect(text.contains("-- migrate:up\n\(users)\n\nCREATE INDEX by_handle ON users (handle);\n"))
        #expect(text.contains("-- DS102 table 'users' is dropped with its rows\n"))
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(try project.run("check", "--from-database").exitCode == 0)
    }

    @Test func printsOneObject() throws {
        let project = try MigrateProject.changing(users, to: "CREATE TABLE users (id INTEGER PRIMARY KEY);")
        let run = try generate(project, "--json")
        #expect(run.json["revision"] as? String == "b1")
        #expect((run.json["path"] as? String)?.hasSuffix("_b1_next.sql") == true)
        #expect(run.json["changes"] as? [String] == ["removed column 'users.handle'"])
        #expect(
            run.json["warnings"] as? [[String: String]] == [
                [
                    "code": "DS103", "object": "users",
                    "message": "column 'users.handle' is dropped with its values",
                ]
            ]
        )
        #expect(run.stderr.contains("warning: DS103 column 'users.handle' is dropped with its values\n"))
    }

    @Test func nothingToChangeWritesNoFile() throws {
        let project = try MigrateProject.changing(users, to: users)
        let run = try generate(project)
        #expect(run.exitCode == 0 && run.stdout.isEmpty)
        #expect(
            run.stderr == "No changes: the declared schema is what the revisions hold. No file was written.\n"
        )
        let json = try generate(project, "--json", "-q")
        #expect(json.stdout == "{\"revision\":null,\"path\":null,\"changes\":[]}\n")
        #expect(try project.revisionFiles() == ["a1.sql"])
        let live = try generate(project, "--from-database")
        #expect(live.stderr.contains("No changes: the declared schema is what the database's tables hold."))
    }

    @Test func whatLooksLikeARenameIsNeverGuessed() throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, \"the slug\" TEXT);"
        )
        let run = try generate(project, "--json")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr == """
                error: what looks like a rename is not declared:
                  in table 'users', column 'handle' is dropped, and 'the slug' is added
                hint: Add the flags of what is a rename:
                  --rename 'users.handle="the slug"'
                or --no-renames to drop and add all of the rest.

                """
        )
        #expect(run.jsonError["code"] == "declined")
        #expect(try project.revisionFiles() == ["a1.sql"])
        try project.execute("INSERT INTO users VALUES (1, 'ann')")
        let renamed = try generate(project, "--rename", "users.handle=\"the slug\"")
        #expect(renamed.stderr.contains("Detected renamed column 'users.handle' to 'the slug'\n"))
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(project.column("SELECT \"the slug\" FROM users") == ["ann"])
        #expect(try project.run("downgrade", "-1").exitCode == 0)
        #expect(project.column("SELECT handle FROM users") == ["ann"])
    }

    @Test func withoutRenamesItDropsAndAdds() throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE people (id INTEGER PRIMARY KEY, handle TEXT);"
        )
        let run = try generate(project, "--no-renames")
        #expect(run.exitCode == 0)
        #expect(run.stderr.contains("Detected added table 'people'\nDetected removed table 'users'\n"))
        #expect(run.stderr.contains("warning: DS102 table 'users' is dropped with its rows\n"))
    }

    @Test func aVirtualTableKeepsItsRowsUnderNewNames() throws {
        let project = try MigrateProject.changing(
            "CREATE VIRTUAL TABLE search USING fts5(title, tag);",
            to: "CREATE VIRTUAL TABLE found USING fts5(title, label, tokenize='porter');"
        )
        try project.execute("INSERT INTO search(rowid, title, tag) VALUES (5, 'foxes', 'red'), (9, 'cats', 'blue')")
        let undeclared = try generate(project)
        #expect(undeclared.exitCode == 1)
        #expect(
            undeclared.stderr == """
                error: what looks like a rename is not declared:
                  table 'search' is dropped, and 'found' is added
                hint: Add the flags of what is a rename:
                  --rename search=found
                or --no-renames to drop and add all of the rest.

                """
        )
        #expect(try project.revisionFiles() == ["a1.sql"])
        let half = try generate(project, "--rename", "search=found")
        #expect(half.exitCode == 1 && half.stderr.contains("\n  --rename found.tag=label\n"))
        let renamed = try generate(project, "--rename", "search=found", "--rename", "found.tag=label")
        #expect(renamed.stderr.contains("Detected renamed column 'found.tag' to 'label'\n"))
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(project.column("SELECT rowid || label FROM found WHERE found MATCH 'fox'") == ["5red"])
        #expect(try project.run("revision", "--autogenerate", "--json").json["path"] is NSNull)
        #expect(try project.run("downgrade", "-1").exitCode == 0)
        #expect(project.column("SELECT rowid || title || tag FROM search") == ["5foxesred", "9catsblue"])
    }

    @Test func withoutRenamesAVirtualTablesColumnIsDropped() throws {
        let project = try MigrateProject.changing(
            "CREATE VIRTUAL TABLE search USING fts5(title, tag);",
            to: "CREATE VIRTUAL TABLE search USING fts5(title, label);"
        )
        let run = try generate(project, "--no-renames")
        #expect(run.exitCode == 0)
        #expect(run.stderr.contains("warning: DS103 column 'search.tag' is dropped with its values\n"))
    }

    @Test func aHintRenamesOnce() throws {
        let declared = "CREATE TABLE users (\n  id INTEGER PRIMARY KEY,\n  slug TEXT -- migrate:was handle\n);"
        let project = try MigrateProject.changing(users, to: declared)
        try project.execute("INSERT INTO users VALUES (1, 'ann')")
        #expect(try generate(project).stderr.hasPrefix("Detected renamed column 'users.handle' to 'slug'\n"))
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(project.column("SELECT slug FROM users") == ["ann"])
        let again = try project.run("revision", "--autogenerate", "--json")
        #expect(again.json["path"] is NSNull)
    }

    @Test(arguments: [
        ("mail TEXT NOT NULL -- migrate:backfill handle || '@x'\n", [String]()),
        ("mail TEXT NOT NULL", ["--backfill", "users.mail=handle || '@x'"]),
    ])
    func aBackfillFillsRows(_ column: String, _ flags: [String]) throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT,\n  \(column));"
        )
        try project.execute("INSERT INTO users VALUES (1, 'ann')")
        #expect(try project.run(["revision", "--autogenerate"] + flags).exitCode == 0)
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(project.column("SELECT mail FROM users") == ["ann@x"])
        #expect(try project.run("check").exitCode == 0)
    }

    @Test func withoutValuesTheRevisionsOwnGuardRefuses() throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT NOT NULL);"
        )
        try project.execute("INSERT INTO users VALUES (7, NULL)")
        let run = try generate(project)
        #expect(run.exitCode == 0)
        #expect(run.stderr.contains("Detected NOT NULL on column 'users.handle'\n"))
        #expect(
            run.stderr.contains(
                "With sample rows the revision's own guard refused, and changed nothing: users.handle: "
            )
        )
        let upgrade = try project.run("upgrade")
        #expect(upgrade.exitCode == 1)
        #expect(
            upgrade.stderr.contains(
                "users.handle: 1 row(s) would be NULL in a NOT NULL column, for example id 7; "
                    + "give them a value first, or declare --backfill users.handle=EXPR"
            )
        )
        #expect(project.column("SELECT version_num FROM alembic_version") == ["a1"])
    }

    @Test(arguments: [
        (["--rename", "nope=users"], "error: there is no table 'nope' to rename\n"),
        (
            ["--rename", "users.handel=x"],
            "error: table 'users' has no column 'handel' to rename (did you mean 'handle'?)\n"
        ),
        (
            ["--backfill", "users.handle=1"],
            "error: --backfill has nothing to fill in 'users.handle': the column is neither new in its table nor newly "
                + "NOT NULL\nhint: leave the flag out\n"
        ),
        (
            ["--language", "swift"],
            "error: a generated Swift revision is compiled before it is written, and no `swiftc` is in PATH; nothing was "
                + "written\nhint: Install Swift from swift.org, or add --language sql.\n"
        ),
    ])
    func aFlagThatCannotBeMeantFails(_ flags: [String], _ message: String) throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT, n);"
        )
        let run = try project.run(["revision", "--autogenerate"] + flags)
        #expect(run.exitCode == 1)
        #expect(run.stderr == message)
        #expect(try project.revisionFiles() == ["a1.sql"])
    }

    @Test(arguments: [
        (["--no-renames"], "--rename, --no-renames, --backfill and --from-database go with --autogenerate."),
        (["--autogenerate", "--rename", "a=b=c"], "'a=b=c' is no rename; write --rename old_table=new_table or"),
        (["--autogenerate", "--backfill", "x"], "'x' is no backfill; write --backfill table.column=EXPR, as in"),
    ])
    func aFlagThatCannotBeReadIsAWrongCommandLine(_ flags: [String], _ message: String) throws {
        let run = try MigrateProject.local().run(["revision"] + flags)
        #expect(run.exitCode == 64)
        #expect(run.stderr.hasPrefix("error: \(message)"))
    }

    @Test func aBackfillThatIsNoSQLFailsTheProof() throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT, n TEXT NOT NULL);"
        )
        let run = try generate(project, "--backfill", "users.n=nope")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasPrefix(
                "error: the backfill of 'users.n' is no expression that SQLite takes: no such column: nope\n"
            )
        )
        #expect(
            run.stderr.hasSuffix(
                "hint: Nothing was written. An expression given with --backfill or a hint has to be valid SQL over the "
                    + "old row.\n"
            )
        )
        #expect(try project.revisionFiles() == ["a1.sql"])
    }

    @Test func severalHeadsNeedAChoice() throws {
        let project = try MigrateProject.local()
        try project.fork()
        try project.declare(
            "CREATE TABLE t_a1 (id INTEGER PRIMARY KEY);\nCREATE TABLE t_c1 (id INTEGER PRIMARY KEY);\n"
        )
        #expect(try generate(project).stderr.hasPrefix("error: multiple heads are present: b2, c1\n"))
        let nothing = try generate(project, "--head", "c1", "--json")
        #expect(nothing.json["path"] is NSNull)
        #expect(
            try project.run("revision", "--autogenerate", "--head", "left@head", "--no-renames", "--json").json[
                "changes"
            ]
                as? [String] == ["added table 't_c1'", "removed table 't_b2'", "removed table 't_b1'"]
        )
    }

    @Test func whatItDependsOnIsThereAlready() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1")
        try project.declare(
            "CREATE TABLE t_a1 (id INTEGER PRIMARY KEY); CREATE TABLE t_b1 (id INTEGER PRIMARY KEY); CREATE TABLE n (a);"
        )
        for flags in [[], ["--from-database"]] {
            #expect(try project.run("upgrade", "heads").exitCode == 0)
            let run = try project.run(
                ["revision", "--autogenerate", "--head", "a1", "--depends-on", "b1", "--json"] + flags
            )
            #expect(run.json["changes"] as? [String] == ["added table 'n'"], "\(run.stderr)")
            try FileManager.default.removeItem(atPath: project.path(run.json["path"] as? String ?? ""))
        }
    }

    @Test func aDatabaseThatIsElsewhereIsNotComparedWith() throws {
        let project = try MigrateProject.changing(users, to: users + "CREATE TABLE t (a);")
        try project.revision("a2", "a1")
        let run = try generate(project, "--from-database")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasSuffix(
                "error: app.db is at a1, and the new revision would go on a2\n"
                    + "hint: Run `migrate upgrade` first, so that the comparison begins where the revision does.\n"
            )
        )
    }

    @Test func aDatabaseIsComparedWithAsItIs() throws {
        let project = try MigrateProject.changing(users, to: users + "CREATE TABLE t (a);")
        try project.execute("CREATE TABLE by_hand (a)")
        let run = try generate(project, "--from-database", "--no-renames", "--json")
        #expect(run.json["changes"] as? [String] == ["added table 't'", "removed table 'by_hand'"])
        #expect(
            run.stderr.contains(
                "warning: the database is not what its revisions make (added table 'by_hand'); this revision is for it alone"
            )
        )
        #expect(try project.run("check").stderr.contains("no such table: by_hand"))
    }

    @Test func aDatabaseLikeItsRevisionsIsComparedWithoutAWarning() throws {
        let project = try MigrateProject.changing(users, to: users + "CREATE TABLE t (a);")
        let run = try generate(project, "--from-database", "--no-renames")
        #expect(run.exitCode == 0)
        #expect(!run.stderr.contains("warning"), "\(run.stderr)")
        #expect(try project.run("check").exitCode == 0)
    }

    @Test func aSwiftRevisionIsNamed() throws {
        let project = try MigrateProject.local()
        try project.write(
            "migrations/versions/s.swift",
            "// revision: s1\n// down_revision: none\nimport MigrationCore\n"
        )
        try project.declare(users)
        let run = try generate(project)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: revision s1 (migrations/versions/s.swift) is written in Swift, and no `swiftc` is in PATH to compile "
                + "it; nothing was run\nhint: Install Swift from swift.org, or run a program that the revisions are linked "
                + "into. SQL revisions and all other commands work without it.\n"
        )
    }

    @Test func aWrongDeclarationHasItsPlace() throws {
        let project = try MigrateProject.local()
        try project.declare("CREATE TABLE t (a);\nCREATE VIEW v AS SELECT b FROM t;\n")
        let run = try generate(project)
        #expect(run.exitCode == 1)
        #expect(run.stderr.hasPrefix("error: migrations/schema.sql:2: view \"v\" does not compile: no such column: b"))
    }

    private func ask(_ project: MigrateProject, _ answers: String) throws -> MigrateProject.Run {
        let started = try project.start(
            ["revision", "--autogenerate", "--no-color"],
            environment: ["TERM": "xterm", "SHELL": "/bin/sh"],
            input: answers,
            isOnTerminal: true
        )
        try started.process.waitForEnd()
        return try started.finished()
    }

    @Test(.enabled(if: MigrateProject.hasTerminal)) func aTerminalIsAsked() throws {
        let slug = "CREATE TABLE users (id INTEGER PRIMARY KEY, slug TEXT);"
        let declined = try ask(try MigrateProject.changing(users, to: slug), "n\n").stdout
        #expect(declined.contains("in table 'users', column 'handle' is dropped, and 'slug' is added."))
        #expect(declined.contains("Is it a rename? [y/N]"))
        #expect(declined.contains("Detected removed column 'users.handle'"))
        let accepted = try ask(try MigrateProject.changing(users, to: slug), "y\n").stdout
        #expect(accepted.contains("Detected renamed column 'users.handle' to 'slug'"))
    }

    @Test(.enabled(if: MigrateProject.hasTerminal)) func aRenamedTablesColumnsAreAskedAboutNext() throws {
        let people = "CREATE TABLE people (id INTEGER PRIMARY KEY, slug TEXT);"
        let run = try ask(try MigrateProject.changing(users, to: people), "y\ny\n")
        #expect(run.stdout.contains("table 'users' is dropped, and 'people' is added."))
        #expect(run.stdout.contains("in table 'people', column 'handle' is dropped, and 'slug' is added."))
        #expect(run.stdout.contains("Detected renamed table 'users' to 'people'"))
        #expect(run.stdout.contains("Detected renamed column 'people.handle' to 'slug'"))
        let half = try ask(try MigrateProject.changing(users, to: people), "y\nn\n")
        #expect(half.stdout.contains("Detected removed column 'people.handle'"))
    }

    @Test(.enabled(if: MigrateProject.hasTerminal)) func aVirtualTableIsAskedAboutAsWell() throws {
        let run = try ask(
            try MigrateProject.changing(
                "CREATE VIRTUAL TABLE search USING fts5(title, tag);",
                to: "CREATE VIRTUAL TABLE found USING fts5(title, label);"
            ),
            "y\ny\n"
        )
        #expect(run.stdout.contains("table 'search' is dropped, and 'found' is added."))
        #expect(run.stdout.contains("in table 'found', column 'tag' is dropped, and 'label' is added."))
        #expect(run.stdout.contains("Detected renamed table 'search' to 'found'"))
        #expect(run.stdout.contains("Detected renamed column 'found.tag' to 'label'"))
    }

    @Test(.enabled(if: MigrateProject.hasTerminal)) func anEndOfInputIsNoAnswer() throws {
        let project = try MigrateProject.changing(users, to: "CREATE TABLE users (id INTEGER PRIMARY KEY, slug TEXT);")
        let run = try ask(project, "\u{4}")
        #expect(run.exitCode == 1)
        #expect(run.stdout.contains("error: what looks like a rename is not declared:"))
        #expect(try project.revisionFiles() == ["a1.sql"])
    }

    @Test(arguments: ["upper(handle)", "upper(slug)", "upper(\"handle\")", "upper([users].handle)"])
    func aBackfillMayNameARenamedColumnEitherWay(_ expression: String) throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE people (id INTEGER PRIMARY KEY, slug TEXT, shout TEXT NOT NULL);"
        )
        try project.execute("INSERT INTO users VALUES (1, 'ann')")
        let run = try generate(
            project,
            "--rename",
            "users=people",
            "--rename",
            "people.handle=slug",
            "--backfill",
            "people.shout=\(expression)"
        )
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(try project.run("upgrade").exitCode == 0)
        #expect(project.column("SELECT shout FROM people") == ["ANN"])
    }

    @Test func aBackfillThatSQLiteWouldTakeForAStringIsRefused() throws {
        let project = try MigrateProject.changing(
            users,
            to: "CREATE TABLE users (id INTEGER PRIMARY KEY, handle TEXT, n TEXT NOT NULL);"
        )
        let run = try generate(project, "--backfill", "users.n=upper(\"handel\")")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: the backfill of 'users.n' names \"handel\", which is no column of the old row, and which SQLite "
                + "would take for a string (did you mean 'handle'?)\n"
                + "hint: write the name of a column, or a string between single quotes\n"
        )
    }
}
