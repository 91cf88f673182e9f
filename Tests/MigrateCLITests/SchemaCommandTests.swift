import Testing

@Suite struct SchemaCommandTests {
    private static let declared = """
        -- what there should be
        CREATE TABLE t (
            id INTEGER PRIMARY KEY AUTOINCREMENT, -- migrate:was number
            a TEXT COLLATE NOCASE NOT NULL DEFAULT 'x;y' -- the last
        );
        CREATE INDEX t_a ON t (lower(a)) WHERE a <> '';
        CREATE VIEW v AS SELECT a FROM t;
        CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 'z' WHERE id = new.id; END;
        """

    private func project() throws -> MigrateProject {
        try MigrateProject.changing("CREATE TABLE old (x);", to: Self.declared)
    }

    @Test func printsTheDeclaredSchemaWhereNoneIsNamed() throws {
        let project = try project()
        let run = try project.run("schema")
        #expect(run.exitCode == 0)
        #expect(run.stderr.isEmpty)
        #expect(
            run.stdout.hasPrefix("CREATE TABLE t (\n    id INTEGER PRIMARY KEY AUTOINCREMENT, -- migrate:was number\n")
        )
        #expect(try project.run("schema", "schema").stdout == run.stdout)
    }

    @Test func whatIsPrintedGivesTheSchemaBack() throws {
        let project = try project()
        let text = try project.run("schema").stdout
        try project.write("printed.sql", text)
        let diff = try project.run("diff", "--from", "schema", "--to", "printed.sql", "--exit-code")
        #expect(diff.exitCode == 0, "\(diff.stdout)")
        #expect(try project.run("schema", "printed.sql").stdout == text)
    }

    @Test(arguments: [
        ("database", "CREATE TABLE old (x);\n"), ("head", "CREATE TABLE old (x);\n"), ("base", ""),
        ("current", "CREATE TABLE old (x);\n"), ("app.db", "CREATE TABLE old (x);\n"),
        ("other.sql", "CREATE TABLE one (a);\n"),
    ])
    func aSideIsWhatDiffCallsIt(_ side: String, _ text: String) throws {
        let project = try project()
        try project.write("other.sql", "create table one (a) ;")
        let run = try project.run("schema", side)
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.lowercased() == text.lowercased())
    }

    @Test func printsOneObject() throws {
        let run = try project().run("schema", "a1", "--json")
        #expect(
            run.stdout == "{\"side\":\"a1\",\"language\":\"sql\",\"schema\":\"CREATE TABLE old (x);\\n\"}\n"
        )
    }

    @Test func whatSQLiteCannotMakeAnewIsWarnedAbout() throws {
        let project = try project()
        try project.execute(
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_schema SET sql = 'CREATE TABLE old (x CHECK (vector_length(x) > 1))' WHERE name = 'old'"
        )
        let run = try project.run("schema", "database")
        #expect(run.exitCode == 0)
        #expect(run.stdout == "CREATE TABLE old (x CHECK (vector_length(x) > 1));\n")
        #expect(
            run.stderr.hasSuffix(
                "warning: on an empty database of this SQLite, the statements do not give that schema: "
                    + "no such function: vector_length\n"
            ),
            "\(run.stderr)"
        )
    }

    @Test func swiftIsPrintedAsAFile() throws {
        let run = try project().run("schema", "--language", "swift")
        #expect(run.exitCode == 0)
        #expect(
            run.stdout == """
                import MigrationSchema

                let schema = Schema {
                    Table("t") {
                        Column("id", .integer).primaryKey(autoincrement: true).renamed(from: "number")
                        Column("a", .text).notNull().default("x;y").collate("NOCASE").comment("the last")
                    }

                    Index("t_a", on: "t", .sql("lower(a)"), where: "a <> ''")

                    View("v", as: "SELECT a FROM t")

                    Trigger("tr", .after, .insert, on: "t", do: "UPDATE t SET a = 'z' WHERE id = new.id;")
                }

                """
        )
    }
}
