import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The schemas that a project knows: the declared one, the one its revisions lead to, a database's.
extension Project {
    /// The file or folder of the declared schema, as messages name it.
    func schemaPath() throws(MigrationError) -> String {
        if options.directory == nil, let setting = configuration.schema { return try path(setting, default: "") }
        let folder = try directory()
        let names = ["schema.sql", "schema", "schema.swift"].map { FilePath.join(folder, $0) }
        return names.first(where: exists) ?? names[0]
    }

    /// Reads the declared schema; what an application would stumble over is warned about.
    ///
    /// - Parameter replayed: what the revisions lead to, where that is known and its database needed no more.
    /// - Returns: the schema, and where everything is declared.
    /// - Throws: `MigrationError` with everything that is wrong with it.
    func declaredSchema(besides replayed: ReplayedSchema? = nil) throws(MigrationError) -> DeclaredSchema {
        let declared = try loadSchema(try schemaPath(), besides: replayed)
        for warning in declared.warnings { console.warn(warning.description) }
        return declared
    }

    /// Reads a schema from a file or folder; one in Swift is compiled where it has changed.
    ///
    /// - Parameters:
    ///   - path: the file or folder, as messages name it.
    ///   - replayed: what the revisions lead to, where that is known and its database needed no more.
    /// - Returns: the schema, and where everything is declared.
    /// - Throws: `MigrationError` with everything that is wrong with it.
    func loadSchema(_ path: String, besides replayed: ReplayedSchema? = nil) throws(MigrationError) -> DeclaredSchema {
        let versionTable = try versionTable()
        guard path.hasSuffix(".swift") else {
            return try DeclaredSchema.load(path: path, versionTable: versionTable, besides: replayed)
        }
        let console = console
        let compiled = CompiledSchema(path, variables: process) { console.note("Compiling \(path)…") }
        let text = try SignalHandling.interrupting { interruption throws(MigrationError) in
            try compiled.text(interruption)
        }
        return try DeclaredSchema.load([text], versionTable: versionTable, besides: replayed)
    }

    /// The schema that revisions lead to, and the declared one; where they are much alike, in little more than the time of
    /// one.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - targets: the newest of them; none for the empty schema.
    /// - Returns: both schemas.
    /// - Throws: what `declaredSchema` throws; where that is in order, what `replay` throws.
    func schemas(_ graph: RevisionGraph, at targets: [RevisionID]) throws -> (actual: Schema, declared: Schema) {
        let replayed: ReplayedSchema
        do {
            replayed = try ReplayedSchema(try replay(graph, at: targets))
        } catch {
            _ = try declaredSchema()
            throw error
        }
        return (replayed.schema, try declaredSchema(besides: replayed).schema)
    }

    /// The schema that revisions lead to, replayed on a scratch database.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - targets: the newest of them; none for the empty schema.
    /// - Returns: the schema.
    /// - Throws: `MigrationError` for a revision that can't be run on an empty database, `GraphError` for the targets.
    func replayedSchema(_ graph: RevisionGraph, at targets: [RevisionID]) throws -> Schema {
        try replay(graph, at: targets).schema()
    }

    /// A scratch database on which revisions were run.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - targets: the newest of them; none for an empty database.
    /// - Returns: the replay, with the rows that the revisions inserted.
    /// - Throws: `MigrationError` for a revision that can't be run on an empty database, `GraphError` for the targets.
    func replay(_ graph: RevisionGraph, at targets: [RevisionID]) throws -> SchemaReplay {
        var needed: Set<RevisionID> = []
        for target in targets {
            for revision in try graph.upgradePath(to: RevisionTarget(target.rawValue), from: []) {
                needed.insert(revision.id)
            }
        }
        let path = try graph.upgradePath(to: .heads, from: []).filter { needed.contains($0.id) }
        return try SignalHandling.interrupting { interruption throws(MigrationError) in
            let replay = try SchemaReplay(
                versionTable: try versionTable(),
                scripts: try scripts(),
                interruption: interruption
            )
            try replay.prepare(path)
            for revision in path { try replay.run(revision, .upgrade) }
            return replay
        }
    }

    /// The schema of a database; that of a file that does not exist is empty.
    func liveSchema(
        _ location: DatabaseLocation,
        _ database: DatabaseOptions? = nil
    ) throws(MigrationError) -> Schema {
        do throws(DatabaseError) {
            let options = database.map { connectionOptions($0) } ?? ConnectionOptions()
            let connection = try DatabaseConnector.openExisting(location, options: options)
            let versionTable: String
            do throws(MigrationError) {
                versionTable = try self.versionTable()
            } catch {
                throw DatabaseError(.unsupported, error.summary)
            }
            return try SchemaInspector.schema(of: connection, versionTable: versionTable)
        } catch {
            throw MigrationError(error, at: location)
        }
    }

    /// The one head that a comparison is made with.
    ///
    /// - Returns: none where there are no revisions yet.
    /// - Throws: `MigrationError` where there are several.
    func singleHead(_ graph: RevisionGraph) throws(MigrationError) -> [RevisionID] {
        guard graph.heads.count > 1 else { return graph.heads }
        throw MigrationError(
            .invalidTarget,
            "multiple heads are present: " + graph.heads.map(\.rawValue).joined(separator: ", "),
            remedy: "Join them with `migrate merge`."
        )
    }

    private func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }
}

extension Project {
    /// Whether a declared schema is there and has at least one statement.
    func hasDeclarations(_ path: String) throws(MigrationError) -> Bool {
        let full = FilePath.join(workingDirectory, path)
        guard exists(full) else { return false }
        return try !loadSchema(path).schema.isEmpty
    }

    /// Whether a declared schema is there without a statement, but with words of somebody's.
    func hasOwnWords(_ path: String) -> Bool {
        guard let text = text(of: path) else { return false }
        return !ProjectScaffold.isUntouched(text) && text.contains { !$0.isWhitespace }
    }

    private func text(of path: String) -> String? {
        EnvironmentSnapshot.contents(of: FilePath.join(workingDirectory, path))
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Writes the declared schema in the place of one without a statement, whose comments stay.
    func writeDeclaredSchema(_ text: String) throws(MigrationError) {
        let path = try schemaPath()
        let full = FilePath.join(workingDirectory, path)
        var text = text
        if hasOwnWords(path), let words = self.text(of: path) {
            text = words + (words.hasSuffix("\n") ? "\n" : "\n\n") + text
        }
        let descriptor = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw MigrationError(.configuration, "\(path) can't be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        Console.write(text, to: descriptor)
    }
}
