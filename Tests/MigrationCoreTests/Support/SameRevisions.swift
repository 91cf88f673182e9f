import Foundation
import MigrationCore
import SameRevisions

/// The revisions of `Tests/SameRevisions`, in one of the forms in which they can be run.
enum RevisionForm: CaseIterable, Sendable {
    /// Files of SQL.
    case sql
    /// Files of Swift, compiled beside the tool.
    case compiled
    /// The same files, put into this program by the plugin.
    case linked

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SameRevisions")

    /// The folder of the files; for SQL another one.
    private var directory: RevisionDirectory {
        RevisionDirectory(locations: [Self.folder.appending(path: self == .sql ? "sql" : "versions").path])
    }

    func source() throws -> MigrationSource {
        switch self {
        case .sql: .files(directory)
        case .compiled:
            .graph(
                try MigrationSource.files(directory).load().graph,
                scripts: CompiledScripts(directory, variables: CompiledScripts.testVariables)
            )
        case .linked: allMigrations
        }
    }
}

extension CompiledScripts {
    /// The environment with a cache that all runs of the tests share.
    static var testVariables: [String: String] {
        var variables = ProcessInfo.processInfo.environment
        let beside = CommandLine.arguments.first.map { URL(filePath: $0).deletingLastPathComponent().path } ?? "/tmp"
        variables["XDG_CACHE_HOME"] = beside + "/swift-revisions-cache"
        return variables
    }
}

/// All that a database holds, but for times and checksums.
struct DatabaseContents: Equatable, Sendable {
    var schema: Schema
    /// The rows of each table of the user's, and the counters of AUTOINCREMENT.
    var rows: [String: [String]] = [:]
    var version: [String]
    /// `direction revision message`.
    var history: [String]

    init(of database: TestDatabase) throws {
        let connection = try database.connect()
        schema = try SchemaInspector.schema(of: connection, versionTable: "alembic_version")
        version = try database.version.sorted()
        history = try connection.column(
            "SELECT direction || ' ' || revision || ' ' || message FROM migrate_history ORDER BY seq"
        )
        for table in try database.tables {
            // The counter of the tool's own table is none of the revisions'.
            let condition = table == "sqlite_sequence" ? " WHERE name <> 'migrate_history'" : ""
            let found = try connection.query(SQLStatement("SELECT * FROM \(Identifier(table).quoted)\(condition)"))
            rows[table] = found.map { row in zip(row.columns, row.values).map { "\($0): \($1)" }.joined(separator: ", ")
            }
        }
    }
}
