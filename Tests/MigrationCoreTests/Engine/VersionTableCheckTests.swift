import MigrationCore
import Testing

/// Revisions and triggers that write the tool's own tables.
@Suite struct VersionTableCheckTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func failure(_ revisions: [Revision], atOnce: Bool = false) async -> MigrationError? {
        let migrator = database.migrator(revisions) { $0.isSingleTransaction = atOnce }
        return await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
    }

    @Test(arguments: [
        "UPDATE alembic_version SET version_num = 'zzz'", "INSERT INTO alembic_version VALUES ('zzz')",
        "DELETE FROM migrate_history", "UPDATE migrate_history SET run_id = 'other'",
    ])
    func aRevisionThatWritesTheTablesItselfIsRolledBack(statement: String) async throws {
        let error = await failure(
            Revision.chain(1) + [.test("r2", after: "r1", up: [statement, "CREATE TABLE u (a)"])]
        )
        #expect(
            error?.summary == """
                upgrade of r2 failed at versions/r2.sql:1: the version table or migrate_history is not as the tool wrote it: \
                the revision changes it itself, or a trigger does
                It was rolled back; r1, run before it, stays.
                """
        )
        #expect(
            error?.remedy
                == "The tool alone writes them: take what writes these tables out of versions/r2.sql, and drop a trigger "
                + "on them. Then run `migrate upgrade heads`."
        )
        #expect(error?.code == .statementFailed)
        #expect(try database.version == ["r1"])
        #expect(try database.tables == ["t1"])
        #expect(try database.history == ["upgrade r1"])
    }

    @Test func aSingleTransactionNamesTheRevisionThatDidIt() async throws {
        let bad = Revision.test("r2", after: "r1", up: ["UPDATE alembic_version SET version_num = 'zzz'"])
        let error = await failure(Revision.chain(1) + [bad, .test("r3", after: "r2")], atOnce: true)
        #expect(error?.summary.hasPrefix("upgrade of r2 failed at versions/r2.sql:1: the version table") == true)
        #expect(try database.tables == [])
    }

    @Test func aTriggerThatTakesTheChangeBackFails() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        try database.connect().apply(
            Batch(["CREATE TRIGGER z BEFORE UPDATE ON alembic_version BEGIN SELECT RAISE(IGNORE); END"])
        )
        #expect(await failure(Revision.chain(2))?.summary.contains("or a trigger does") == true)
        #expect(try database.tables == ["t1"])
        #expect(try database.history == ["upgrade r1"])
    }

    @Test(arguments: ["alembic_version (version_num)", "migrate_history (seq)"])
    func aTemporaryTableOfTheNameIsAnotherTable(table: String) async throws {
        let revisions = [Revision.test("r1", up: ["CREATE TEMP TABLE \(table)"]), .test("r2", after: "r1")]
        try await database.migrator(revisions).upgrade()
        #expect(try database.version == ["r2"])
        #expect(try database.history == ["upgrade r1", "upgrade r2"])
    }

    @Test func theTablesAreStoredWithoutTheirSchemasName() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        #expect(
            try database.connect().text("SELECT sql FROM sqlite_schema WHERE name = 'alembic_version'") == """
                CREATE TABLE "alembic_version" (
                    version_num VARCHAR(32) NOT NULL,
                    CONSTRAINT "alembic_version_pkc" PRIMARY KEY (version_num)
                )
                """
        )
    }

    @Test func aSectionWithoutATransactionIsCheckedAtItsEnd() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        try database.connect().apply(
            Batch(["CREATE TRIGGER z BEFORE UPDATE ON alembic_version BEGIN SELECT RAISE(IGNORE); END"])
        )
        let off = Revision.test("r2", after: "r1", up: ["CREATE TABLE u (a)"], transaction: .none)
        let error = await failure(Revision.chain(1) + [off])
        #expect(
            error?.summary.hasSuffix("its statement is done and stays, but the version was not changed.") == true
        )
        #expect(try database.history == ["upgrade r1", "upgrade r2 …"])
    }
}
