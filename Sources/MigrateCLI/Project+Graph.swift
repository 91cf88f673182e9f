import MigrationCore

/// The revisions of a project, read and checked; no database is needed for them.
struct LoadedGraph {
    let graph: RevisionGraph
    let directory: RevisionDirectory
}

extension Project {
    /// Reads the revision files and makes the graph; warnings go to stderr.
    func load() throws(MigrationError) -> LoadedGraph {
        let directory = RevisionDirectory(locations: try versionLocations(), recursive: configuration.isRecursive)
        let (graph, warnings) = try MigrationSource.files(directory).load()
        for warning in warnings { console.warn(warning.description) }
        return LoadedGraph(graph: graph, directory: directory)
    }

    /// The migrations of a database; nothing is opened yet.
    func migrator(
        _ choice: DatabaseChoice,
        _ graph: RevisionGraph,
        _ database: DatabaseOptions,
        adjust: (inout Migrator.Options) -> Void = { _ in }
    ) throws(MigrationError) -> Migrator {
        var migratorOptions = Migrator.Options()
        migratorOptions.versionTable = try versionTable()
        if let timeout = database.lockTimeout { migratorOptions.lockTimeout = timeout.duration }
        migratorOptions.commandSuffix = commandSuffix
        adjust(&migratorOptions)
        return Migrator(database: choice.location, migrations: .graph(graph), options: migratorOptions)
    }

    /// What a database says of its version; nothing is created.
    func history(
        _ graph: RevisionGraph,
        _ database: DatabaseOptions
    ) throws(MigrationError) -> AppliedHistory {
        try migrator(try self.database(database), graph, database).history()
    }

    /// The database's rows where a target or a side of a range needs them; no database is opened for the others.
    func rows(
        for text: String?,
        _ graph: RevisionGraph,
        _ database: DatabaseOptions
    ) throws(MigrationError) -> [RevisionID] {
        let words = (text ?? "").split { ":@+-".contains($0) }
        return words.contains("current") ? try history(graph, database).rows : []
    }

    func versionTable() throws(MigrationError) -> String {
        try text(configuration.versionTable) ?? "alembic_version"
    }

    /// The flags that a command in a hint must repeat, for it to mean the same project and database.
    private var commandSuffix: String {
        let flags = [
            ("--env", options.environment), ("--config", options.config), ("--directory", options.directory),
            ("--url", options.url),
        ]
        return flags.compactMap { flag, value in value.map { " \(flag) \(Project.shellQuoted($0))" } }.joined()
    }

    private static func shellQuoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_-./:=@%+,".utf8.contains(byte)
            }
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
