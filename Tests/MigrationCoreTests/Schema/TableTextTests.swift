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

    private static let texts =
        DeclarationCorpus.accepted.filter { $0.hasPrefix("CREATE TABLE") && !$0.dropLast().contains("; ") }
        + (UInt64(1)...60).flatMap { seed -> [String] in
            var generator = SeededGenerator(seed: seed)
            let statements = (try? StatementSplitter.statements(in: RandomSchema.random(&generator).text)) ?? []
            return statements.map { String($0.text) }.filter { $0.hasPrefix("CREATE TABLE") }
        }

    /// What SQLite makes of a text: the number of columns, or its words.
    private func columns(_ sql: String) throws -> Result<Int, DatabaseError> {
        let connection = try DatabaseConnector.open(.memory)
        do throws(DatabaseError) {
            _ = try connection.query(SQLStatement(sql))
            let rows = try connection.query(
                "SELECT count(*) FROM pragma_table_xinfo((SELECT name FROM sqlite_schema WHERE type = 'table'))"
            )
            return .success(Int(rows.first?[0].integer ?? 0))
        } catch {
            return .failure(error)
        }
    }

    /// SQLite takes what comes out, or has a reason that lies in what was asked for.
    private func expect(_ sql: String, _ count: Int, of text: String) throws {
        switch try columns(sql) {
        case .success(let found): #expect(found == count, "\(text)\n\(sql)")
        case .failure(let error):
            let isSyntax = ["syntax error", "incomplete input", "unrecognized token"].contains {
                error.message.contains($0)
            }
            #expect(!isSyntax, "\(error.message)\n\(text)\n\(sql)")
        }
    }

    @Test(arguments: texts) func everyChangeOfEveryTableIsSQL(_ sql: String) throws {
        guard let text = try? TableText(sql), case .success(let count) = try columns(sql) else { return }
        try expect(text.adding(column: "\"new one\" INTEGER"), count + 1, of: sql)
        try expect(text.adding(constraint: "CHECK (1)"), count, of: sql)
        for column in text.columns {
            if count > 1 { try expect(text.dropping(column), count - 1, of: sql) }
            let alteration = ColumnAlteration(type: .any, isNullable: false, defaultValue: .sql("'x' || 'y'"))
            try expect(text.altering(column, alteration), count, of: sql)
            let other = ColumnAlteration(isNullable: true, dropsDefault: true)
            try expect(text.altering(column, other), count, of: sql)
        }
        for piece in text.columns.flatMap(\.pieces) + text.constraints {
            try expect(text.dropping(piece), count, of: sql)
        }
    }
}
