import MigrationCore

/// `init --from-database`: the schema of a live database becomes the declared schema and the first revision.
struct Baseline {
    let project: Project
    let database: DatabaseOptions
    let isConfirmed: Bool

    /// Reads, proves, writes both files, and stamps the database.
    ///
    /// - Parameter members: what the object of `--json` says besides.
    /// - Throws: `MigrationError` where the project already has revisions or a declared schema, or where the database
    ///   is at revisions that only its own files know.
    func make(_ members: [(String, JSONValue)] = []) async throws {
        let loaded = try project.loadFiles()
        try refuseExisting(loaded.graph)
        let choice = try project.database(database)
        let rows = try project.migrator(choice, loaded.graph, database).history().rows
        guard rows.count < 2 else { throw severalRows(choice, rows) }
        if rows.isEmpty { try project.console.confirm("Stamp the baseline", on: choice, isGiven: isConfirmed) }
        let live = try project.liveSchema(choice.location, database)
        let text = Baseline.declaration(of: live)
        let problem = try problem(in: text)
        let generated = try generate(from: live, of: choice, problem)
        let checked = try revision(generated, id: rows.first).checked(in: loaded)
        let path = try loaded.directory.write(checked.file, to: checked.location)
        let isSwift = try project.schemaPath().hasSuffix(".swift")
        try project.writeDeclaredSchema(isSwift ? Baseline.swiftDeclaration(of: live) : text)
        if let problem {
            project.console.warn("the database's schema has what a declared one may not: \(problem.summary)")
        }
        if rows.isEmpty { try await stamp(checked.file.revision.id, choice) }
        report(checked.file.revision.id, path, generated, isStamped: rows.isEmpty, members)
    }

    private func refuseExisting(_ graph: RevisionGraph) throws(MigrationError) {
        let path = try project.schemaPath()
        if let first = graph.revisions.first {
            throw MigrationError(
                .configuration,
                "\(first.source.file) is there already, and a baseline is the first revision",
                remedy: "Compare with the database by `migrate diff --from database`, or begin in another --directory."
            )
        }
        // Comments can't be put around what is printed as Swift.
        let isDeclared = try project.hasDeclarations(path)
        if isDeclared || (path.hasSuffix(".swift") && project.hasOwnWords(path)) {
            throw MigrationError(
                .configuration,
                "\(path) already declares a schema, which is never overwritten",
                remedy: "Move it away, or write the first revision with `migrate revision --autogenerate`."
            )
        }
    }

    private func severalRows(_ choice: DatabaseChoice, _ rows: [RevisionID]) -> MigrationError {
        MigrationError(
            .unknownRevision,
            "\(choice.display) is at several revisions, " + rows.map(\.description).joined(separator: ", ")
                + ", and a baseline is one",
            remedy: "Merge them with the tool that made them first."
        )
    }

    private static func declaration(of schema: Schema) -> String {
        "-- What the database should look like. Change it here, then let\n"
            + "-- `migrate revision --autogenerate -m \"…\"` write the revision.\n\n" + schema.declaration
    }

    private static func swiftDeclaration(of schema: Schema) -> String {
        "// What the database should look like. Change it here, then let\n"
            + "// `migrate revision --autogenerate -m \"…\"` write the revision.\n\n" + schema.swiftDeclaration
    }

    /// Databases hold more than may be declared: a trigger that names a lost table, a foreign key without a key.
    private func problem(in text: String) throws(MigrationError) -> MigrationError? {
        let texts = [SchemaText(file: try project.schemaPath(), text: text)]
        let versionTable = try project.versionTable()
        do throws(MigrationError) {
            _ = try DeclaredSchema.load(texts, versionTable: versionTable)
            return nil
        } catch {
            return error
        }
    }

    private func generate(
        from live: Schema,
        of choice: DatabaseChoice,
        _ problem: MigrationError?
    ) throws -> GeneratedRevision {
        let options = DiffOptions(treatsRestAsDropAndAdd: true, usesHints: false)
        let generator = Autogenerator(versionTable: try project.versionTable())
        let generated: GeneratedRevision?
        do throws(MigrationError) {
            generated = try generator.revision(from: Schema(), to: live, options: options)
        } catch {
            guard let problem else { throw error }
            throw MigrationError(
                .schema,
                "\(choice.display) can't be begun from: \(problem.summary)",
                remedy: "Mend or drop that in the database first; no revision was written and nothing was stamped.",
                underlying: error
            )
        }
        guard let generated else {
            throw MigrationError(
                .schema,
                "\(choice.display) has no tables, and so there is nothing to begin from",
                remedy: "Declare the schema in \(try project.schemaPath()), and run `migrate revision --autogenerate`."
            )
        }
        return generated
    }

    /// Where another tool's revision is recorded, the baseline takes its place under its id.
    private func revision(_ generated: GeneratedRevision, id: RevisionID?) throws(MigrationError) -> NewRevision {
        var revision = NewRevision()
        revision.message = "Baseline"
        revision.heads = ["head"]
        revision.id = id?.rawValue
        revision.generated = generated
        revision.filePattern =
            try project.text(project.configuration.fileTemplate) ?? RevisionTemplate.defaultFilePattern
        return revision
    }

    private func stamp(_ id: RevisionID, _ choice: DatabaseChoice) async throws {
        let migrator = try project.migrator(choice, try project.loadFiles().graph, database)
        do throws(MigrationError) {
            _ = try await migrator.stamp([RevisionTarget(id.rawValue)])
        } catch {
            var explained = error
            explained.remedy =
                (error.remedy.map { "\($0) " } ?? "")
                + "The files are written; then run `migrate stamp \(id)`, for the baseline is not to be run here."
            throw explained
        }
    }

    private func report(
        _ id: RevisionID,
        _ path: String,
        _ generated: GeneratedRevision,
        isStamped: Bool,
        _ members: [(String, JSONValue)]
    ) {
        project.console.print(["created \(path)"])
        let own: [(String, JSONValue)] = [
            ("revision", .string(id.rawValue)), ("path", .string(path)), ("stamped", .bool(isStamped)),
            ("changes", JSONValue(changes: generated.changes)),
        ]
        project.console.json(JSONValue.object([]).adding(members + own))
        project.console.note(
            (isStamped
                ? "The database is stamped with \(id); nothing else in it was changed."
                : "The database is at \(id) already.")
                + " Next: change the schema, and run `migrate revision --autogenerate -m \"…\"`."
        )
    }
}
