import Testing

@Suite struct DiffCommandTests {
    private func project() throws -> MigrateProject {
        let project = try MigrateProject.changing(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\nCREATE TABLE old (x);",
            to: "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);\nCREATE VIEW v AS SELECT a FROM t;"
        )
        try project.revision("a2", "a1", up: "CREATE TABLE u (b);", down: "DROP TABLE u;")
        return project
    }

    @Test func isASummaryFromTheHeadToTheSchema() throws {
        let run = try project().run("diff")
        #expect(run.exitCode == 0)
        #expect(
            run.lines == [
                "~ NOT NULL on column 't.a'", "- removed table 'u'", "- removed table 'old'", "+ added view 'v'",
                "! MF104 column 't.a' becomes NOT NULL: rows that hold NULL make the upgrade fail",
                "! DS102 table 'u' is dropped with its rows", "! DS102 table 'old' is dropped with its rows",
            ]
        )
        #expect(run.stderr.isEmpty)
    }

    @Test func printsOneObject() throws {
        let run = try project().run("diff", "--from", "a1", "--to", "a2", "--json")
        #expect(run.stdout == "{\"from\":\"a1\",\"to\":\"a2\",\"changes\":[\"added table 'u'\"],\"warnings\":[]}\n")
        let sql = try project().run("diff", "--from", "a1", "--to", "a2", "--json", "--sql")
        #expect(sql.json["sql"] as? String == "CREATE TABLE u (b);\n")
        let warned = try project().run("diff", "--from", "a2", "--to", "a1", "--json")
        #expect(
            warned.json["warnings"] as? [[String: String]]
                == [["code": "DS102", "object": "u", "message": "table 'u' is dropped with its rows"]]
        )
    }

    @Test(arguments: [
        ("base", "a1", ["+ added table 't'", "+ added table 'old'"]),
        ("head", "head-1", ["- removed table 'u'", "! DS102 table 'u' is dropped with its rows"]),
        ("database", "head", ["+ added table 'u'"]),
        ("current", "a1", ["current and a1 do not differ."]),
        ("app.db", "a1", ["app.db and a1 do not differ."]),
        ("other.sql", "parts", ["+ added table 'two'"]),
        ("schema", "schema", ["schema and schema do not differ."]),
    ])
    func aSideIsWhatItIsCalled(_ from: String, _ to: String, _ lines: [String]) throws {
        let project = try project()
        try project.write("other.sql", "CREATE TABLE one (a);")
        try project.write("parts/1.sql", "CREATE TABLE one (a);")
        try project.write("parts/2.sql", "CREATE TABLE two (a);")
        let run = try project.run("diff", "--from", from, "--to", to)
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.lines == lines)
    }

    @Test func exitsWithOneOnlyWhereAsked() throws {
        let project = try project()
        let run = try project.run("diff", "--exit-code")
        #expect(run.exitCode == 1)
        #expect(run.stderr == "error: head and schema differ\n")
        let json = try project.run("diff", "--exit-code", "--json")
        #expect(json.exitCode == 1)
        #expect(json.jsonError["code"] == "schema")
        #expect((json.json["changes"] as? [String])?.count == 4)
        #expect(try project.run("diff", "--from", "a1", "--to", "a1", "--exit-code").exitCode == 0)
    }

    @Test func printsTheSQLAndWhatItNeeds() throws {
        let project = try project()
        let plain = try project.run("diff", "--from", "base", "--to", "a2", "--sql")
        #expect(plain.stdout.hasPrefix("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\n\nCREATE TABLE old (x);\n"))
        let rebuild = try project.run("diff", "--sql")
        #expect(
            rebuild.stdout.hasPrefix(
                "-- migrate:up foreign_keys=off\n-- Outside a revision file: PRAGMA foreign_keys=OFF first, then all of "
                    + "it in one transaction.\n-- MF104 "
            )
        )
        let nothing = try project.run("diff", "--from", "a1", "--to", "a1", "--sql")
        #expect(nothing.stdout.isEmpty)
    }

    @Test func aDropAndAnAddAreShownAsARenameThatCouldBeDeclared() throws {
        let project = try MigrateProject.changing("CREATE TABLE t (a TEXT);", to: "CREATE TABLE t (b TEXT);")
        let run = try project.run("diff")
        #expect(run.exitCode == 0)
        #expect(
            run.stderr
                == "warning: in table 't', column 'a' is dropped, and 'b' is added: where that is a rename, declare it with "
                + "`--rename t.a=b`\n"
        )
    }

    @Test(arguments: [
        (
            "nope",
            "error: no revision or branch label 'nope'\nhint: See `migrate history` for the revisions there are.\n"
        ),
        (
            "nope.sql",
            "error: nope.sql can't be read: No such file or directory\n"
                + "hint: A side is `schema`, `database`, a revision, a file or folder of SQL, or a SQLite file.\n"
        ),
        ("migrate.toml", "error: migrate.toml:2: "),
    ])
    func aSideThatIsNothingIsNamed(_ side: String, _ message: String) throws {
        let run = try project().run("diff", "--from", side)
        #expect(run.exitCode == 1)
        #expect(run.stderr.hasPrefix(message))
    }

    @Test func aBranchedGraphNeedsARevision() throws {
        let project = try MigrateProject.local()
        try project.fork()
        try project.declare("")
        #expect(try project.run("diff").stderr.hasPrefix("error: multiple heads are present: b2, c1\n"))
        let run = try project.run("diff", "--from", "c1", "--to", "left@head")
        #expect(run.exitCode == 0)
        #expect(run.lines.contains("+ added table 't_b2'") && run.lines.contains("- removed table 't_c1'"))
    }
}
