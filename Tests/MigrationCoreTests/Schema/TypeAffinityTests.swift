import MigrationCore
import Testing

@Suite struct TypeAffinityTests {
    private static let values = [
        "NULL", "''", "' '", "'1'", "'01'", "'1.0'", "' 1'", "'1 '", "char(9) || '1' || char(10)", "'1e0'", "'1e+'",
        "'abc'",
        "'1x'", "'1 2'", "'--1'", "'0x10'", "'+1'", "'-0'", "'.5'", "'5.'", "'1.5'", "'100e-2'", "'1e18'", "'1e400'",
        "'Inf'",
        "'1' || char(0)", "'9223372036854775807'", "'9223372036854775808'",
        "'9007199254740993'", "'9007199254740993.0'", "'12345678901234567890123'", "'3.14159265358979323846'", "X''",
        "X'31'", "1", "1.0", "-0.0", "1.5", "9007199254740993", "9223372036854775807", "1e18", "1e19", "1e300",
        "-9e999",
    ]

    @Test(arguments: ["TEXT", "REAL", "INTEGER", "NUMERIC", "BLOB"], ["TEXT", "REAL", "INTEGER", "NUMERIC", "BLOB"])
    func theExpressionGivesWhatAColumnStores(from: String, to: String) throws {
        let connection = try SQLiteConnection.open(.memory, mode: .readWrite)
        try connection.apply(
            Batch([
                SQLStatement("CREATE TABLE old (id INTEGER PRIMARY KEY, v \(from))"),
                SQLStatement("CREATE TABLE new (id INTEGER PRIMARY KEY, v \(to))"),
                SQLStatement("INSERT INTO old (v) VALUES \(Self.values.map { "(\($0))" }.joined(separator: ", "))"),
                "INSERT INTO new SELECT id, v FROM old",
            ])
        )
        let stored = TypeAffinity(declaredType: to).storing("old.v")
        let rows = try connection.query(
            SQLStatement(
                "SELECT quote(old.v), typeof(\(stored)), quote(\(stored)), typeof(new.v), quote(new.v)"
                    + " FROM old JOIN new USING (id)"
            )
        )
        #expect(rows.count == Self.values.count)
        for row in rows {
            #expect([row[1], row[2]] == [row[3], row[4]], "\(row[0])")
        }
    }
}
