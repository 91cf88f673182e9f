import Foundation
import MigrationCore

extension MigrateProject {
    /// Writes the declared schema.
    func declare(_ sql: String) throws {
        try write("migrations/schema.sql", sql)
    }

    /// Runs statements on a database, one after the other; those with a semicolon inside stand alone.
    func execute(_ statements: String..., on database: String = "app.db") throws {
        let connection = try DatabaseConnector.open(.file(path: path(database)))
        for statement in statements { _ = try connection.query(SQLStatement(statement)) }
    }

    /// The names of the revision files.
    func revisionFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path("migrations/versions"))
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// A project at the schema of `before`, which its database has too, with another schema declared.
    static func changing(_ before: String, to after: String) throws -> MigrateProject {
        let project = try local()
        try project.revision("a1", up: before, down: "SELECT 1;")
        _ = try project.run("upgrade")
        try project.declare(after)
        return project
    }
}
