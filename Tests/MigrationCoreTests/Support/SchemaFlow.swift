import Foundation
import MigrationCore

/// A case on its way: a database with its data, and what autogenerate made of the declaration.
final class SchemaFlow {
    let connection: any DatabaseConnection
    let before: Schema

    private static let versionTable = "alembic_version"

    init(before text: String, data: String?) throws {
        connection = try SQLiteConnection.open(.memory, mode: .readWrite)
        let revision = try SchemaFlow.revision("before", up: text)
        before = try SchemaReplay.schema(of: [revision], versionTable: SchemaFlow.versionTable)
        for statement in try StatementSplitter.statements(in: text) {
            _ = try connection.query(SQLStatement(statement.text))
        }
        _ = try connection.query("PRAGMA foreign_keys=OFF")
        for statement in try StatementSplitter.statements(in: data ?? "") {
            _ = try connection.query(SQLStatement(statement.text))
        }
    }

    static func revision(_ id: String, up: String) throws -> Revision {
        let text = "-- revision: \(id)\n-- down_revision: none\n\n-- migrate:up\n\(up)\n"
        guard case .revision(let revision) = try RevisionFile.parse(text, file: "\(id).sql") else {
            throw MigrationError(.schema, "no revision")
        }
        return revision
    }

    static func declared(_ text: String) throws -> Schema {
        try DeclaredSchema.load([SchemaText(file: "schema.sql", text: text)], versionTable: versionTable).schema
    }

    static func generate(from: Schema, to text: String, _ options: DiffOptions = DiffOptions()) throws
        -> GeneratedRevision?
    {
        try Autogenerator(versionTable: versionTable).revision(from: from, to: declared(text), options: options)
    }

    /// The schema that the database shows now.
    func schema() throws -> Schema {
        try SchemaInspector.schema(of: connection, versionTable: SchemaFlow.versionTable)
    }

    /// Runs a section as the file will hold it.
    func run(_ section: RevisionTemplate.Section, marker: String = "up") throws {
        let options = section.transaction == .atomic(foreignKeys: .off) ? " foreign_keys=off" : ""
        let text = "-- revision: x\n-- down_revision: none\n\n-- migrate:up\(options)\n\(section.text)\n"
        guard case .revision(let revision) = try RevisionFile.parse(text, file: "x.sql"),
            case .sql(let up, _) = revision.body
        else { return }
        try connection.apply(Batch(up.statements, transaction: up.transaction))
    }

    /// Every row of every table, to see that a refusal touched nothing.
    func contents() throws -> [String] {
        var lines: [String] = []
        for row in try connection.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            let table = Identifier(row[0].text ?? "").quoted
            for row in try connection.query(SQLStatement("SELECT * FROM \(table)")) {
                lines.append("\(table) \(row.values)")
            }
        }
        for row in try connection.query("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2") {
            lines.append("\(row.values)")
        }
        return lines
    }
}
