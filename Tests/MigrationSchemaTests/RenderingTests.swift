import MigrationSchema
import Testing

@Suite struct RenderingTests {
    @Test func aTableHasALineForEachColumnAndConstraint() {
        let schema = Schema {
            Table("invoices", strict: true, withoutRowID: true) {
                Column("tenant", .integer).notNull()
                    .references("tenants", "id", onDelete: .cascade, onUpdate: .setNull)
                Column("number", .integer).check("number > 0", name: "positive")
                Column("order", "VARCHAR(20)").unique(onConflict: .ignore).collate("NOCASE").default("it's")
                Column("total", .real).generated(as: "number * 2", stored: true)
                Column("odd").default(sql: "lower(hex(randomblob(2)))")
                PrimaryKey("tenant", .column("number").descending(), onConflict: .replace, name: "pk")
                Unique("number", .column("order").collate("RTRIM"))
                Check("number <> tenant")
                ForeignKey(
                    "tenant",
                    "number",
                    references: "parents",
                    "a",
                    "b",
                    onDelete: .restrict,
                    match: .full,
                    deferrable: .initiallyDeferred,
                    name: "up"
                )
            }
        }
        #expect(
            schema.sql == """
                CREATE TABLE invoices (
                    tenant INTEGER NOT NULL REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE SET NULL,
                    number INTEGER CONSTRAINT positive CHECK (number > 0),
                    "order" VARCHAR(20) UNIQUE ON CONFLICT IGNORE DEFAULT 'it''s' COLLATE NOCASE,
                    total REAL GENERATED ALWAYS AS (number * 2) STORED,
                    odd DEFAULT (lower(hex(randomblob(2)))),
                    CONSTRAINT pk PRIMARY KEY (tenant, number DESC) ON CONFLICT REPLACE,
                    UNIQUE (number, "order" COLLATE RTRIM),
                    CHECK (number <> tenant),
                    CONSTRAINT up FOREIGN KEY (tenant, number) REFERENCES parents (a, b) MATCH "FULL" ON DELETE RESTRICT \
                DEFERRABLE INITIALLY DEFERRED
                ) STRICT, WITHOUT ROWID;

                """
        )
        #expect(schema.rendering.problems.isEmpty)
    }

    @Test func everythingElseHasItsStatement() throws {
        let schema = Schema {
            Table("posts") {
                Column("id", .integer).primaryKey(autoincrement: true)
                Column("title", .text)
                Index("by_title", columns: [.sql("lower(title)"), .sql("id + 1").descending()], unique: true)
            }
            Index("open", on: "posts", "title", where: "title IS NOT NULL").comment("a comment")
            View("titles", columns: ["a b"], as: "SELECT title FROM posts;")
            Trigger("touch", .after, .update(of: "title"), on: "posts", when: "new.id > 1", do: "SELECT 1; SELECT 2")
            Trigger("never", .delete, on: "posts", forEachRow: true, do: "SELECT raise(ABORT, 'a\nb');")
            VirtualTable("search", using: "fts5", .argument("title").renamed(from: "headline"), "tokenize = 'porter'")
                .renamed(from: "old")
            SQL("CREATE TABLE odd (a /* kept */ TEXT) -- to the end")
        }
        #expect(
            schema.sql == """
                CREATE TABLE posts (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    title TEXT
                );

                CREATE UNIQUE INDEX by_title ON posts (lower(title), (id + 1) DESC);

                CREATE INDEX open -- a comment
                ON posts (title) WHERE title IS NOT NULL;

                CREATE VIEW titles ("a b") AS
                SELECT title FROM posts;

                CREATE TRIGGER touch AFTER UPDATE OF title ON posts WHEN new.id > 1 BEGIN
                    SELECT 1; SELECT 2;
                END;

                CREATE TRIGGER never DELETE ON posts FOR EACH ROW BEGIN
                SELECT raise(ABORT, 'a
                b');
                END;

                CREATE VIRTUAL TABLE search -- migrate:was old
                USING fts5(
                    title, -- migrate:was headline
                    tokenize = 'porter'
                );

                CREATE TABLE odd (a /* kept */ TEXT) -- to the end
                ;

                """
        )
        let database = try #require(Database.holding(schema))
        #expect(database.column("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'search_%'") == ["9"])
    }

    @Test func hintsAndCommentsStandOnTheLineOfTheirItem() throws {
        let schema = Schema {
            Table("users") {
                Column("slug", .text).renamed(from: "old handle").backfill("coalesce(a,\n  'x')").comment("a name")
                Column("n", .integer).comment("counts\nthings")
                Column("m", .integer).comment("counts -- others")
            }
            .renamed(from: "people").comment("Everybody.")
        }
        #expect(
            schema.sql == """
                CREATE TABLE users ( -- migrate:was people
                    -- Everybody.
                    -- a name
                    slug TEXT, -- migrate:was "old handle" -- migrate:backfill coalesce(a, 'x')
                    -- counts
                    -- things
                    n INTEGER,
                    m INTEGER -- counts -- others
                );

                """
        )
        #expect(Database.holding(schema) != nil)
    }

    @Test func everyLineKnowsWhereItIsDeclared() {
        let line = #line
        let schema = Schema {
            Table("users") {
                Column("id", .integer)

                Timestamps()
            }
            View("v", as: "SELECT 1\nUNION SELECT 2")
        }
        let lines = schema.rendering.statements.flatMap(\.lines)
        #expect(lines.map { $0.line - line } == [2, 3, 5, 5, 2, 7, 7, 7])
        #expect(Set(lines.map(\.file)) == ["RenderingTests.swift"])
    }

    @Test(arguments: [
        (DefaultValue.null, "NULL"), ("a'b", "'a''b'"), (-5, "-5"), (1.5, "1.5"), (1e300, "1e+300"), (true, "TRUE"),
        (.currentTimestamp, "CURRENT_TIMESTAMP"), (.sql("x'00'"), "x'00'"), (.sql("+0x1F"), "+0x1F"),
        (.sql("1e-3"), "1e-3"), (.sql("1-3"), "(1-3)"), (.sql("'a' || 'b'"), "('a' || 'b')"), (.sql("null"), "null"),
        (.sql("random()"), "(random())"), (.sql("1 -- one"), "(1 -- one\n)"),
    ])
    func aDefaultIsALiteralOrStandsInParentheses(_ value: DefaultValue, _ sql: String) {
        let schema = Schema { Table("t") { Column("a").default(value) } }
        #expect(schema.sql == "CREATE TABLE t (\n    a DEFAULT \(sql)\n);\n")
        #expect(Database.holding(schema) != nil)
    }

    @Test(arguments: [
        ("VARCHAR(20)", "VARCHAR(20)"), ("DECIMAL(10, -2)", "DECIMAL(10, -2)"),
        ("double precision", "double precision"), ("INT, x", "\"INT, x\""), ("ORDER", "\"ORDER\""),
        ("a\"b", "\"a\"\"b\""), ("INT CHECK (1)", "\"INT CHECK (1)\""),
        ("VARCHAR(max)", "\"VARCHAR(max)\""), ("INT)", "\"INT)\""), ("", "\"\""),
    ])
    func aTypeThatIsNoTypeIsQuoted(_ type: String, _ sql: String) {
        let schema = Schema { Table("t") { Column("a", ColumnType(type)) } }
        #expect(schema.sql == "CREATE TABLE t (\n    a \(sql)\n);\n")
        #expect(Database.holding(schema) != nil)
    }
}
