import MigrationCore
import Testing

/// What a revision says when the rows can't follow: table, column, number of rows and an example.
@Suite struct RowGuardTests {
    private func refusal(_ before: String, _ data: String, _ after: String) throws -> String? {
        let flow = try SchemaFlow(before: before, data: data)
        let contents = try flow.contents()
        let options = DiffOptions(treatsRestAsDropAndAdd: true)
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after, options))
        let error = #expect(throws: DatabaseError.self) { try flow.run(generated.up) }
        #expect(try flow.contents() == contents)
        return error.flatMap { RowGuard.message(in: $0.message) }
    }

    private static let table = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);"

    @Test func namesNullsUnderNotNull() throws {
        #expect(
            try refusal(
                Self.table,
                "INSERT INTO t VALUES (1, 'x'), (5, NULL), (6, NULL);",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT NOT NULL);"
            )
                == "t.a: 2 row(s) would be NULL in a NOT NULL column, for example id 5; give them a value first, or declare "
                + "--backfill t.a=EXPR"
        )
    }

    /// SQLite takes a quoted name that no column has for a string, and would fill the column with its own name.
    @Test(arguments: ["a TEXT NOT NULL", "a TEXT, b TEXT DEFAULT (1 + 1)", "a TEXT CHECK (a <> '')", "b TEXT, a INT"])
    func takesNoNameForAValue(_ columns: String) throws {
        let flow = try SchemaFlow(
            before: "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, c TEXT);",
            data: "INSERT INTO t VALUES (1, 'x', 'y'); ALTER TABLE t DROP COLUMN a;"
        )
        let contents = try flow.contents()
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, \(columns), c TEXT);"
        let options = DiffOptions(treatsRestAsDropAndAdd: true)
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after, options))
        let error = #expect(throws: DatabaseError.self) { try flow.run(generated.up) }
        #expect(error?.message.contains("no such column: t.a") == true, "\(error?.message ?? "")")
        #expect(try flow.contents() == contents)
    }

    @Test func namesRowsWithoutAValue() throws {
        #expect(
            try refusal(
                Self.table,
                "INSERT INTO t VALUES (3, 'x');",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL);"
            )
                == "t.b: 1 row(s) would have no value in a NOT NULL column, for example id 3; declare a default or "
                + "--backfill t.b=EXPR"
        )
    }

    @Test func oldOrphansDoNotBlockAChangeOfTheirKeysAction() throws {
        let parent = "CREATE TABLE p(id INTEGER PRIMARY KEY);"
        let flow = try SchemaFlow(
            before: parent + "CREATE TABLE t(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p);",
            data: "INSERT INTO t VALUES (1, 99);"
        )
        let after = parent + "CREATE TABLE t(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id) ON DELETE CASCADE);"
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after))
        try flow.run(generated.up)
        #expect(try flow.schema() == SchemaFlow.declared(after))
        #expect(try flow.connection.query("SELECT p FROM t").map { $0[0].integer } == [99])
    }

    @Test func namesDuplicates() throws {
        #expect(
            try refusal(
                Self.table,
                "INSERT INTO t VALUES (1, 'it''s'), (2, 'it''s'), (3, 'y');",
                Self.table + "CREATE UNIQUE INDEX u ON t(a);"
            )
                == "t (a): 2 row(s) are duplicates under the unique index u, for example 'it''s'; change or delete them first"
        )
    }

    @Test func namesRowsThatBreakACheck() throws {
        #expect(
            try refusal(
                Self.table,
                "INSERT INTO t VALUES (1, 'x'), (2, NULL), (7, 'y');",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT CHECK (a IN ('x')));"
            ) == "t.a: 1 row(s) break the CHECK (a IN ('x')), for example id 7; change them first"
        )
    }

    @Test func namesOrphans() throws {
        #expect(
            try refusal(
                "CREATE TABLE p(id INTEGER PRIMARY KEY);CREATE TABLE t(id INTEGER PRIMARY KEY, p INT);",
                "INSERT INTO p VALUES (1);INSERT INTO t VALUES (1, 1), (2, 9), (3, NULL);",
                "CREATE TABLE p(id INTEGER PRIMARY KEY);CREATE TABLE t(id INTEGER PRIMARY KEY, p INT REFERENCES p);"
            )
                == "t.p: 1 row(s) refer to a row of p that does not exist, for example id 2: 9; add the parents, or change "
                + "the rows first"
        )
    }

    @Test func namesValuesOfAnotherType() throws {
        #expect(
            try refusal(
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER);",
                "INSERT INTO t VALUES (1, 5), (2, 'five');",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER) STRICT;"
            ) == "t.a: 1 row(s) hold values that are no INTEGER, for example id 2: 'five'; convert them first"
        )
    }

    @Test func namesWhatNobodyDeclared() throws {
        #expect(
            try refusal(
                Self.table + "CREATE INDEX Known ON t(a);",
                "ALTER TABLE t ADD COLUMN byhand; CREATE INDEX extra ON T(a);"
                    + "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;",
                "CREATE TABLE t(a TEXT, id INTEGER PRIMARY KEY);CREATE INDEX Known ON t(a);"
            )
                == "t: the table has column byhand, index extra, trigger g, which this revision does not know and would lose; "
                + "declare it, or drop it first"
        )
    }

    @Test func theDowngradeSaysWhatIsGone() throws {
        let flow = try SchemaFlow(
            before: "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT NOT NULL);",
            data: "INSERT INTO t VALUES (1, 'x');"
        )
        let generated = try #require(
            try SchemaFlow.generate(from: flow.before, to: "CREATE TABLE t(id INTEGER PRIMARY KEY);")
        )
        try flow.run(generated.up)
        let error = #expect(throws: DatabaseError.self) { try flow.run(generated.down) }
        #expect(
            error.flatMap { RowGuard.message(in: $0.message) }
                == "t.a: 1 row(s) would have no value in a NOT NULL column, for example id 1; the dropped values are gone; "
                + "write into this section where new ones come from"
        )
    }

    @Test func otherErrorsAreNoGuards() {
        #expect(RowGuard.message(in: "UNIQUE constraint failed: t.a") == nil)
        #expect(RowGuard.message(in: "bad JSON path: 'migrate: t: x ''y'''") == "t: x 'y'")
    }
}
