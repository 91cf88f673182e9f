import Foundation
import LibSQLTestServer
import MigrationCore
import Testing

/// Compiled revisions on every driver.
@Suite(.timeLimit(.minutes(5))) struct CompiledScriptsTests {
    private static let code = """
        // revision: b
        // down_revision: a
        import MigrationCore

        struct FillsN: Migration {
            func upgrade(_ op: Operations) throws {
                try op.createTable("n") { table in
                    table.primaryKey("id")
                    table.column("v", .integer, nullable: false)
                }
                try op.bulkInsert(into: "n", columns: ["v"], rows: (1...1500).map { [$0 * 2] })
                try op.forEachRow(of: "n", where: "v > ?", [2990]) { row in
                    try op.execute("UPDATE n SET v = -v WHERE id = ?", [try row.value(of: "id")])
                }
                try op.alterColumn("v", of: "n", type: .real, default: 1.5)
            }

            func downgrade(_ op: Operations) throws {
                try op.dropTable("n")
            }
        }

        """

    @Test(arguments: ScriptBench.Driver.allCases) func compiledCodeIsRunLikeLinkedCode(
        _ driver: ScriptBench.Driver
    ) async throws {
        let folder = try TemporaryFolder()
        try Data("-- revision: a\n-- down_revision: none\n-- migrate:up\n-- migrate:down\n".utf8)
            .write(to: URL(filePath: folder.file("a.sql")))
        try Data(Self.code.utf8).write(to: URL(filePath: folder.file("b.swift")))
        let directory = RevisionDirectory(locations: [folder.path])
        let graph = try MigrationSource.files(directory).load().graph
        try await ScriptBench.with(driver) { bench async throws in
            let scripts = CompiledScripts(directory, variables: CompiledScripts.testVariables)
            let migrator = Migrator(database: bench.location, migrations: .graph(graph, scripts: scripts))
            try await migrator.upgrade()
            #expect(try bench.column("SELECT count(*) || ' ' || min(v) FROM n") == ["1500 -3000.0"])
            #expect(try bench.local.history == ["upgrade a", "upgrade b"])
            try await migrator.downgrade(to: "a")
            #expect(try bench.local.tables == [])
        }
        withExtendedLifetime(folder) {}
    }

    private static let slowCode = """
        // revision: b
        // down_revision: a
        import MigrationCore

        struct Counts: Migration {
            func upgrade(_ op: Operations) throws {
                try op.execute("CREATE TABLE n (v)")
                _ = try? op.query(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT sum(i) FROM n"
                )
            }
        }

        """

    @Test(arguments: ScriptBench.Driver.allCases) func aStatementIsInterruptedWhenTheTimeIsUp(
        _ driver: ScriptBench.Driver
    ) async throws {
        let folder = try TemporaryFolder()
        try Data("-- revision: a\n-- down_revision: none\n-- migrate:up\n".utf8)
            .write(to: URL(filePath: folder.file("a.sql")))
        try Data(Self.slowCode.utf8).write(to: URL(filePath: folder.file("b.swift")))
        let directory = RevisionDirectory(locations: [folder.path])
        let graph = try MigrationSource.files(directory).load().graph
        try await ScriptBench.with(driver) { bench async throws in
            let scripts = CompiledScripts(
                directory,
                timeout: .milliseconds(300),
                variables: CompiledScripts.testVariables
            )
            let migrator = Migrator(database: bench.location, migrations: .graph(graph, scripts: scripts))
            let error = await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
            let summary = error?.summary ?? ""
            #expect(summary.contains("its code did not end within 0.3 s, and was stopped"), "\(summary)")
            #expect(error?.code == .statementFailed)
            #expect(try bench.local.version == ["a"])
            #expect(try bench.local.tables == [])
        }
        withExtendedLifetime(folder) {}
    }
}
