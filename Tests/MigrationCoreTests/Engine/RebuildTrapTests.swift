import MigrationCore
import Testing

/// Twenty-seven ways in which a rebuild loses something.
///
/// In each, column `p.v` becomes NOT NULL, and the rest has to be there afterwards: schema, rows, and what the trap is
/// about.
@Suite struct RebuildTrapTests {
    struct Trap: Sendable, CustomTestStringConvertible {
        let name: String
        /// The schema; `{v}` stands for what changes.
        let schema: String
        let data: String
        /// A query, and what it answers before and after.
        let check: String
        let answer: [[SQLValue]]

        init(_ name: String, _ schema: String, _ data: String, _ check: String, _ answer: [[SQLValue]]) {
            self.name = name
            self.schema = schema
            self.data = data
            self.check = check
            self.answer = answer
        }

        var testDescription: String { name }
    }

    private static let plain = "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v});"
    private static let rows = "INSERT INTO p(id, v) VALUES (1, 'a'), (2, 'b');"
    private static let text = "SELECT sql FROM sqlite_schema WHERE name = 'p'"

    static let traps: [Trap] = [
        Trap(
            "child rows, ON DELETE CASCADE",
            plain + "CREATE TABLE c(p INTEGER REFERENCES p(id) ON DELETE CASCADE);",
            rows + "INSERT INTO c VALUES (1), (2);",
            "SELECT count(*) FROM c",
            [[2]]
        ),
        Trap(
            "child values, ON DELETE SET NULL",
            plain + "CREATE TABLE c(p INTEGER REFERENCES p(id) ON DELETE SET NULL);",
            rows + "INSERT INTO c VALUES (1), (2);",
            "SELECT count(p) FROM c",
            [[2]]
        ),
        Trap(
            "child FK still points at p",
            plain + "CREATE TABLE c(p INTEGER REFERENCES p(id));",
            rows,
            "SELECT \"table\" FROM pragma_foreign_key_list('c')",
            [["p"]]
        ),
        Trap(
            "self FK points at p",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, up INTEGER REFERENCES p(id));",
            rows,
            "SELECT \"table\" FROM pragma_foreign_key_list('p')",
            [["p"]]
        ),
        Trap(
            "own FK keeps ON DELETE action",
            "CREATE TABLE o(id INTEGER PRIMARY KEY);"
                + "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, o INTEGER REFERENCES o(id) ON DELETE CASCADE);",
            rows,
            "SELECT on_delete FROM pragma_foreign_key_list('p')",
            [["CASCADE"]]
        ),
        Trap(
            "FK DEFERRABLE INITIALLY DEFERRED",
            "CREATE TABLE o(id INTEGER PRIMARY KEY);CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, "
                + "o INTEGER REFERENCES o(id) DEFERRABLE INITIALLY DEFERRED);",
            rows,
            "SELECT sql LIKE '%DEFERRABLE INITIALLY DEFERRED%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
        Trap(
            "trigger on p",
            plain + "CREATE TABLE l(x);CREATE TRIGGER g AFTER INSERT ON p BEGIN INSERT INTO l VALUES (new.id); END;",
            rows,
            "SELECT count(*) FROM l",
            [[2]]
        ),
        Trap(
            "trigger elsewhere that names p",
            plain
                + "CREATE TABLE o(x);CREATE TRIGGER g AFTER INSERT ON o BEGIN UPDATE p SET v = 'z' WHERE id = new.x; END;",
            rows,
            "SELECT count(*) FROM sqlite_schema WHERE name = 'g'",
            [[1]]
        ),
        Trap(
            "view over p",
            plain + "CREATE VIEW w AS SELECT v FROM p;",
            rows,
            "SELECT v FROM w ORDER BY v",
            [["a"], ["b"]]
        ),
        Trap(
            "CHECK, unnamed",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n INTEGER CHECK (n > 0));",
            rows,
            "SELECT sql LIKE '%CHECK (n > 0)%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
        Trap(
            "CHECK, named",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n INTEGER, CONSTRAINT pos CHECK (n > 0));",
            rows,
            "SELECT sql LIKE '%CONSTRAINT pos CHECK%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
        Trap(
            "COLLATE NOCASE",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n TEXT COLLATE NOCASE DEFAULT 'X');",
            rows,
            "SELECT count(*) FROM p WHERE n = 'x'",
            [[2]]
        ),
        Trap(
            "generated VIRTUAL column",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, g TEXT AS (v || '!'));",
            rows,
            "SELECT g FROM p ORDER BY id",
            [["a!"], ["b!"]]
        ),
        Trap(
            "generated STORED column",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, g TEXT AS (v || '!') STORED);",
            rows,
            "SELECT g, (SELECT hidden FROM pragma_table_xinfo('p') WHERE name = 'g') FROM p ORDER BY id",
            [["a!", 3], ["b!", 3]]
        ),
        Trap(
            "expression default",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n INTEGER DEFAULT (1 + 1));",
            rows,
            "SELECT n FROM p",
            [[2], [2]]
        ),
        Trap(
            "inline UNIQUE",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n TEXT UNIQUE);",
            rows,
            "SELECT count(*) FROM pragma_index_list('p') WHERE origin = 'u'",
            [[1]]
        ),
        Trap(
            "UNIQUE ON CONFLICT REPLACE",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}, n TEXT UNIQUE ON CONFLICT REPLACE);",
            rows,
            "SELECT sql LIKE '%ON CONFLICT REPLACE%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
        Trap(
            "index DESC",
            plain + "CREATE INDEX i ON p(v DESC);",
            rows,
            "SELECT \"desc\" FROM pragma_index_xinfo('i') WHERE key = 1",
            [[1]]
        ),
        Trap(
            "index partial",
            plain + "CREATE INDEX i ON p(v) WHERE v > 'a';",
            rows,
            "SELECT partial FROM pragma_index_list('p')",
            [[1]]
        ),
        Trap(
            "index on expression",
            plain + "CREATE INDEX i ON p(lower(v));",
            rows,
            "SELECT cid FROM pragma_index_xinfo('i') WHERE key = 1",
            [[-2]]
        ),
        Trap(
            "index COLLATE",
            plain + "CREATE INDEX i ON p(v COLLATE NOCASE);",
            rows,
            "SELECT coll FROM pragma_index_xinfo('i') WHERE key = 1",
            [["NOCASE"]]
        ),
        Trap(
            "AUTOINCREMENT keyword",
            "CREATE TABLE p(id INTEGER PRIMARY KEY AUTOINCREMENT, v {v});",
            rows,
            "SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
        Trap(
            "AUTOINCREMENT high-water mark",
            "CREATE TABLE p(id INTEGER PRIMARY KEY AUTOINCREMENT, v {v});",
            rows + "INSERT INTO p VALUES (900, 'z'); DELETE FROM p WHERE id = 900;",
            "SELECT name, seq FROM sqlite_sequence",
            [["p", 900]]
        ),
        Trap(
            "STRICT",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}) STRICT;",
            rows,
            "SELECT strict FROM pragma_table_list('p')",
            [[1]]
        ),
        Trap(
            "WITHOUT ROWID",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, v {v}) WITHOUT ROWID;",
            rows,
            "SELECT wr FROM pragma_table_list('p')",
            [[1]]
        ),
        Trap(
            "rowid kept",
            "CREATE TABLE p(id INTEGER, v {v});",
            "INSERT INTO p(rowid, id, v) VALUES (50, 1, 'a'), (70, 2, 'b');",
            "SELECT rowid FROM p ORDER BY id",
            [[50], [70]]
        ),
        Trap(
            "comment in CREATE TABLE",
            "CREATE TABLE p(id INTEGER PRIMARY KEY, /* the value */ v {v} -- of it\n);",
            rows,
            "SELECT sql LIKE '%/* the value */%-- of it%' FROM sqlite_schema WHERE name = 'p'",
            [[1]]
        ),
    ]

    @Test(arguments: traps) func theTrapIsNoTrap(_ trap: Trap) throws {
        let before = trap.schema.replacing("{v}", with: "TEXT")
        let after = trap.schema.replacing("{v}", with: "TEXT NOT NULL")
        let flow = try SchemaFlow(before: before, data: trap.data)
        #expect(try flow.connection.query(SQLStatement(trap.check)).map(\.values) == trap.answer)
        let rows = try flow.connection.query("SELECT * FROM p ORDER BY id").map(\.values)
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after))
        #expect(generated.changes == ["NOT NULL on column 'p.v'"])
        // As an application has them that opens the database before it migrates.
        _ = try flow.connection.query("PRAGMA foreign_keys = ON")
        try flow.run(generated.up)
        #expect(try flow.connection.query(SQLStatement(trap.check)).map(\.values) == trap.answer)
        #expect(try flow.connection.query("SELECT * FROM p ORDER BY id").map(\.values) == rows)
        let goal = try SQLiteConnection.open(.memory, mode: .readWrite)
        for statement in try StatementSplitter.statements(in: after) {
            _ = try goal.query(SQLStatement(statement.text))
        }
        #expect(try SchemaSnapshot(flow.connection) == SchemaSnapshot(goal))
        // The table's text is the declared one, but for the quotes that RENAME puts around the name.
        let declared = try goal.query(SQLStatement(Self.text))[0][0].text?.replacing(
            "CREATE TABLE p(",
            with: "CREATE TABLE \"p\"("
        )
        #expect(try flow.connection.query(SQLStatement(Self.text))[0][0].text == declared)
        try flow.run(generated.down)
        #expect(try flow.connection.query(SQLStatement(trap.check)).map(\.values) == trap.answer)
    }

    @Test func thereAreAllOfThem() {
        #expect(Self.traps.count == 27)
    }
}
