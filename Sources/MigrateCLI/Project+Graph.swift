import MigrationCore

/// The revisions of a project, read and checked; no database is needed for them.
struct LoadedGraph {
    let graph: RevisionGraph
    let directory: RevisionDirectory
}

extension Project {
    /// Takes the revisions that are linked into the program, where there are any and no `--directory` is named; else those
    /// of the files.
    func load() throws(MigrationError) -> LoadedGraph {
        try load(linkedMigrations)
    }

    private var linkedMigrations: MigrationSource? { options.directory == nil ? MigrateCLI.linkedMigrations : nil }

    /// Reads the revision files, for the commands that write such files.
    func loadFiles() throws(MigrationError) -> LoadedGraph {
        try load(nil)
    }

    /// Makes the graph; warnings go to stderr.
    private func load(_ source: MigrationSource?) throws(MigrationError) -> LoadedGraph {
        let directory = try revisionDirectory()
        let (graph, warnings) = try (source ?? .files(directory)).load()
        for warning in warnings { console.warn(warning.description) }
        return LoadedGraph(graph: graph, directory: directory)
    }

    /// The migrations of a database; nothing is opened yet.
    func migrator(
        _ choice: DatabaseChoice,
        _ graph: RevisionGraph,
        _ database: DatabaseOptions,
        scriptTimeout: Seconds? = nil,
        adjust: (inout Migrator.Options) -> Void = { _ in }
    ) throws(MigrationError) -> Migrator {
        var migratorOptions = Migrator.Options()
        migratorOptions.versionTable = try versionTable()
        if let timeout = database.lockTimeout { migratorOptions.lockTimeout = timeout.duration }
        migratorOptions.connection = connectionOptions(database, choice)
        migratorOptions.commandSuffix = options.commandSuffix
        adjust(&migratorOptions)
        return Migrator(
            database: choice.location,
            migrations: .graph(graph, scripts: try scripts(timeout: scriptTimeout)),
            options: migratorOptions
        )
    }

    /// What compiles and runs the project's Swift revisions, should any of them have to run.
    func scripts(timeout: Seconds? = nil) throws(MigrationError) -> any ScriptCode {
        if let scripts = linkedMigrations?.scripts { return scripts }
        let limit = timeout?.duration ?? .seconds(600)
        if linkedMigrations != nil, let scripts = try MigrateCLI.carried?.scripts(timeout: limit, process) {
            return scripts
        }
        return try compiledScripts(timeout: limit)
    }

    /// What compiles the Swift revisions of the folder.
    func compiledScripts(timeout: Duration?) throws(MigrationError) -> CompiledScripts {
        let console = console
        return CompiledScripts(
            try revisionDirectory(),
            timeout: timeout ?? .seconds(600),
            variables: process
        ) { count in
            console.note("Compiling \(count) Swift \(count == 1 ? "revision" : "revisions")…")
        }
    }

    /// What shows the statements of Swift revisions.
    func preview(_ graph: RevisionGraph) throws(MigrationError) -> ScriptPreview {
        ScriptPreview(graph, scripts: try scripts(), versionTable: try versionTable())
    }

    private func revisionDirectory() throws(MigrationError) -> RevisionDirectory {
        RevisionDirectory(locations: try versionLocations(), recursive: configuration.isRecursive)
    }

    /// How long a connection waits, and whom it trusts.
    ///
    /// The variables are those that OpenSSL and curl know.
    func connectionOptions(_ database: DatabaseOptions, _ choice: DatabaseChoice? = nil) -> ConnectionOptions {
        var connection = ConnectionOptions()
        connection.names = .commandLine(token: choice?.tokenPlace ?? "a file for --auth-token-file")
        if let timeout = database.connectTimeout { connection.connectTimeout = timeout.duration }
        if let timeout = database.timeout { connection.requestTimeout = timeout.duration }
        let file = [process["CURL_CA_BUNDLE"], process["SSL_CERT_FILE"]].compactMap(\.self).first { !$0.isEmpty }
        connection.certificateFile = file.map { FilePath.join(workingDirectory, $0) }
        return connection
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
        guard let name = try text(configuration.versionTable) else { return "alembic_version" }
        guard let reason = VersionTable.refusal(of: name) else { return name }
        let place = configuration.versionTable.map { "\($0.location) (\($0.key)): " } ?? ""
        throw MigrationError(
            .configuration,
            "\(place)the version table's name \(reason)",
            remedy: "Choose another name, or leave the line out: it is `alembic_version` then."
        )
    }
}
