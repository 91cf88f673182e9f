import MigrationCore
import Testing

/// What an FTS5 table was told for good survives that it is made anew.
@Suite struct TextSettingsTests {
    private static let settings = """
        INSERT INTO f(f, rank) VALUES ('rank', 'bm25(1.0, 50.0)');
        INSERT INTO f(f, rank) VALUES ('automerge', 6);
        INSERT INTO f(f, rank) VALUES ('pgsz', 512);
        """

    private func kept(_ connection: any DatabaseConnection) throws -> [String] {
        let sql = "SELECT k || ' ' || typeof(v) || ' ' || v FROM f_config WHERE k <> 'version' ORDER BY k"
        return try connection.query(SQLStatement(sql)).compactMap { $0[0].text }
    }

    /// Up and down; the settings and the ranked answer have to stay.
    private func run(_ before: String, _ after: String, data: String, _ options: DiffOptions = DiffOptions()) throws {
        let flow = try SchemaFlow(before: before, data: data + Self.settings)
        let generated = try #require(try SchemaFlow.generate(from: flow.before, to: after, options))
        let expected = ["automerge integer 6", "pgsz integer 512", "rank text bm25(1.0, 50.0)"]
        #expect(try kept(flow.connection) == expected)
        for section in [generated.up, generated.down, generated.up] {
            try flow.run(section)
            #expect(try kept(flow.connection) == expected)
            let ranked = try flow.connection.query("SELECT rowid FROM f WHERE f MATCH 'fox' ORDER BY rank")
            // Without the weights, the two words of the first column win.
            #expect(ranked.map { $0[0] } == [.integer(2), .integer(1)])
            _ = try flow.connection.query("INSERT INTO f(f) VALUES ('integrity-check')")
        }
        #expect(try flow.schema() == SchemaFlow.declared(after))
    }

    private static let rows = "VALUES (1, 'fox fox fox', 'hen'), (2, 'hen hen hen', 'fox');"

    @Test func rowsOfItsOwn() throws {
        try run(
            "CREATE VIRTUAL TABLE f USING fts5(a, b);",
            "CREATE VIRTUAL TABLE f USING fts5(a, b, c, prefix=2);",
            data: "INSERT INTO f(rowid, a, b) \(Self.rows)"
        )
    }

    @Test func rowsOfAnotherTable() throws {
        let docs = "CREATE TABLE docs(id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
        let index = "CREATE VIRTUAL TABLE f USING fts5(a, b, content='docs', content_rowid='id');"
        let data = "INSERT INTO docs \(Self.rows) INSERT INTO f(f) VALUES ('rebuild');"
        try run(docs + index, docs + index.replacing("'id'", with: "'id', prefix=2"), data: data)
    }

    @Test func theWeightsAreWhatDecides() throws {
        let flow = try SchemaFlow(
            before: "CREATE VIRTUAL TABLE f USING fts5(a, b);",
            data: "INSERT INTO f(rowid, a, b) \(Self.rows)"
        )
        let ranked = try flow.connection.query("SELECT rowid FROM f WHERE f MATCH 'fox' ORDER BY rank")
        #expect(ranked.map { $0[0] } == [.integer(1), .integer(2)])
    }

    @Test func underAnotherName() throws {
        let flow = try SchemaFlow(
            before: "CREATE TABLE docs(a TEXT, b TEXT); CREATE VIRTUAL TABLE f USING fts5(a, b, content='docs');",
            data: Self.settings
        )
        let generated = try #require(
            try SchemaFlow.generate(
                from: flow.before,
                to: "CREATE TABLE pages(a TEXT, b TEXT); CREATE VIRTUAL TABLE g USING fts5(a, b, content='pages');",
                DiffOptions(renames: [.table(old: "docs", new: "pages"), .table(old: "f", new: "g")])
            )
        )
        let before = try kept(flow.connection)
        try flow.run(generated.up)
        let merge = try flow.connection.query("SELECT v FROM g_config WHERE k = 'automerge'")
        #expect(merge.map { $0[0] } == [.integer(6)])
        try flow.run(generated.down)
        #expect(try kept(flow.connection) == before)
    }
}
