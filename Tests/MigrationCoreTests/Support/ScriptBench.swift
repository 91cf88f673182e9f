import LibSQLTestServer
import MigrationCore

extension Revision {
    /// A Swift revision whose file is `versions/ID.swift`.
    static func swift(
        _ id: RevisionID,
        after parents: RevisionID...,
        text: String = "func upgrade() {}\nfunc downgrade() {}"
    ) -> Revision {
        let source = SourceLocation(file: "versions/\(id).swift", line: 1)
        return Revision(id: id, parents: parents, body: .script, text: text, source: source)
    }
}

/// A database that Swift revisions are run on: a file, or a server over one.
struct ScriptBench: Sendable {
    enum Driver: CaseIterable, Sendable {
        case file, sqld, cloud
    }

    let location: DatabaseLocation
    let local: TestDatabase
    var server: LibSQLTestServer?

    static func with<Value: Sendable>(
        _ driver: Driver,
        _ body: @escaping @Sendable (ScriptBench) async throws -> Value
    ) async throws -> Value {
        switch driver {
        case .file:
            let local = try TestDatabase()
            return try await body(ScriptBench(location: local.location, local: local))
        case .sqld, .cloud:
            return try await RemoteDatabase.serving(driver == .sqld ? .sqld : .cloud) { database in
                try await body(
                    ScriptBench(location: database.location, local: database.local, server: database.server)
                )
            }
        }
    }

    func migrator(
        _ revisions: [Revision],
        _ scripts: [RevisionID: any Migration.Type],
        _ change: (inout Migrator.Options) -> Void = { _ in }
    ) -> Migrator {
        var options = Migrator.Options()
        change(&options)
        return Migrator(database: location, migrations: .revisions(revisions, scripts: scripts), options: options)
    }

    /// Runs one Swift revision behind SQL that sets the stage.
    func run(_ stage: [String], _ script: any Migration.Type) async throws {
        let revisions = [Revision.test("a", up: stage, down: []), .swift("b", after: "a")]
        try await migrator(revisions, ["b": script]).upgrade()
    }

    func column(_ sql: String) throws -> [String] {
        try local.connect().column(sql)
    }
}
