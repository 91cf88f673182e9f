import Testing

@testable import MigrationCore

/// Changes of a `CREATE TABLE` as text: what is not meant stays as written.
@Suite struct TableTextTests {
    private func dropping(_ column: String, from sql: String) throws -> String {
        let text = try TableText(sql)
        return text.dropping(try #require(text[column: column]))
    }

    @Test func columnsGoWithTheirComma() throws {
        #expect(try dropping("a", from: "CREATE TABLE t (a INT, b TEXT)") == "CREATE TABLE t ( b TEXT)")
        #expect(try dropping("B", from: "CREATE TABLE t (a INT, b TEXT)") == "CREATE TABLE t (a INT)")
        #expect(
            try dropping("b", from: "CREATE TABLE t (a, b DECIMAL(3, 2) DEFAULT (1, 2), CHECK (a > 0))")
                == "CREATE TABLE t (a, CHECK (a > 0))"
        )
        #expect(
            try dropping("b", from: "CREATE TABLE t (\n  a, -- one\n  b -- two\n)")
                == "CREATE TABLE t (\n  a -- one\n -- two\n)"
        )
    }

    @Test func additionsStandBehindComments() throws {
        let text = try TableText("CREATE TABLE t (a INT -- the \"a\"\n)")
        #expect(text.adding(column: "b") == "CREATE TABLE t (a INT, -- the \"a\"\n    b\n)")
        let constrained = try TableText("CREATE TABLE t (a, UNIQUE (a)) STRICT")
        #expect(constrained.adding(column: "b") == "CREATE TABLE t (a, b,\n    UNIQUE (a)) STRICT")
        #expect(
            constrained.adding(constraint: "CHECK (a)")
                == "CREATE TABLE t (a, UNIQUE (a),\n    CHECK (a)) STRICT"
        )
    }

    @Test(
        arguments: [
            ("a", "a REAL NOT NULL DEFAULT 7"),
            ("a TEXT", "a REAL NOT NULL DEFAULT 7"),
            ("a VARCHAR(3) DEFAULT NULL NOT NULL", "a REAL NOT NULL DEFAULT 7"),
            (
                "a INT CONSTRAINT c CHECK (a) DEFAULT -5 REFERENCES p ON DELETE SET NULL",
                "a REAL NOT NULL DEFAULT 7 CONSTRAINT c CHECK (a) REFERENCES p ON DELETE SET NULL"
            ),
            ("a NULL COLLATE NOCASE", "a REAL NOT NULL DEFAULT 7 COLLATE NOCASE"),
            ("a CONSTRAINT n NOT NULL ON CONFLICT IGNORE UNIQUE", "a REAL NOT NULL DEFAULT 7 UNIQUE"),
        ]
    ) func definitionsChangeInTheirParts(_ before: String, _ after: String) throws {
        let text = try TableText("CREATE TABLE t (\(before), b)")
        let column = try #require(text[column: "a"])
        let alteration = ColumnAlteration(type: .real, isNullable: false, defaultValue: 7)
        #expect(text.altering(column, alteration) == "CREATE TABLE t (\(after), b)")
    }
}
