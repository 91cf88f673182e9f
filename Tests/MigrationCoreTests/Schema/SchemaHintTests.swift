import MigrationCore
import Testing

@Suite struct SchemaHintTests {
    private func parse(_ sql: String) throws -> (Table, [SchemaError]) {
        var parser = try DDLParser(sql)
        let table = try parser.table()
        return (table, parser.hintErrors)
    }

    @Test func aHintBelongsToTheColumnOrTableOfItsLine() throws {
        let (table, errors) = try parse(
            """
            CREATE TABLE posts ( -- migrate:was articles
              id INTEGER PRIMARY KEY, -- an id, not migrate:was anything
              slug TEXT NOT NULL, -- migrate:was "old handle"
              n INT, m INT, /* migrate:was k */
              body TEXT NOT NULL -- migrate:backfill 'a -- b' || id
            )
            """
        )
        #expect(errors == [])
        #expect(table.hints == SchemaHints(was: "articles"))
        #expect(table[column: "id"]?.hints == SchemaHints())
        #expect(table[column: "slug"]?.hints == SchemaHints(was: "old handle"))
        #expect(table[column: "n"]?.hints == SchemaHints())
        #expect(table[column: "m"]?.hints == SchemaHints(was: "k"))
        #expect(table[column: "body"]?.hints == SchemaHints(backfill: "'a -- b' || id"))
    }

    @Test func oneCommentMayHoldBothHints() throws {
        let (table, errors) = try parse(
            "CREATE TABLE t(\n  a TEXT NOT NULL -- migrate:was b -- migrate:backfill coalesce(x, '--')\n)"
        )
        #expect(errors == [])
        #expect(table.columns.map(\.hints) == [SchemaHints(was: "b", backfill: "coalesce(x, '--')")])
    }

    @Test func aHintBehindATableOnOneLineIsTheTables() throws {
        let (table, _) = try parse("CREATE TABLE t(a, b) -- migrate:was s")
        #expect(table.hints.was == "s")
        let (column, _) = try parse("CREATE TABLE t(\n  a,\n  b) -- migrate:was s")
        #expect(column.hints.was == nil && column.columns.last?.hints.was == "s")
    }

    @Test(arguments: [
        (
            "CREATE TABLE t(\n  -- migrate:was x\n  a)",
            "the hint stands on no column's line; it belongs behind the column or the table that it is about"
        ),
        (
            "CREATE TABLE t(\n  a -- migrate:is x\n)",
            "unknown hint 'migrate:is'; there are migrate:was and migrate:backfill"
        ),
        ("CREATE TABLE t(\n  a -- migrate:was\n)", "migrate:was needs the old name behind it"),
        (
            "CREATE TABLE t(\n  a -- migrate:was old name\n)",
            "migrate:was takes one name; a name with blanks stands between double quotes"
        ),
        ("CREATE TABLE t(\n  a -- migrate:backfill \n)", "migrate:backfill needs an SQL expression behind it"),
        ("CREATE TABLE t( -- migrate:backfill 1\n  a)", "migrate:backfill belongs on a column's line"),
    ])
    func aHintThatWouldBeIgnoredIsReported(sql: String, message: String) throws {
        #expect(try parse(sql).1.map(\.message) == [message])
    }

    private func parseVirtual(_ sql: String) throws -> (VirtualTable, [SchemaError]) {
        var parser = try DDLParser(sql)
        let table = try parser.virtualTable()
        return (table, parser.hintErrors)
    }

    @Test func aVirtualTableHasHintsBetweenItsArguments() throws {
        let (table, errors) = try parseVirtual(
            """
            CREATE VIRTUAL TABLE found USING fts5( -- migrate:was search
              title, -- migrate:was "old name"
              body UNINDEXED /* migrate:was text */,
              tokenize='porter', prefix='2 3', -- no hint
              note -- migrate:was remark
            )
            """
        )
        #expect(errors == [])
        #expect(table.hints == SchemaHints(was: "search"))
        #expect(table.columns.map(\.name) == ["title", "body", "note"])
        #expect(table.columns.map(\.hints.was) == ["old name", "text", "remark"])
        #expect(table.arguments == ["title", "body UNINDEXED", "tokenize='porter'", "prefix='2 3'", "note"])
        #expect(try parseVirtual("CREATE VIRTUAL TABLE f USING fts4; -- migrate:was g").0.hints.was == "g")
        #expect(try parseVirtual("CREATE VIRTUAL TABLE f USING fts5(a) -- migrate:was g").0.hints.was == "g")
    }

    @Test(arguments: [
        (
            "CREATE VIRTUAL TABLE f USING fts5(\n a,\n prefix=2 -- migrate:was b\n)",
            "the hint stands on no column's line; it belongs behind the column or the table that it is about"
        ),
        (
            "CREATE VIRTUAL TABLE f USING vec0(\n a float[3] -- migrate:was b\n)",
            "the hint stands on no column's line; it belongs behind the column or the table that it is about"
        ),
        (
            "CREATE VIRTUAL TABLE f USING fts5(\n a -- migrate:backfill 1\n)",
            "migrate:backfill is for the columns of ordinary tables: those of a virtual table can be empty"
        ),
    ])
    func aHintThatSaysNothingAboutAVirtualTableIsReported(sql: String, message: String) throws {
        #expect(try parseVirtual(sql).1.map(\.message) == [message])
    }
}
