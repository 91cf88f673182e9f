import Foundation
import MigrationCore
import Testing

/// Random texts for the tokenizer and the parser: no trap, no hang, and what SQLite accepts is read as SQLite reads it.
@Suite struct DDLParserFuzzTests {
    /// `make fuzz` asks for more.
    static let seeds: UInt64 = ProcessInfo.processInfo.environment["MIGRATE_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 400

    static let corpus: [String] = DeclarationCorpus.accepted + SchemaCase.all.flatMap { [$0.before, $0.after] }

    @Test func whatSQLiteAcceptsIsReadAsSQLiteReadsIt() throws {
        var accepted = 0
        for seed in 0..<DDLParserFuzzTests.seeds {
            var mutator = SQLMutator(seed: seed)
            guard let text = mutator.pick(DDLParserFuzzTests.corpus),
                let other = mutator.pick(DDLParserFuzzTests.corpus)
            else { continue }
            let mutated = mutator.mutated(text, with: other)
            read(mutated)
            if try judge(mutated, seed) { accepted += 1 }
        }
        #expect(accepted > DDLParserFuzzTests.seeds / 50, "too few of the texts are SQL at all")
    }

    /// The parser alone, on whatever it is given.
    private func read(_ text: String) {
        for statement in [text] + ((try? StatementSplitter.statements(in: text).map(\.text)) ?? []) {
            guard var parser = try? DDLParser(statement) else { continue }
            _ = try? parser.object(names: ["a"])
            _ = DDLParser.heading(of: statement)
            parser.refuseHints()
        }
    }

    /// Runs the text on SQLite, and compares what it made of it with what the parser does.
    ///
    /// - Returns: whether SQLite accepted any of it.
    private func judge(_ text: String, _ seed: UInt64) throws -> Bool {
        let scratch = try ScratchDatabase()
        _ = try scratch.connection.query("PRAGMA foreign_keys=OFF")
        var isAccepted = false
        for statement in (try? StatementSplitter.statements(in: text)) ?? []
        where statement.leadingWords.first == "CREATE" {
            if (try? scratch.connection.query(SQLStatement(statement.text))) != nil { isAccepted = true }
        }
        let schema = try scratch.schema(versionTable: "alembic_version")
        declare(text, expecting: schema, seed)
        guard isAccepted else { return false }
        for table in schema.tables {
            let expected = try PragmaView(of: table.name, in: scratch.connection)
            let found = PragmaView(of: table, indexes: schema.indexes(of: table.name))
            #expect(found == expected, "seed \(seed): \(table.sql)")
        }
        return true
    }

    /// A declaration is what SQLite made of it, or an error with a place; and its own texts declare it once more.
    private func declare(_ text: String, expecting schema: Schema, _ seed: UInt64) {
        do throws(MigrationError) {
            let file = SchemaText(file: "a.sql", text: text)
            let declared = try DeclaredSchema.load([file], versionTable: "alembic_version").schema
            #expect(declared == schema, "seed \(seed): \(text)")
            let parts = declared.tables.map(\.sql) + declared.virtualTables.map(\.sql) + declared.indexes.map(\.sql)
            let texts = (parts + declared.views.map(\.sql) + declared.triggers.map(\.sql)).joined(separator: ";\n")
            let again = try DeclaredSchema.load(
                [SchemaText(file: "b.sql", text: texts)],
                versionTable: "alembic_version"
            )
            #expect(again.schema == declared, "seed \(seed): \(texts)")
        } catch {
            #expect(error.code == .schema && error.summary.contains("a.sql:"), "seed \(seed): \(error)")
        }
    }

    @Test func anotherSpellingIsNoDifference() throws {
        for seed in 0..<DDLParserFuzzTests.seeds {
            var mutator = SQLMutator(seed: seed)
            guard let text = mutator.pick(DDLParserFuzzTests.corpus) else { continue }
            for statement in try StatementSplitter.statements(in: text) where statement.leadingWords.first == "CREATE" {
                let respelt = try mutator.respelt(statement.text)
                guard let first = try? object(statement.text) else { continue }
                #expect(try first == object(respelt), "seed \(seed): \(statement.text)\n\(respelt)")
            }
        }
    }

    private func object(_ sql: String) throws -> SchemaObject {
        var parser = try DDLParser(sql)
        return try parser.object(names: ["a", "b"])
    }

    @Test(arguments: [
        ("(", 100_000), ("NOT ", 50_000), ("- ", 50_000), ("a + (", 30_000), ("CASE WHEN ", 20_000), ("f(", 40_000),
        ("a || ", 50_000), ("(SELECT ", 20_000),
    ])
    func deepNestingEndsGracefully(piece: String, count: Int) throws {
        let opening = String(repeating: piece, count: count)
        let closing = String(repeating: ")", count: piece.contains("(") ? count : 0)
        let table = try DDLParser.table("CREATE TABLE t(a CHECK (\(opening)a\(closing)))")
        #expect(table.checks.count == 1)
    }
}
