import Testing

@Suite struct CheckCommandTests {
    @Test func nothingToChangeIsDone() throws {
        let project = try MigrateProject.changing("CREATE TABLE t (a);", to: "create table \"T\" ([a]) -- the same\n;")
        let run = try project.run("check")
        #expect(run.exitCode == 0)
        #expect(run.stdout == "No new upgrade operations detected.\n")
        #expect(run.stderr.isEmpty)
        let live = try project.run("check", "--from-database", "--json")
        #expect(live.stdout == "{\"changes\":[],\"heads\":[\"a1\"]}\n")
        #expect(live.stderr == "local · app.db, from migrate.toml\n")
    }

    @Test func aDifferenceIsAFinding() throws {
        let project = try MigrateProject.changing("CREATE TABLE t (a);", to: "CREATE TABLE t (a, b TEXT);")
        let run = try project.run("check")
        #expect(run.exitCode == 1)
        #expect(run.stdout == "Detected added column 't.b'\n")
        #expect(
            run.stderr == "error: the declared schema differs from the revisions (1 change)\n"
                + "hint: Write the revision with `migrate revision --autogenerate -m \"…\"`; `migrate diff --sql` shows it.\n"
        )
        let json = try project.run("check", "--json")
        #expect(json.exitCode == 1)
        #expect(json.jsonError["code"] == "schema")
        #expect(json.json["changes"] as? [String] == ["added column 't.b'"])
        #expect(json.json["heads"] as? [String] == ["a1"])
    }

    @Test func aDatabaseThatIsBehindIsAFinding() throws {
        let project = try MigrateProject.changing("CREATE TABLE t (a);", to: "CREATE TABLE t (a);\nCREATE TABLE u (a);")
        try project.revision("a2", "a1", up: "CREATE TABLE u (a);", down: "DROP TABLE u;")
        #expect(try project.run("check").exitCode == 0)
        let run = try project.run("check", "--from-database")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasSuffix(
                "error: the declared schema differs from the database (1 change)\nhint: Run `migrate upgrade` where revisions "
                    + "are pending; `migrate diff --from database --sql` shows the rest.\n"
            )
        )
    }

    @Test func severalHeadsAreAFinding() throws {
        let project = try MigrateProject.local()
        try project.fork()
        try project.declare("")
        let run = try project.run("check")
        #expect(run.exitCode == 1)
        #expect(run.stderr == "error: multiple heads are present: b2, c1\nhint: Join them with `migrate merge`.\n")
    }

    @Test func aRevisionThatCannotBeReplayedHasItsPlace() throws {
        let project = try MigrateProject.local()
        try project.revision("a1", up: "INSERT INTO nope VALUES (1);")
        try project.declare("")
        let run = try project.run("check")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: migrations/versions/a1.sql:6: revision a1 can't be replayed (upgrade) on a scratch database: "
                + "no such table: nope\nhint: The revisions have to lead from an empty database to the head by themselves.\n"
        )
    }

    @Test func aMissingSchemaIsNamed() throws {
        let run = try MigrateProject.local().run("check")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: migrations/schema.sql: the declared schema cannot be read: No such file or directory\n"
                + "hint: write your CREATE statements into it, or name another file with 'schema' in migrate.toml\n"
        )
        let swift = try MigrateProject.local("schema = 'migrations/schema.swift'").run("check")
        #expect(
            swift.stderr
                == "error: migrations/schema.swift: the declared schema cannot be read: No such file or directory\n"
                + "hint: write `let schema = Schema { … }` into it, or name another file with 'schema' in migrate.toml\n"
        )
    }

    @Test func aWarningOfTheSchemaIsShown() throws {
        let project = try MigrateProject.local()
        try project.revision("a1", up: "CREATE TABLE c (p REFERENCES p (id));", down: "DROP TABLE c;")
        try project.declare("CREATE TABLE c (p REFERENCES p (id));")
        let run = try project.run("check")
        #expect(run.exitCode == 0)
        #expect(run.stderr.hasPrefix("warning: migrations/schema.sql:1: "))
    }
}
