import MigrationSchema
import Testing

@Suite struct ProblemTests {
    private func problems(_ schema: Schema) -> [String] {
        schema.rendering.problems.map(\.message)
    }

    private func problems(_ column: Column) -> [String] {
        problems(Schema { Table("t") { column } })
    }

    @Test func aProblemHasItsPlace() throws {
        let line = #line + 4
        let schema = Schema {
            Table("t") {
                Column("a")
                Column("")
            }
        }
        let problem = try #require(schema.rendering.problems.first)
        #expect(problem.message == "a column of table \"t\" needs a name")
        #expect(problem.file == "ProblemTests.swift")
        #expect(problem.line == line)
    }

    @Test func expressionsMustEndWhereTheyAreWritten() {
        #expect(
            problems(Column("a").check("a > (1")) == ["a CHECK of table \"t\" can't be read: a '(' is never closed"]
        )
        #expect(problems(Column("a").check("1), b (2")) == ["a CHECK of table \"t\" can't be read: a ')' has no '('"])
        #expect(
            problems(Column("a").generated(as: "'x")) == [
                "what column \"a\" is generated as can't be read: a quote is never closed: '"
            ]
        )
        #expect(
            problems(Column("a").default(sql: "1 /* one"))
                == ["the default of column \"a\" can't be read: a comment is never closed"]
        )
        #expect(
            problems(Column("a").check("1; DROP TABLE t")) == [
                "a CHECK of table \"t\" holds a semicolon; it is one expression"
            ]
        )
        #expect(problems(Column("a").check(" -- nothing")) == ["a CHECK of table \"t\" is empty"])
        #expect(
            problems(Column("a").check("'a\0b'")) == [
                "a CHECK of table \"t\" can't be read: it holds a zero byte, where SQLite would stop reading"
            ]
        )
    }

    @Test func whatSQLHasNoWordForIsSaid() {
        #expect(
            problems(Column("a").default(.real(.infinity)))
                == ["the default of column \"a\" is inf, which SQL has no word for"]
        )
        #expect(
            problems(Column("a").default("x\0y")) == [
                "the default of column \"a\" can't be read: it holds a zero byte, where SQLite would stop reading"
            ]
        )
        #expect(problems(Column("a\0")) == ["the name of a column of table \"t\" holds a zero byte"])
        #expect(problems(Schema { Table("t") {} }) == ["table \"t\" needs a column"])
        #expect(
            problems(
                Schema {
                    Table("t") {
                        Column("a"); Unique()
                    }
                }
            )
                == ["a UNIQUE constraint of table \"t\" needs a column"]
        )
        #expect(problems(Schema { SQL(" ; ") }) == [])
        #expect(problems(Schema { SQL(" ") }) == ["the statement is empty"])
    }

    @Test func anIndexNeedsAName() {
        #expect(
            problems(Schema { Index(on: "t", "a") }) == [
                "the index needs a name, or the schema a naming convention"
            ]
        )
        #expect(
            problems(Schema { Index("i", columns: ["a"]) }) == ["an index outside a table needs 'on:'"]
        )
        #expect(
            problems(
                Schema {
                    Table("t") { Column("a") }
                    Index("i", on: "T", "A", "a b")
                }
            ) == ["index \"i\": table \"T\" has no column \"a b\""]
        )
        var naming = NamingConvention.standard
        naming.index = "ix_{tables}"
        #expect(
            problems(Schema(naming: naming) { Index(on: "t", "a") }) == [
                "the naming convention 'ix_{tables}' says something that is not known here"
            ]
        )
    }

    @Test func hintsAndCommentsDoNotMix() {
        #expect(
            problems(Column("a").comment("fine").comment(" -- migrate:was b")) == [
                "a comment can't begin with 'migrate:'; there are renamed(from:) and backfill(_:)"
            ]
        )
        #expect(problems(Column("a").renamed(from: "b\nc")) == ["the former name can't hold a line's end"])
        let message = "the backfill must fit on one line, without a comment"
        #expect(problems(Column("a").backfill("1 -- one")) == [message])
        #expect(problems(Column("a").backfill("'a\nb'")) == [message])
        #expect(problems(Column("a").backfill(" ")) == ["the backfill is empty"])
    }

    @Test func anArgumentIsOne() {
        #expect(
            problems(Schema { VirtualTable("s", using: "fts5", "a, b", "c -- d") }) == [
                "an argument of virtual table \"s\" is several: a, b",
                "an argument of virtual table \"s\" holds a comment",
            ]
        )
    }
}
