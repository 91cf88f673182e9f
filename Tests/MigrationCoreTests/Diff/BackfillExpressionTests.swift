import MigrationCore
import Testing

@Suite struct BackfillExpressionTests {
    private let before = "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE x(y);"
    private let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT NOT NULL); CREATE TABLE x(y);"

    private func generate(_ expression: String) throws -> String? {
        let fill = DeclaredBackfill(table: "t", column: "n", expression: expression)
        let options = DiffOptions(backfills: [fill])
        return try SchemaFlow.generate(from: SchemaFlow.declared(before), to: after, options)?.up.text
    }

    @Test(arguments: [
        ("0) LIMIT 0; DELETE FROM x; SELECT (1", "a ')' closes nothing"),
        ("0; DELETE FROM x", "it holds a semicolon"),
        ("0 --", "it holds a comment"),
        ("0 /* zero", "it holds a comment"),
        ("(0", "a '(' is not closed"),
        ("?1", "it holds the parameter '?1'"),
        ("  ", "it is empty"),
        ("'0", "unterminated string"),
    ])
    func refusesWhatIsNotOneExpression(_ expression: String, _ fault: String) throws {
        let error = #expect(throws: MigrationError.self) { try generate(expression) }
        #expect(error?.summary == "the backfill of 't.n' is not one SQL expression: \(fault)")
        let remedy = error?.remedy ?? ""
        #expect(remedy.contains("write one expression over the columns of the old row"))
    }

    @Test func refusesHintsAlike() throws {
        let hinted =
            "CREATE TABLE t(id INTEGER PRIMARY KEY,\n n TEXT NOT NULL -- migrate:backfill 0) FROM t; SELECT (1\n);"
        let error = #expect(throws: MigrationError.self) {
            try SchemaFlow.generate(from: SchemaFlow.declared(before), to: hinted, DiffOptions())
        }
        #expect(error?.summary.contains("is not one SQL expression") ?? false)
    }

    @Test(arguments: ["1, 2", "1 AS z", "nosuch", "0 LIMIT 0", "0 FROM t"])
    func refusesWhatSQLiteDoesNotTake(_ expression: String) throws {
        let error = #expect(throws: MigrationError.self) { try generate(expression) }
        #expect(error?.summary.contains("the backfill of 't.n' is no expression that SQLite takes: ") ?? false)
    }

    @Test func aCopyWithFewerRowsIsNoRefusal() throws {
        // One expression to SQLite, and one row for all of the table's.
        let fill = DeclaredBackfill(table: "t", column: "n", expression: "max(id)")
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT); CREATE TABLE x(y);"
        let error = #expect(throws: MigrationError.self) {
            try SchemaFlow.generate(from: SchemaFlow.declared(before), to: after, DiffOptions(backfills: [fill]))
        }
        #expect(error?.summary.contains("the copy does not hold as many rows as the table") ?? false)
    }

    @Test func takesExpressionsWithParenthesesAndQuotes() throws {
        #expect(try generate("(SELECT ');--' || coalesce(max(y), id) FROM x)")?.contains("');--'") ?? false)
    }
}
