import MigrationCore
import Testing

/// This repository's own `migrations/`.
@Suite struct SampleProjectTests {
    private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

    private func load() throws -> LoadedRevisions {
        try RevisionDirectory(locations: ["\(Self.root)/migrations/versions"]).load()
    }

    private func run(_ section: Revision.Section?, on database: SQLiteConnection) throws {
        try database.apply(Batch(section?.statements ?? [], transaction: section?.transaction ?? .none))
    }

    /// The words of every object's declaration, by its name; a quoted name as a bare one, for RENAME quotes.
    private func declarations(_ database: SQLiteConnection) throws -> [String: [String]] {
        var declarations: [String: [String]] = [:]
        for row in try database.query("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL") {
            let sql = row[1].text ?? ""
            let words = try Tokenizer.tokens(of: sql).filter { $0.kind != .whitespace }
            let tokenizer = Tokenizer(sql)
            declarations[row[0].text ?? ""] = words.map { word in
                word.kind == .quotedName ? String(tokenizer.text(word).dropFirst().dropLast()) : tokenizer.text(word)
            }
        }
        return declarations
    }

    @Test func namesFilesAsTheToolWould() throws {
        let loaded = try load()
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.revisions.count >= 7)
        for revision in loaded.revisions {
            let name = String(revision.source.file.split(separator: "/").last ?? "")
            let stamp = (revision.created ?? "").filter(\.isNumber)
            let slug = RevisionTemplate.slug(revision.message)
            let suffix = revision.body == .script ? "swift" : "sql"
            #expect(name == "\(stamp.prefix(8))_\(stamp.dropFirst(8).prefix(4))_\(revision.id)_\(slug).\(suffix)")
        }
    }

    @Test func showsABranchAMergeAndASectionWithoutATransaction() throws {
        let revisions = try load().revisions
        let children = Dictionary(grouping: revisions.flatMap(\.parents)) { $0 }
        #expect(children.values.contains { $0.count > 1 })
        #expect(revisions.contains { $0.parents.count > 1 })
        #expect(
            revisions.contains {
                if case .sql(let up, _) = $0.body { up.transaction == .none } else { false }
            }
        )
    }

    @Test func everyUpHasADownAndAllUpsMakeTheDeclaredSchema() throws {
        let declared = try SQLiteConnection.open(.memory, mode: .readWrite, busyTimeout: .zero)
        let statements = try StatementSplitter.statements(in: text(of: "migrations/schema.sql"))
        try declared.apply(Batch(statements.map { SQLStatement($0.text) }))

        let database = try SQLiteConnection.open(.memory, mode: .readWrite, busyTimeout: .zero)
        var before: [(down: Revision.Section, schema: [String: [String]])] = []
        for revision in try load().revisions {
            guard case .sql(let up, let down) = revision.body else { continue }
            before.append((try #require(down, "\(revision.source)"), try declarations(database)))
            try run(up, on: database)
        }
        #expect(try declarations(database) == declarations(declared))
        for (down, schema) in before.reversed() {
            try run(down, on: database)
            #expect(try declarations(database) == schema)
        }
    }

    /// The revision that is written in Swift changes rows alone.
    @Test func variablesAreListedAndTakenBack() async throws {
        let database = try TestDatabase()
        let directory = RevisionDirectory(locations: ["\(Self.root)/migrations/versions"])
        let graph = try MigrationSource.files(directory).load().graph
        let scripts = CompiledScripts(directory, variables: CompiledScripts.testVariables)
        let migrator = Migrator(database: database.location, migrations: .graph(graph, scripts: scripts))
        try await migrator.upgrade(to: "c9ebfc699e68")
        try database.connect().apply(
            Batch([
                """
                INSERT INTO prompts (id, user_id, title, slug, updated_at, content, variables) VALUES
                    ('a', 'u', 't', 's', '2026-01-01', 'Hi {{ name }}, {{city}} and {{name}} {{not one}} {{', '[]'),
                    ('b', 'u', 't', 's', '2026-01-01', 'Hi {{name}}', '["given"]'), ('c', 'u', 't', 's', '2026-01-01', 'Hi', '[]')
                """
            ])
        )
        let rows = "SELECT id || updated_at || variables FROM prompts ORDER BY id"
        let before = try database.connect().column(rows)
        try await migrator.upgrade(to: "5d20c3e8f4a1")
        let after = try database.connect().column(rows)
        #expect(after == ["a2026-01-01[\"name\",\"city\"]", before[1], before[2]])
        try await migrator.downgrade(to: "c9ebfc699e68")
        let again = try database.connect().column(rows)
        #expect(again == before)
    }

    private func text(of name: String) throws -> String {
        let folder = try TemporaryFolder()
        folder.link("file", to: "\(Self.root)/\(name)")
        return try #require(folder.read("file"))
    }
}
