import MigrationCore
import Testing

@Suite struct SQLiteForeignKeyTests {
    private let connection: SQLiteConnection

    init() throws {
        connection = try SQLiteConnection.open(.memory, mode: .readWrite)
        try connection.apply(
            Batch([
                "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE child (a TEXT, parent_id INTEGER REFERENCES parent ON DELETE CASCADE)",
                "INSERT INTO parent VALUES (1, 'one'), (2, 'two')",
                "INSERT INTO child VALUES ('x', 1), ('y', 1), ('z', 2)",
            ])
        )
    }

    private func apply(_ statements: SQLStatement...) throws(DatabaseError) {
        try connection.apply(Batch(statements, transaction: .atomic(foreignKeys: .off)))
    }

    private func orphan(_ values: Int...) throws {
        let statements = values.map { SQLStatement("INSERT INTO child VALUES ('orphan', \($0))") }
        try connection.apply(Batch(["PRAGMA foreign_keys = OFF"] + statements, transaction: .none))
    }

    private var isEnforced: Bool { get throws { try connection.integer("PRAGMA foreign_keys") == 1 } }

    private let rebuild: [SQLStatement] = [
        "CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        "INSERT INTO new_parent SELECT id, name FROM parent",
        "DROP TABLE parent",
        "ALTER TABLE new_parent RENAME TO parent",
    ]

    @Test func aRebuildDoesNotCascade() throws {
        try connection.apply(Batch(rebuild, transaction: .atomic(foreignKeys: .off)))
        #expect(try connection.integer("SELECT count(*) FROM child") == 3)
        #expect(try isEnforced)
    }

    @Test func withEnforcementTheSameRebuildWouldEmptyTheChildren() throws {
        try connection.apply(Batch(rebuild))
        #expect(try connection.integer("SELECT count(*) FROM child") == 0)
    }

    @Test func newViolationsFailTheBatch() throws {
        let error = #expect(throws: DatabaseError.self) { try apply("DELETE FROM parent WHERE id = 1") }
        #expect(error?.code == .foreignKeys)
        #expect(error?.message == "2 rows of \"child\" would have no parent in \"parent\" (rowid 1, for example)")
        #expect(try connection.integer("SELECT count(*) FROM parent") == 2)
        #expect(try isEnforced)
    }

    @Test func oldViolationsDoNot() throws {
        try orphan(77, 78)
        try apply("UPDATE parent SET name = 'uno' WHERE id = 1")
        let error = #expect(throws: DatabaseError.self) { try apply("DELETE FROM parent WHERE id = 2") }
        #expect(error?.message == "1 row of \"child\" would have no parent in \"parent\" (rowid 3)")
    }

    @Test func anOldViolationMovedToAnotherRowidIsStillOld() throws {
        try orphan(77)
        try connection.apply(Batch(["DELETE FROM child WHERE a IN ('x', 'y')"]))
        try apply(
            "CREATE TABLE new_child (parent_id INTEGER REFERENCES parent ON DELETE CASCADE)",
            "INSERT INTO new_child SELECT parent_id FROM child",
            "DROP TABLE child",
            "ALTER TABLE new_child RENAME TO child"
        )
        #expect(try connection.column("SELECT rowid || ':' || parent_id FROM child") == ["1:2", "2:77"])
    }

    @Test func oldViolationsSurviveTheRenamingOfTheirTables() throws {
        try orphan(77)
        try apply("ALTER TABLE parent RENAME TO guardian", "ALTER TABLE child RENAME TO ward")
        let error = #expect(throws: DatabaseError.self) { try apply("UPDATE ward SET parent_id = 99 WHERE a = 'z'") }
        #expect(error?.message == "1 row of \"ward\" would have no parent in \"guardian\" (rowid 3)")
    }

    @Test func oneMoreRowOfAnOldViolationIsNew() throws {
        try orphan(77)
        let error = #expect(throws: DatabaseError.self) { try apply("INSERT INTO child VALUES ('new', 77)") }
        #expect(error?.message.hasPrefix("1 row of \"child\" would have no parent in \"parent\"") == true)
    }

    @Test func aKeyThatDoesNotFitItsParentIsToleratedWhereItWasThereBefore() throws {
        try connection.apply(
            Batch(["CREATE TABLE odd (name REFERENCES parent(name))", "CREATE TABLE odd2 (a REFERENCES nowhere)"])
        )
        try apply("UPDATE parent SET name = 'uno' WHERE id = 1")
        try apply("ALTER TABLE odd RENAME TO odder")
        let error = #expect(throws: DatabaseError.self) { try apply("DELETE FROM parent WHERE id = 2") }
        #expect(error?.message == "1 row of \"child\" would have no parent in \"parent\" (rowid 3)")
    }

    @Test func aKeyThatDoesNotFitItsParentIsAnErrorWhereItIsNew() throws {
        let error = #expect(throws: DatabaseError.self) { try apply("CREATE TABLE odd (name REFERENCES parent(name))") }
        #expect(error?.message == "foreign key mismatch - \"odd\" referencing \"parent\"")
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'odd'") == 0)
    }

    @Test func tablesWithoutRowidAreCounted() throws {
        try connection.apply(
            Batch(
                [
                    "PRAGMA foreign_keys = OFF",
                    "CREATE TABLE w (id PRIMARY KEY, p REFERENCES parent) WITHOUT ROWID",
                    "INSERT INTO w VALUES ('old', 55)",
                ],
                transaction: .none
            )
        )
        try apply("UPDATE parent SET name = 'uno' WHERE id = 1")
        let error = #expect(throws: DatabaseError.self) { try apply("INSERT INTO w VALUES ('new', 56)") }
        #expect(error?.message == "1 row of \"w\" would have no parent in \"parent\"")
    }

    @Test func severalPairsOfTablesAreCounted() throws {
        let error = #expect(throws: DatabaseError.self) {
            try apply(
                "CREATE TABLE c2 (p REFERENCES parent)",
                "INSERT INTO c2 VALUES (9)",
                "DELETE FROM parent WHERE id = 2"
            )
        }
        #expect(
            error?.message
                == "1 row of \"c2\" would have no parent in \"parent\" (rowid 1); and 1 more such pairs of tables"
        )
    }

    @Test func enforcementComesBackAfterAFailure() throws {
        #expect(throws: DatabaseError.self) { try apply("DROP TABLE nowhere") }
        #expect(try isEnforced)
        _ = try connection.query("PRAGMA foreign_keys = OFF")
        #expect(throws: DatabaseError.self) { try apply("DROP TABLE nowhere") }
        #expect(try !isEnforced)
    }
}
