import MigrationCore
import Testing

@Suite struct AlterStrategyTests {
    private func strategy(_ from: String, _ to: String, engine: EngineVersion = EngineVersion(3, 40)) throws -> String {
        let diff = try SchemaDiff(
            from: SchemaFlow.declared(from),
            to: SchemaFlow.declared(to),
            options: DiffOptions(treatsRestAsDropAndAdd: true)
        )
        for case .alterTable(let difference) in diff.operations {
            switch AlterStrategy(for: difference, keeping: diff.to.indexes, on: engine) {
            case .native: return "native"
            case .swap: return "swap"
            case .rebuild: return "rebuild"
            }
        }
        return "nothing"
    }

    private static let table = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);"

    @Test(arguments: [
        ("b TEXT", "native"), ("b TEXT NOT NULL DEFAULT 'x'", "native"), ("b INT DEFAULT -1", "native"),
        ("b TEXT DEFAULT foo", "native"), ("b DEFAULT \"x\"", "native"), ("b DEFAULT x'00' CHECK (b <> 1)", "native"),
        ("b INT REFERENCES t(id)", "native"), ("b AS (a) VIRTUAL", "native"), ("b COLLATE NOCASE", "native"),
        ("b DEFAULT (5)", "native"), ("b NOT NULL", "rebuild"), ("b NOT NULL DEFAULT NULL", "rebuild"),
        ("b DEFAULT CURRENT_TIMESTAMP", "rebuild"), ("b DEFAULT (1 + 1)", "rebuild"), ("b UNIQUE", "rebuild"),
        ("b AS (a) STORED", "rebuild"), ("b INT DEFAULT 1 REFERENCES t(id)", "rebuild"),
        ("b, CHECK (a <> b)", "rebuild"),
    ]) func addsAColumnInTheLeastInvasiveWay(_ column: String, _ expected: String) throws {
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, \(column));"
        #expect(try strategy(Self.table, after) == expected)
    }

    private static let defaults = [
        "NULL", "0", "-1", "42", "9223372036854775807", "9223372036854775808", "0x10", "0x80000000", "1.0", "1.5",
        "1.10",
        ".5", "1e3", "'x'", "''", "'5'", "'2020-01-01'", "x''", "x'41'", "TRUE", "word", "\"quoted\"", "(5)", "('x')",
    ]
    private static let types = [
        "", "INTEGER", "TEXT", "REAL", "NUMERIC", "DATETIME", "BLOB", "INTEGER STRICT", "INT STRICT", "TEXT STRICT",
        "REAL STRICT", "BLOB STRICT", "ANY STRICT",
    ]

    /// Where ADD COLUMN is chosen, SQLite itself must give rows that are there what it gives to new ones.
    @Test(arguments: types, defaults) func addsADefaultOnlyWhereOldAndNewRowsGetTheSame(type: String, value: String)
        throws
    {
        let isStrict = type.hasSuffix(" STRICT")
        let name = type.replacing(" STRICT", with: "")
        let column = "b \(name) DEFAULT \(value)"
        let end = isStrict ? ") STRICT" : ")"
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY\(end);"
        guard try strategy(before, "CREATE TABLE t(id INTEGER PRIMARY KEY, \(column)\(end);") == "native" else {
            return
        }
        let connection = try SQLiteConnection.open(.memory, mode: .readWrite)
        for statement in [
            before, "INSERT INTO t (id) VALUES (1)", "ALTER TABLE t ADD COLUMN \(column)",
            "INSERT INTO t (id) VALUES (2)",
        ] {
            _ = try connection.query(SQLStatement(statement))
        }
        let rows = try connection.query("SELECT typeof(b), quote(b) FROM t ORDER BY id").map(\.values)
        #expect(rows.count == 2 && rows.first == rows.last, "\(rows)")
        #expect(try connection.query("PRAGMA integrity_check").map { $0[0].text } == ["ok"])
    }

    @Test(arguments: [
        ("b TEXT DEFAULT 1.10", ")", "rebuild"), ("b INT DEFAULT 0x80000000", ")", "rebuild"),
        ("b BLOB DEFAULT 1.0", ")", "rebuild"), ("b REAL DEFAULT 1.5", ")", "native"),
        ("b TEXT DEFAULT 5", ")", "native"), ("b TEXT DEFAULT TRUE", ")", "rebuild"),
        ("b INT DEFAULT '2020-01-01'", ")", "native"), ("b INTEGER DEFAULT 'x'", ") STRICT", "rebuild"),
        ("b INTEGER DEFAULT 5", ") STRICT", "native"), ("b TEXT DEFAULT ''", ") STRICT", "native"),
    ]) func rebuildsWhereADefaultIsConverted(_ column: String, _ end: String, _ expected: String) throws {
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT\(end);"
        #expect(try strategy(before, "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, \(column)\(end);") == expected)
    }

    @Test(arguments: [
        ("b TEXT", "", "native"), ("b TEXT CHECK (b > '')", "", "native"), ("b REFERENCES t(id)", "", "native"),
        ("b UNIQUE", "", "rebuild"), ("b, c AS (b)", "", "native"), ("b, CHECK (a <> b)", "", "rebuild"),
        ("b, c", "c", "native"), ("b, c, FOREIGN KEY (b) REFERENCES t(id)", "c", "rebuild"),
    ]) func dropsAColumnInTheLeastInvasiveWay(_ columns: String, _ rest: String, _ expected: String) throws {
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, \(columns));"
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT\(rest.isEmpty ? "" : ", " + rest));"
        let found = try strategy(before, after)
        // A generated column that reads a dropped one keeps it from going first; the rebuild is as exact.
        #expect(found == (columns == "b, c AS (b)" ? "rebuild" : expected))
        #expect(try strategy(before, after, engine: EngineVersion(3, 34)) == "rebuild")
    }

    @Test func swapsOnlyTheLastColumn() throws {
        let before = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
        let after = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT DEFAULT 5);"
        #expect(try strategy(before, after) == "swap")
        #expect(try strategy(before, after, engine: EngineVersion(3, 34)) == "rebuild")
        #expect(try strategy(before, before.replacing("a TEXT", with: "a INT")) == "rebuild")
        #expect(try strategy(before, before.replacing("b TEXT", with: "b TEXT NOT NULL")) == "rebuild")
        #expect(try strategy(before, after.replacing("b INT", with: "/* b */ b INT")) == "rebuild")
        let index = "CREATE INDEX i ON t(b);"
        #expect(try strategy(before + index, after + index) == "rebuild")
    }

    @Test(arguments: [(1_999, "swap"), (2_000, "rebuild")])
    func aSwapNeedsRoomForOneColumnMore(_ count: Int, _ expected: String) throws {
        let columns = (1..<count).map { "c\($0)" }.joined(separator: ", ")
        let before = "CREATE TABLE t(\(columns), z DEFAULT 1);"
        #expect(try strategy(before, before.replacing("DEFAULT 1", with: "DEFAULT 2")) == expected)
    }

    @Test func theWidestTableIsRebuilt() throws {
        func generate(_ columns: Int, _ key: String) throws -> GeneratedRevision? {
            let names = (0..<columns).map { "c\($0)" }.joined(separator: ", ")
            let before = "CREATE TABLE t(\(key)\(names), z DEFAULT 1);"
            let after = before.replacing("DEFAULT 1", with: "DEFAULT 2")
            return try SchemaFlow.generate(from: SchemaFlow.declared(before), to: after)
        }
        #expect(try generate(1_998, "id INTEGER PRIMARY KEY, ")?.up.text.contains("INSERT OR ABORT") == true)
        let error = #expect(throws: MigrationError.self) { try generate(1_999, "") }
        #expect(
            error?.summary
                == "table 't' can't be rebuilt: its rowid and 2000 columns are more values than the 2000 that SQLite copies "
                + "at once"
        )
        #expect(error?.remedy == "drop a column in a revision before this one, or leave the table as it was")
    }

    @Test func readsTheVersionOfAnEngine() {
        #expect(EngineVersion("3.40.1") == EngineVersion(3, 40))
        #expect(EngineVersion("3.40.1") > EngineVersion("3.35"))
        #expect(EngineVersion("what") == EngineVersion(3, 26))
    }
}
