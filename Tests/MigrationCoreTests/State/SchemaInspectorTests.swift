import MigrationCore
import Testing

@Suite struct SchemaInspectorTests {
    private func scratch(_ sql: String) throws -> ScratchDatabase {
        let scratch = try ScratchDatabase()
        _ = try scratch.connection.query("PRAGMA foreign_keys=OFF")
        try scratch.run(try StatementSplitter.statements(in: sql).map { SQLStatement($0.text) })
        return scratch
    }

    private func expectAgreement(_ sql: String) throws {
        let scratch = try scratch(sql)
        let schema = try scratch.schema(versionTable: "alembic_version")
        for table in schema.tables {
            let expected = try PragmaView(of: table.name, in: scratch.connection)
            #expect(PragmaView(of: table, indexes: schema.indexes(of: table.name)) == expected, "\(table.sql)")
        }
    }

    @Test(arguments: SchemaCase.all.filter { $0.id != "schema-invalid-sql" })
    func agreesWithThePragmasOnEveryCase(example: SchemaCase) throws {
        try expectAgreement(example.before)
        try expectAgreement(example.after)
    }

    @Test(arguments: DeclarationCorpus.accepted)
    func agreesWithThePragmasOnOddDeclarations(sql: String) throws {
        try expectAgreement(sql)
    }

    @Test func thereAreAllCases() {
        #expect(SchemaCase.all.count == 140)
    }

    @Test func theToolsAndTheEnginesTablesAreInvisible() throws {
        let scratch = try scratch(
            """
            CREATE TABLE versions(version_num); CREATE INDEX vi ON versions(version_num); CREATE TABLE Migrate_History(x);
            CREATE TABLE libsql_wasm_func_table(x); CREATE TABLE _litestream_seq(x); CREATE TABLE _cf_KV(x);
            CREATE TABLE sqlitefoo(a INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE alembic_version(x); ANALYZE;
            CREATE TRIGGER g AFTER INSERT ON versions BEGIN SELECT 1; END;
            """
        )
        let schema = try scratch.schema(versionTable: "versions")
        #expect(schema.tables.map(\.name) == ["sqlitefoo", "alembic_version"])
        #expect(schema.indexes.isEmpty && schema.triggers.isEmpty)
    }

    @Test func shadowTablesBelongToTheirVirtualTable() throws {
        let scratch = try scratch(
            """
            CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'porter'); CREATE VIRTUAL TABLE f_g USING fts5(y);
            CREATE VIRTUAL TABLE r USING rtree(id, a, b);
            CREATE TABLE g(x); CREATE TABLE g_data(x); CREATE TABLE f_notes(x); CREATE TABLE f_g_x(x);
            """
        )
        let schema = try scratch.schema(versionTable: "v")
        #expect(schema.tables.map(\.name) == ["g", "g_data", "f_notes", "f_g_x"])
        #expect(schema.virtualTables.map(\.name) == ["f", "f_g", "r"])
        #expect(schema[virtualTable: "F"]?.arguments == ["x", "tokenize = 'porter'"])
        let shadows = ["f_data", "f_idx", "f_content", "f_docsize", "f_config"]
        #expect(schema[virtualTable: "f"]?.shadowTables.sorted() == shadows.sorted())
        #expect(schema[virtualTable: "f_g"]?.shadowTables.count == 5)
        #expect(schema[virtualTable: "r"]?.shadowTables.sorted() == ["r_node", "r_parent", "r_rowid"])
    }

    @Test func aVectorIndexHidesItsTables() throws {
        let scratch = try scratch(
            """
            CREATE TABLE t(e); CREATE TABLE i_shadow(x); CREATE INDEX i_shadow_idx ON i_shadow(x); CREATE TABLE j_shadow(x);
            CREATE INDEX j ON t(e); CREATE INDEX i ON t(e) WHERE 'libsql_vector_idx' = '';
            """
        )
        let schema = try scratch.schema(versionTable: "v")
        #expect(schema.tables.map(\.name) == ["t", "j_shadow"])
        #expect(schema.indexes.map(\.name) == ["j", "i"])
    }

    @Test func aMissingFileIsAnEmptySchema() throws {
        #expect(try SchemaInspector.schema(of: nil, versionTable: "v").isEmpty)
    }

    @Test func aDeclarationThatCannotBeReadIsNamed() throws {
        let scratch = try scratch(
            "CREATE TABLE t(a); PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a';"
        )
        let error = DatabaseError(
            .unsupported,
            "the declaration of table \"t\" cannot be read: expected a constraint or ')', found the end"
        )
        #expect(throws: error) { try scratch.schema(versionTable: "v") }
    }

    @Test func whatAlterLeavesIsRead() throws {
        let scratch = try scratch(
            """
            CREATE TABLE a(id INTEGER PRIMARY KEY -- key
            , x TEXT -- last
            ); ALTER TABLE a ADD COLUMN y TEXT DEFAULT 'q' REFERENCES p(id); ALTER TABLE a RENAME TO "b c";
            ALTER TABLE "b c" RENAME COLUMN x TO "z z"; ALTER TABLE "b c" DROP COLUMN y; ALTER TABLE "b c" ADD w;
            """
        )
        let table = try #require(try scratch.schema(versionTable: "v").tables.first)
        #expect(table.name == "b c")
        #expect(table.columns.map(\.name) == ["id", "z z", "w"])
        #expect(table.foreignKeys.isEmpty)
    }
}
