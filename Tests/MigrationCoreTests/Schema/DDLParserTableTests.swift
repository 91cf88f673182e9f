import MigrationCore
import Testing

@Suite struct DDLParserTableTests {
    @Test func readsEveryPartOfAColumn() throws {
        let table = try DDLParser.table(
            """
            CREATE TABLE IF NOT EXISTS main."my t" ( -- head
              id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT,
              [a b] VARCHAR ( 10, 2 ) NOT NULL ON CONFLICT IGNORE DEFAULT 'it''s' COLLATE NOCASE UNIQUE ON CONFLICT FAIL,
              c DOUBLE PRECISION CHECK (c > 0) REFERENCES p(x, y) ON DELETE SET NULL ON UPDATE CASCADE MATCH FULL
                DEFERRABLE INITIALLY DEFERRED,
              d INT GENERATED ALWAYS AS (c * 2) STORED,
              e AS (1)
            )
            """
        )
        #expect(table.name == "my t")
        #expect(table.columns.map(\.name) == ["id", "a b", "c", "d", "e"])
        #expect(table.columns.map(\.type) == ["INTEGER", "VARCHAR(10,2)", "DOUBLE PRECISION", "INT", nil])
        #expect(table.columns.map(\.affinity) == [.integer, .text, .real, .integer, .blob])
        let key = try #require(table.primaryKey)
        #expect(key.name == "pk" && key.isAutoincrement && key.conflict == .replace && key.isInColumn)
        #expect(table.rowIDAlias?.name == "id")
        let text = table.columns[1]
        #expect(text.notNull?.conflict == .ignore && text.defaultValue?.text == "'it''s'" && text.collation == "NOCASE")
        #expect(table.uniqueConstraints == [UniqueConstraint(columns: [IndexedColumn("a b")], conflict: .fail)])
        #expect(table.checks.map(\.expression.text) == ["c > 0"])
        let parent = try #require(table.foreignKeys.first)
        #expect(parent.columns == ["c"] && parent.parent == "p" && parent.parentColumns == ["x", "y"])
        #expect(parent.onDelete == .setNull && parent.onUpdate == .cascade && parent.match == "FULL")
        #expect(parent.isDeferred)
        #expect(table.columns[3].generated?.isStored == true && table.columns[4].generated?.isStored == false)
    }

    @Test func readsConstraintsBehindTheColumnsWithAndWithoutCommas() throws {
        let table = try DDLParser.table(
            """
            CREATE TABLE t(a, b, CONSTRAINT x PRIMARY KEY (a COLLATE NOCASE, b DESC) UNIQUE (b) ON CONFLICT ROLLBACK
              CHECK (a <> '') ON CONFLICT IGNORE, CONSTRAINT alone CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p NOT
              DEFERRABLE INITIALLY DEFERRED) WITHOUT ROWID, STRICT;
            """
        )
        #expect(
            table.primaryKey?.columns == [
                IndexedColumn("a", collation: "nocase"), IndexedColumn("b", isDescending: true),
            ]
        )
        #expect(table.uniqueConstraints.map(\.conflict) == [.rollback])
        #expect(table.foreignKeys == [ForeignKey(columns: ["a", "b"], parent: "p")])
        #expect(table.foreignKeys.first?.name == "fk")
        #expect(table.isStrict && table.isWithoutRowID)
        #expect(table.columns.allSatisfy { $0.notNull != nil })
    }

    @Test(arguments: [
        ("id INTEGER PRIMARY KEY", true), ("id integer primary key asc", true), ("id \"INTEGER\" PRIMARY KEY", true),
        ("id INTEGER, PRIMARY KEY (id DESC)", true), ("id INT PRIMARY KEY", false), ("id BIGINT PRIMARY KEY", false),
        ("id INTEGER PRIMARY KEY DESC", false), ("id INTEGER, b, PRIMARY KEY (id, b)", false),
        ("id INTEGER(8) PRIMARY KEY", false), ("id INTEGER GENERATED ALWAYS PRIMARY KEY", true),
    ])
    func knowsTheRowIDAlias(columns: String, isAlias: Bool) throws {
        #expect(try (DDLParser.table("CREATE TABLE t(\(columns))").rowIDAlias != nil) == isAlias)
    }

    @Test func aTableWithoutRowIDHasNoRowIDAlias() throws {
        #expect(try DDLParser.table("CREATE TABLE t(id INTEGER PRIMARY KEY) WITHOUT ROWID").rowIDAlias == nil)
    }

    @Test(arguments: [
        ("CREATE TABLE t(a INT, )", "expected a name, found ')'", 22),
        ("CREATE TABLE t(a INT;", "expected a constraint or ')', found the end", 21),
        ("CREATE TABLE t AS SELECT 1", "expected '(', found 'AS'", 15),
        ("CREATE TABLE t(a CHECK (a > (1)", "'(' is never closed", 23),
        ("CREATE TABLE t(a) WITHOUT", "expected WITHOUT ROWID, STRICT or the end, found 'WITHOUT'", 18),
        ("DROP TABLE t", "expected CREATE TABLE, found 'DROP'", 0),
        ("CREATE TABLE t(a ON DELETE)", "expected a column constraint, found 'ON'", 17),
        ("CREATE TABLE t('a)", "unterminated string", 15),
        ("CREATE TABLE t(a UNIQUE ON CONFLICT b)", "expected ROLLBACK, ABORT, FAIL, IGNORE or REPLACE, found 'b'", 36),
    ])
    func saysWhatIsWrongAndWhere(sql: String, message: String, offset: Int) {
        #expect(throws: SchemaError(message: message, offset: offset)) { try DDLParser.table(sql) }
    }

    @Test func knowsWhereThePartsStand() throws {
        let sql = "CREATE TABLE IF NOT EXISTS \"a\" ( -- é\n  x TEXT /* c */ NOT NULL, -- last\n  y, CHECK (y > 0))"
        let table = try DDLParser.table(sql)
        let bytes = Array(sql.utf8)
        #expect(String(decoding: bytes[table.layout.name], as: UTF8.self) == "\"a\"")
        #expect(bytes[table.layout.body.lowerBound] == UInt8(ascii: "("))
        #expect(table.layout.body.upperBound == bytes.count)
        #expect(table.definition(ofColumn: "X") == "x TEXT /* c */ NOT NULL")
        #expect(table.definition(ofColumn: "y") == "y")
    }

    @Test(arguments: [
        ("INT" as String?, TypeAffinity.integer), ("CHARINT", .integer), ("FLOATING POINT", .integer),
        ("VARCHAR(10)", .text),
        ("CLOB", .text), ("BLOB", .blob), (nil, .blob), ("DOUBLE PRECISION", .real), ("STRING", .numeric),
        ("BOOLEAN", .numeric), ("ANY", .numeric),
    ])
    func knowsTheAffinityOfATypesWords(type: String?, affinity: TypeAffinity) {
        #expect(Column(name: "a", type: type).affinity == affinity)
    }
}
