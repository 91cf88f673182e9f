import Foundation

extension MigrateProject {
    /// A project with a local database, `app.db`, and no revision.
    static func local(_ configuration: String = "") throws -> MigrateProject {
        let project = try MigrateProject()
        try project.write("migrate.toml", "\(configuration)\n[env.local]\nurl = 'sqlite:///app.db'\n")
        try FileManager.default.createDirectory(
            at: project.folder.appending(path: "migrations/versions"),
            withIntermediateDirectories: true
        )
        return project
    }

    /// Writes a revision that creates a table of its own name.
    func revision(
        _ id: String,
        _ parents: String = "none",
        message: String? = nil,
        header: String = "",
        up: String? = nil,
        down: String? = nil
    ) throws {
        let header = header.isEmpty ? "" : "-- \(header)\n"
        let text = """
            -- revision: \(id)
            -- down_revision: \(parents)
            \(header)-- message: \(message ?? "make \(id)")

            -- migrate:up
            \(up ?? "CREATE TABLE t_\(id) (id INTEGER PRIMARY KEY);")

            -- migrate:down
            \(down ?? "DROP TABLE t_\(id);")

            """
        try write("migrations/versions/\(id).sql", text)
    }

    /// a1 -> b1 -> b2 and a1 -> c1.
    func fork() throws {
        try revision("a1")
        try revision("b1", "a1", header: "branch_labels: left")
        try revision("b2", "b1")
        try revision("c1", "a1")
    }
}
