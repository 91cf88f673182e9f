import MigrationCore
import Testing

/// Full-text tables that index the rows of a table or view, through up, down and up again.
@Suite struct ContentIndexTests {
    private static let docs = "CREATE TABLE docs(id INTEGER PRIMARY KEY, a TEXT);"
    private static let view = "CREATE VIEW dv AS SELECT id, a || ' one' AS a FROM docs;"
    private static let index = "CREATE VIRTUAL TABLE f USING fts5(a, content='dv', content_rowid='id');"

    /// A database behind the upgrade, with what leads on.
    private struct Flow {
        let flow: SchemaFlow
        let generated: GeneratedRevision

        init(_ before: String, _ after: String, data: String, _ options: DiffOptions = DiffOptions()) throws {
            flow = try SchemaFlow(before: before, data: data)
            generated = try #require(try SchemaFlow.generate(from: flow.before, to: after, options))
            try upgrade()
            #expect(try flow.schema() == SchemaFlow.declared(after))
        }

        func upgrade() throws { try flow.run(generated.up) }

        func downgrade() throws {
            try flow.run(generated.down)
            #expect(try flow.schema() == flow.before)
        }

        /// The rowids that a word is found in, once the index is whole.
        func found(_ word: String, in table: String = "f") throws -> [SQLValue] {
            try rows("SELECT rowid FROM \(table) WHERE \(table) MATCH '\(word)' ORDER BY 1").map { $0[0] }
        }

        func rows(_ sql: String) throws -> [SQLRow] { try flow.connection.query(SQLStatement(sql)) }
    }

    @Test func aViewIsThereBeforeItsRowsAreRead() throws {
        let flow = try Flow(
            Self.docs,
            Self.docs + Self.view + Self.index,
            data: "INSERT INTO docs VALUES (7, 'red fox');"
        )
        #expect(try flow.found("one") == [.integer(7)])
        try flow.downgrade()
        try flow.upgrade()
        #expect(try flow.found("fox") == [.integer(7)])
        _ = try flow.rows("INSERT INTO f(f, rank) VALUES ('integrity-check', 1)")
    }

    @Test func otherWordsOfAViewAreReadAgain() throws {
        let flow = try Flow(
            Self.docs + Self.view + Self.index,
            Self.docs + Self.view.replacing("one", with: "two") + Self.index,
            data: "INSERT INTO docs VALUES (7, 'fox'); INSERT INTO f(f) VALUES ('rebuild');"
        )
        #expect(flow.generated.up.text.contains("-- f reads all rows again, for they may read differently now.\n"))
        #expect(try flow.found("one") == [])
        #expect(try flow.found("two") == [.integer(7)])
        try flow.downgrade()
        #expect(try flow.found("one") == [.integer(7)])
        #expect(try flow.found("two") == [])
    }

    @Test func aViewBehindAViewCountsAsWell() throws {
        let outer = "CREATE VIEW ov AS SELECT id, a FROM dv;"
        let index = Self.index.replacing("content='dv'", with: "content='ov'")
        let flow = try Flow(
            Self.docs + Self.view + outer + index,
            Self.docs + Self.view.replacing("one", with: "two") + outer + index,
            data: "INSERT INTO docs VALUES (7, 'fox'); INSERT INTO f(f) VALUES ('rebuild');"
        )
        #expect(try flow.found("two") == [.integer(7)])
    }

    @Test func aViewAndItsIndexChangeTogether() throws {
        let flow = try Flow(
            Self.docs + Self.view + Self.index,
            Self.docs + "CREATE VIEW dv AS SELECT id, a || ' two' AS a, 'more' AS b FROM docs;"
                + Self.index.replacing("fts5(a", with: "fts5(a, b"),
            data: "INSERT INTO docs VALUES (7, 'fox'); INSERT INTO f(f) VALUES ('rebuild');"
        )
        #expect(try flow.found("two") == [.integer(7)])
        #expect(try flow.found("more") == [.integer(7)])
        try flow.downgrade()
        #expect(try flow.found("one") == [.integer(7)])
    }

    @Test func anIndexThatHasItsColumnsFromAView() throws {
        let nameless = "CREATE VIRTUAL TABLE f USING fts4(content=\"dv\");"
        let view = Self.view.replacing("SELECT id, ", with: "SELECT id AS rowid, ")
        let flow = try Flow(
            Self.docs + view + nameless,
            Self.docs.replacing("a TEXT", with: "a TEXT NOT NULL") + view.replacing("one", with: "two")
                + nameless.replacing("\"dv\"", with: "\"dv\", order=desc"),
            data: "INSERT INTO docs VALUES (7, 'fox'); INSERT INTO f(f) VALUES ('rebuild');"
        )
        #expect(try flow.found("two") == [.integer(7)])
        try flow.downgrade()
        #expect(try flow.found("one") == [.integer(7)])
    }

    @Test func itGoesWithWhatItReads() throws {
        let nameless = "CREATE VIRTUAL TABLE f USING fts4(content=\"dv\");"
        let view = Self.view.replacing("SELECT id, ", with: "SELECT id AS rowid, ")
        let flow = try Flow(
            Self.docs + view + nameless,
            Self.docs,
            data: "INSERT INTO docs VALUES (7, 'fox'); INSERT INTO f(f) VALUES ('rebuild');"
        )
        try flow.downgrade()
        #expect(try flow.found("one") == [.integer(7)])
    }

    @Test func valuesThatAChangeFillsAreReadAgain() throws {
        let index = "CREATE VIRTUAL TABLE f USING fts5(a, content='docs', content_rowid='id');"
        let fill = DeclaredBackfill(table: "docs", column: "a", expression: "'empty'")
        let flow = try Flow(
            Self.docs + index,
            Self.docs.replacing("a TEXT", with: "a TEXT NOT NULL") + index,
            data: "INSERT INTO docs VALUES (7, 'fox'), (8, NULL); INSERT INTO f(f) VALUES ('rebuild');",
            DiffOptions(backfills: [fill])
        )
        #expect(try flow.found("empty") == [.integer(8)])
        _ = try flow.rows("INSERT INTO f(f, rank) VALUES ('integrity-check', 1)")
    }

    @Test func rowsThatOnlyMoveAreNotReadAgain() throws {
        let index = "CREATE VIRTUAL TABLE f USING fts5(a, content='docs', content_rowid='id');"
        let before = try SchemaFlow.declared(Self.docs + index)
        let after = Self.docs.replacing("a TEXT", with: "a TEXT NOT NULL") + index
        let generated = try #require(try SchemaFlow.generate(from: before, to: after))
        #expect(!generated.up.text.contains("'rebuild'"))
        #expect(!generated.down.text.contains("'rebuild'"))
    }

    @Test func whatCouldNotReadItsRowsIsAsBeforeAfterADowngrade() throws {
        let broken = "CREATE VIRTUAL TABLE f USING fts5(b, content='docs', content_rowid='id');"
        let flow = try Flow(
            Self.docs + broken,
            Self.docs + broken.replacing("fts5(b", with: "fts5(a"),
            data: "INSERT INTO docs VALUES (7, 'fox');",
            DiffOptions(treatsRestAsDropAndAdd: true)
        )
        #expect(try flow.found("fox") == [.integer(7)])
        try flow.downgrade()
    }
}
