import MigrationCore
import Testing

@Suite struct DeclaredSchemaTests {
    private func load(_ sql: String, _ more: String...) throws -> DeclaredSchema {
        let names = ["schema.sql", "b.sql", "c.sql"]
        return try DeclaredSchema.load(
            zip(names, [sql] + more).map { SchemaText(file: $0, text: $1) },
            versionTable: "alembic_version"
        )
    }

    private func message(_ sql: String, _ more: String...) -> String {
        let names = ["schema.sql", "b.sql", "c.sql"]
        do throws(MigrationError) {
            let texts = zip(names, [sql] + more).map { SchemaText(file: $0, text: $1) }
            _ = try DeclaredSchema.load(texts, versionTable: "alembic_version")
            return "no error"
        } catch {
            return error.code == .schema ? error.description : "\(error.code)"
        }
    }

    @Test func statementsMayStandInAnyOrder() throws {
        let declared = try load(
            """
            CREATE TRIGGER g INSTEAD OF INSERT ON top BEGIN INSERT INTO t(a) VALUES(1); END;
            CREATE TRIGGER h AFTER DELETE ON t BEGIN INSERT INTO top VALUES(1); END;
            CREATE VIEW top AS SELECT * FROM mid;
            CREATE VIEW mid AS SELECT id FROM t;
            CREATE INDEX i ON t(a);
            CREATE TABLE s AS SELECT id FROM t;
            CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT REFERENCES p);
            """,
            "CREATE VIRTUAL TABLE f USING fts5(a, content = 't');\nCREATE TABLE p(x PRIMARY KEY); -- the last\n"
        )
        #expect(Set(declared.schema.tables.map(\.name)) == ["s", "t", "p"])
        #expect(declared.schema.views.count == 2 && declared.schema.triggers.count == 2)
        #expect(declared.schema.virtualTables.count == 1 && declared.schema.indexes.count == 1)
        #expect(declared.warnings == [])
        #expect(declared.location(of: .table, "T") == SourceLocation(file: "schema.sql", line: 7))
        #expect(declared.location(of: .table, "p") == SourceLocation(file: "b.sql", line: 2))
        #expect(declared.location(of: .trigger, "t") == nil)
    }

    @Test func aQuotedNameThatNoColumnHasIsNoString() throws {
        let table = "CREATE TABLE t(id INTEGER PRIMARY KEY, email TEXT, \"e x\");\n"
        #expect(
            message(table + "CREATE UNIQUE INDEX i ON t(id,\n  \"emial\");\nCREATE TABLE u(a);")
                == "schema.sql:2: index \"i\" names column \"emial\", which table \"t\" does not have (did you mean 'email'?)"
        )
        #expect(
            message(table, "CREATE TRIGGER g AFTER UPDATE OF email, emial ON t BEGIN DELETE FROM t; END;")
                == "b.sql:1: trigger \"g\" names column \"emial\", which table \"t\" does not have (did you mean 'email'?)"
        )
        let declared = try load(
            table + "CREATE INDEX i ON t(\"EMAIL\", [e x], lower(\"email\"), \"email\" COLLATE NOCASE DESC);\n"
                + "CREATE TRIGGER g AFTER UPDATE OF \"Email\", rowid ON t BEGIN DELETE FROM t; END;"
        )
        #expect(declared.schema.indexes.count == 1 && declared.schema.triggers.count == 1)
    }

    @Test func textAndHintsAreKept() throws {
        let declared = try load(
            """
            -- all about posts
            CREATE TABLE IF NOT EXISTS posts ( -- migrate:was articles
              slug TEXT NOT NULL, -- migrate:was handle
              body TEXT NOT NULL -- migrate:backfill ''
            );
            CREATE TABLE one(a); -- migrate:was uno
            """
        )
        let table = try #require(declared.schema[table: "posts"])
        #expect(table.hints.was == "articles")
        #expect(table.columns.map(\.hints) == [SchemaHints(was: "handle"), SchemaHints(backfill: "''")])
        #expect(table.sql.hasPrefix("CREATE TABLE posts ( -- migrate:was articles\n  slug TEXT NOT NULL, -- migrate"))
        #expect(declared.schema[table: "one"]?.hints.was == "uno")
    }

    @Test func anEmptyFileDeclaresAnEmptySchema() throws {
        #expect(try load("-- nothing yet\n").schema.isEmpty)
    }

    @Test(arguments: [
        (
            "CREATE TABLE t(a);\nINSERT INTO t VALUES(1);",
            "schema.sql:2: a declared schema holds only CREATE statements, and this is INSERT\n"
                + "write what the result is, as CREATE TABLE, INDEX, VIEW or TRIGGER; rows belong into a revision"
        ),
        ("CREATE TABLE t(a INT, b INT;", "schema.sql:1: table \"t\": incomplete input"),
        ("\n\nCREATE TABLE t(a INT,, b INT);", "schema.sql:3: table \"t\": near \",\": syntax error"),
        ("CREATE FOO x;", "schema.sql:1: near \"FOO\": syntax error"),
        ("CREATE TABLE t(a);\nCREATE INDEX i ON t(b);", "schema.sql:2: index \"i\": no such column: b"),
        (
            "CREATE TABLE t(a);\nCREATE VIEW v AS\nSELECT b FROM t;",
            "schema.sql:2: view \"v\" does not compile: no such column: b"
        ),
        (
            "CREATE TABLE t(a);\nCREATE VIRTUAL TABLE f USING fts5(b, content='t');",
            "schema.sql:2: virtual table \"f\" can't read \"t\", whose rows it indexes: no such column: t.b\n"
                + "declare what it reads, or declare \"f\" otherwise or no more"
        ),
        (
            "\nCREATE VIRTUAL TABLE f USING fts5(a, content='gone');",
            "schema.sql:2: virtual table \"f\" can't read \"gone\", whose rows it indexes: no such table: main.gone\n"
                + "declare what it reads, or declare \"f\" otherwise or no more"
        ),
        (
            "CREATE TABLE t(a);CREATE VIEW v AS SELECT a FROM t;\nCREATE VIRTUAL TABLE f USING fts4(b, content=\"v\");",
            "schema.sql:2: virtual table \"f\" can't read \"v\", whose rows it indexes: no such column: v.b\n"
                + "declare what it reads, or declare \"f\" otherwise or no more"
        ),
        ("CREATE VIEW v AS SELECT 1 FROM t;", "schema.sql:1: view \"v\" does not compile: no such table: main.t"),
        (
            "CREATE TABLE t(a);\nCREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END;\n"
                + "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT new.b; END;",
            "schema.sql:3: trigger \"g\" does not compile: no such column: new.b"
        ),
        (
            "CREATE TABLE t(a);CREATE TABLE u(a);\nCREATE TRIGGER x AFTER UPDATE OF a ON t BEGIN DELETE FROM u; END;\n"
                + "CREATE TRIGGER g AFTER DELETE ON u BEGIN INSERT INTO gone VALUES(1); END;",
            "schema.sql:3: trigger \"g\" does not compile: no such table: main.gone"
        ),
        ("CREATE TABLE t(a DEFAULT (gone()));", "schema.sql:1: table \"t\" does not compile: unknown function: gone()"),
        (
            "CREATE TABLE alembic_version(x);",
            "schema.sql:1: table \"alembic_version\" is the tool's own\n"
                + "remove it: migrate creates it and keeps it out of the schema"
        ),
        (
            "CREATE TABLE sqlite_sequence(name,seq);",
            "schema.sql:1: table \"sqlite_sequence\" has a name that the database engine keeps for itself\n"
                + "remove it, or give it another name"
        ),
        ("CREATE TEMP TABLE t(a);", "schema.sql:1: table \"t\" is declared outside the main database\nremove it"),
        ("CREATE TABLE aux.t(a);", "schema.sql:1: table \"t\" is declared outside the main database\nremove it"),
        (
            "CREATE TABLE p(id INTEGER PRIMARY KEY, code TEXT);\nCREATE TABLE c(code TEXT REFERENCES p(code));",
            "schema.sql:2: table \"c\": foreign key mismatch - \"c\" referencing \"p\"\n"
                + "the columns referred to must be the parent's primary key, or UNIQUE with their own collation"
        ),
        ("CREATE TABLE t(a);\n'oops", "schema.sql:2: unterminated string"),
        (
            "CREATE TABLE t(a);\n-- migrate:was old\nCREATE TABLE u(a);",
            "schema.sql:2: the hint stands on no column's line; it belongs behind the column or the table that it is about"
        ),
        (
            "CREATE TABLE t(a);\nCREATE VIEW v AS SELECT 1; -- migrate:was w",
            "schema.sql:2: the hint stands on no column's line; it belongs behind the column or the table that it is about"
        ),
        (
            "CREATE TABLE t(a INT,\n  b INT -- migrate:wass c\n);",
            "schema.sql:2: unknown hint 'migrate:wass'; there are migrate:was and migrate:backfill"
        ),
    ])
    func saysWhatIsWrongAndWhere(sql: String, expected: String) {
        #expect(message(sql) == expected)
    }

    @Test func aSecondDeclarationNamesBothPlaces() {
        #expect(
            message("CREATE TABLE a(x);", "\nCREATE VIEW IF NOT EXISTS \"A\" AS SELECT 1;")
                == "b.sql:2: view \"A\" is declared twice, first as table \"a\" at schema.sql:1\nremove one of the two"
        )
    }

    @Test func allProblemsAreNamed() {
        #expect(
            message("CREATE VIEW v AS SELECT a;\nCREATE VIEW w AS SELECT b;")
                == """
                2 problems in the declared schema:
                  schema.sql:1: view "v" does not compile: no such column: a
                  schema.sql:2: view "w" does not compile: no such column: b
                """
        )
    }

    @Test func aParentThatIsNotDeclaredIsAWarning() throws {
        let declared = try load("CREATE TABLE c(g INTEGER REFERENCES ghost(id));")
        #expect(
            declared.warnings.map(\.description) == [
                "schema.sql:1: table \"c\" refers to table \"ghost\", which is not declared"
            ]
        )
    }

    @Test(arguments: SchemaCase.all)
    func takesWhatTheCasesDeclare(example: SchemaCase) {
        let refused = [
            "col-drop-in-view-left-broken", "fk-mismatch-declared", "schema-invalid-sql", "schema-dml-in-declaration",
        ]
        #expect((message(example.after) == "no error") == !refused.contains(example.id), "\(message(example.after))")
    }

    @Test(arguments: DeclarationCorpus.accepted)
    func anyOddDeclarationIsReadOrRefusedWithAPlace(sql: String) {
        let message = message(sql)
        #expect(message == "no error" || message.contains("schema.sql:1: "))
    }

    @Test func aFolderIsReadInTheOrderOfItsNames() throws {
        let folder = try TemporaryFolder()
        folder.write("CREATE VIEW v AS SELECT x FROM t;", to: "a.sql")
        folder.write("CREATE TABLE t(x);", to: "b.sql")
        folder.write("not SQL", to: "README.md")
        let declared = try DeclaredSchema.load(path: folder.path, versionTable: "x")
        #expect(declared.schema.tables.count == 1 && declared.schema.views.count == 1)
        #expect(declared.location(of: .table, "t")?.file == folder.path + "/b.sql")
        let file = try DeclaredSchema.load(path: folder.file("b.sql"), versionTable: "v")
        #expect(file.schema.tables.map(\.name) == ["t"])
    }

    @Test func aMissingFileIsNamed() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: MigrationError.self) {
            try DeclaredSchema.load(path: folder.file("schema.sql"), versionTable: "v")
        }
        #expect(
            error?.description
                == "\(folder.path)/schema.sql: the declared schema cannot be read: No such file or directory\n"
                + "write your CREATE statements into it, or name another file with 'schema' in migrate.toml"
        )
        let empty = #expect(throws: MigrationError.self) {
            try DeclaredSchema.load(path: folder.path, versionTable: "x")
        }
        #expect(empty?.summary == "\(folder.path): the folder of the declared schema holds no .sql file")
    }

    @Test func aSchemaInSwiftIsRefused() {
        let error = #expect(throws: MigrationError.self) {
            try DeclaredSchema.load(path: "migrations/schema.swift", versionTable: "v")
        }
        #expect(
            error?.description
                == "migrations/schema.swift: a declared schema in Swift has to be compiled first, which the command does\n"
                + "write it as SQL, and name that file with 'schema' in migrate.toml"
        )
    }

    @Test func aFileThatIsNoTextIsNamed() throws {
        let folder = try TemporaryFolder()
        folder.write("CREATE TABLE t(a);\n\0", to: "schema.sql")
        let error = #expect(throws: MigrationError.self) {
            try DeclaredSchema.load(path: folder.file("schema.sql"), versionTable: "v")
        }
        #expect(error?.summary == "\(folder.path)/schema.sql:2: the file holds a NUL byte")
    }
}
