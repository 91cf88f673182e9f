import ArgumentParser
import MigrationCore

/// What `revision --autogenerate` takes.
struct AutogenerateOptions: ParsableArguments {
    @Flag(help: "Fills the revision with what the declared schema has and the revisions have not, and proves it.")
    var autogenerate = false

    @Option(
        help: ArgumentHelp(
            "A rename, which is never guessed: old_table=new_table or table.old_column=new_column; may be repeated.",
            valueName: "old=new"
        )
    )
    var rename: [String] = []

    @Flag(help: "Whatever is not declared as a rename is dropped and added.")
    var noRenames = false

    @Option(
        help: ArgumentHelp(
            "Values for the rows that a new NOT NULL column would leave empty; may be repeated.",
            valueName: "table.column=expr"
        )
    )
    var backfill: [String] = []

    @Flag(help: "Compares with the environment's database instead of the replayed revisions.")
    var fromDatabase = false

    /// The flags as values.
    func diffOptions() throws(MigrationError) -> DiffOptions {
        do throws(SchemaDiffError) {
            var options = DiffOptions(treatsRestAsDropAndAdd: noRenames)
            for text in rename { options.renames.append(try DeclaredRename(parsing: text)) }
            for text in backfill { options.backfills.append(try DeclaredBackfill(parsing: text)) }
            return options
        } catch {
            throw MigrationError(error)
        }
    }

    /// What the declared schema is compared with, in words.
    var source: String { fromDatabase ? "the database's tables" : "the revisions" }

    func validate() throws {
        do throws(MigrationError) {
            _ = try diffOptions()
        } catch {
            throw ValidationError(([error.summary] + [error.remedy].compactMap(\.self)).joined(separator: "; "))
        }
        guard !autogenerate, !rename.isEmpty || noRenames || !backfill.isEmpty || fromDatabase else { return }
        throw ValidationError("--rename, --no-renames, --backfill and --from-database go with --autogenerate.")
    }
}

/// `revision --autogenerate`: from the project to a proven revision.
struct Autogeneration {
    let project: Project
    let database: DatabaseOptions
    let flags: AutogenerateOptions

    /// Compares, asks about what looks like a rename, and proves.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - parents: what the new revision goes on; none for a new base.
    /// - Returns: the revision; `nil` where nothing differs.
    /// - Throws: `MigrationError` where a rename is not declared, the change is impossible or the proof fails.
    func generate(_ graph: RevisionGraph, on parents: [RevisionID]) throws -> GeneratedRevision? {
        let desired = try project.declaredSchema().schema
        let replay = try flags.fromDatabase ? nil : project.replay(graph, at: parents)
        let actual = if let replay { try replay.schema() } else { try live(graph, parents) }
        let generated = try generate(from: actual, to: desired, replayed: replay?.scratch)
        // Revisions that can't be replayed may be why the database itself is looked at.
        if flags.fromDatabase, let generated, let replay = try? project.replay(graph, at: parents) {
            let generator = Autogenerator(versionTable: try project.versionTable())
            if let drift = try generator.drift(hindering: generated, on: replay) { project.console.warn(drift) }
        }
        return generated
    }

    /// An accepted rename of a table may bring questions about its columns.
    private func generate(
        from actual: Schema,
        to desired: Schema,
        replayed: ScratchDatabase?
    ) throws(MigrationError) -> GeneratedRevision? {
        let generator = Autogenerator(versionTable: try project.versionTable())
        var options = try flags.diffOptions()
        var declined: Set<DeclaredRename> = []
        while true {
            do throws(MigrationError) {
                return try generator.revision(from: actual, to: desired, options: options, replayed: replayed)
            } catch {
                guard let question = error.underlying as? RenameQuestion, project.console.canAsk else { throw error }
                let open = question.candidates.map(\.rename).filter { !declined.contains($0) }
                guard let accepted = project.console.ask(open) else { throw error }
                options.renames += accepted
                declined.formUnion(open)
                options.treatsRestAsDropAndAdd = accepted.isEmpty
            }
        }
    }

    /// A database that lacks revisions would make the new one repeat them.
    private func live(_ graph: RevisionGraph, _ parents: [RevisionID]) throws -> Schema {
        let choice = try project.database(database)
        let rows = try project.migrator(choice, graph, database).history().rows
        guard try graph.applied(rows) == graph.applied(parents) else {
            let names = rows.isEmpty ? "base" : rows.map(\.description).joined(separator: ", ")
            throw MigrationError(
                .pendingMigrations,
                "\(choice.display) is at \(names), and the new revision would go on "
                    + (parents.isEmpty ? "base" : parents.map(\.rawValue).joined(separator: ", ")),
                remedy: "Run `migrate upgrade` first, so that the comparison begins where the revision does."
            )
        }
        return try project.liveSchema(choice.location, database)
    }
}

extension Console {
    /// Says what was detected and what the revision loses or may refuse, before the file is written.
    func tell(_ generated: GeneratedRevision) {
        for line in generated.diff.log { note(line) }
        for warning in generated.warnings { warn(warning.description) }
        for refusal in generated.refusals {
            note("With sample rows the revision's own guard refused, and changed nothing: \(refusal)")
        }
    }

    /// Asks about each drop and add that looks like a rename; no is the answer to everything but yes.
    ///
    /// - Returns: those that are renames; `nil` where the input ended before all were answered.
    func ask(_ candidates: [DeclaredRename]) -> [DeclaredRename]? {
        var accepted: [DeclaredRename] = []
        for candidate in candidates where accepted.allSatisfy({ !$0.sharesSide(with: candidate) }) {
            ask("\(candidate.sentence).\n\(style.bold("Is it a rename?")) [y/N] ")
            guard let answer = readLine()?.lowercased() else { return nil }
            if ["y", "yes"].contains(answer) { accepted.append(candidate) }
        }
        return accepted
    }
}

extension DeclaredRename {
    /// Whether two renames have a name in common, so that only one of them can be meant.
    fileprivate func sharesSide(with other: DeclaredRename) -> Bool {
        switch (self, other) {
        case (.table(let old, let new), .table(let otherOld, let otherNew)):
            old == otherOld || new == otherNew
        case (.column(let table, let old, let new), .column(let otherTable, let otherOld, let otherNew)):
            table == otherTable && (old == otherOld || new == otherNew)
        case (.table, .column), (.column, .table):
            false
        }
    }
}
