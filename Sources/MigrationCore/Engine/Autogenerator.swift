/// Writes the sections of a revision that leads from one schema to another, and proves them before anyone sees them.
///
/// ```swift
/// let generator = Autogenerator(versionTable: "alembic_version")
/// if let revision = try generator.revision(from: actual, to: declared.schema) { print(revision.up.text) }
/// ```
package struct Autogenerator {
    let versionTable: String
    /// The library that will run the revision; `nil` is the one at hand.
    let engine: EngineVersion?

    /// Makes a generator.
    ///
    /// - Parameters:
    ///   - versionTable: the name of the version table, which is invisible.
    ///   - engine: the library that will run the revision; by default the one at hand.
    package init(versionTable: String, engine: EngineVersion? = nil) {
        self.versionTable = versionTable
        self.engine = engine
    }

    /// Compares, renders and proves.
    ///
    /// - Parameters:
    ///   - from: the state at the head of the revisions, or of a database.
    ///   - to: the declared schema.
    ///   - options: declared renames and backfills.
    ///   - replayed: the scratch database on which the revisions led to `from`, with the rows that they inserted; it is
    ///     brought to the new schema.
    /// - Returns: the revision; `nil` where nothing differs.
    /// - Throws: `MigrationError`: `.declined` with a `RenameQuestion` underneath where a drop and an add look like a rename
    ///   and nothing is declared; `.schema` where the change is impossible or the proof fails. Nothing is written then.
    package func revision(
        from: Schema,
        to: Schema,
        options: DiffOptions = DiffOptions(),
        replayed: ScratchDatabase? = nil
    ) throws(MigrationError) -> GeneratedRevision? {
        let diff = try Autogenerator.diff(from: from, to: to, options: options)
        if diff.isEmpty { return nil }
        if !options.treatsRestAsDropAndAdd, !diff.candidates.isEmpty {
            throw RenameQuestion(candidates: diff.candidates).error
        }
        let revision = try proven(diff)
        if let replayed {
            let proof = try RevisionProof(diff: diff, up: revision.up, down: revision.down, versionTable: versionTable)
            try proof.run(on: replayed)
        }
        return revision
    }

    /// What a database holds beyond what its revisions make, or lacks of it, where that keeps a revision that was made for it
    /// from being replayed after them.
    ///
    /// - Parameters:
    ///   - revision: what was generated.
    ///   - replay: the revisions before it, run on a scratch database, which is changed.
    /// - Returns: a warning; `nil` where the revision can be replayed.
    /// - Throws: `MigrationError` where a schema can't be read.
    package func drift(
        hindering revision: GeneratedRevision,
        on replay: SchemaReplay
    ) throws(MigrationError) -> String? {
        let replayed = try ReplayedSchema(replay)
        guard replayed.schema != revision.diff.from else { return nil }
        let (up, down) = (revision.up, revision.down)
        let proof = try RevisionProof(diff: revision.diff, up: up, down: down, versionTable: versionTable)
        guard try !proof.holds(on: replayed.scratch) else { return nil }
        let drift = try Autogenerator.diff(
            from: replayed.schema,
            to: revision.diff.from,
            options: DiffOptions(treatsRestAsDropAndAdd: true, usesHints: false)
        )
        let changes = drift.log.map { $0.dropFirst("Detected ".count) }
        return "the database is not what its revisions make (\(changes.joined(separator: ", "))); this revision is for "
            + "it alone, and `check`, `verify` and new databases, which run the revisions one after the other, fail at it"
    }

    /// Compares only.
    ///
    /// - Parameters:
    ///   - from: what there is.
    ///   - to: what there should be.
    ///   - options: declared renames and backfills.
    /// - Returns: the difference.
    /// - Throws: `MigrationError` with the code `.schema` for renames and backfills of what is not there.
    package static func diff(
        from: Schema,
        to: Schema,
        options: DiffOptions = DiffOptions()
    ) throws(MigrationError) -> SchemaDiff {
        do throws(SchemaDiffError) {
            return try SchemaDiff(from: from, to: to, options: options)
        } catch {
            throw MigrationError(error)
        }
    }

    /// The least invasive rendering whose proof holds: where ALTER TABLE turns out to be inexact, all is rebuilt.
    private func proven(_ diff: SchemaDiff) throws(MigrationError) -> GeneratedRevision {
        var failure: MigrationError?
        for alwaysRebuilds in [false, true] {
            let (up, down) = try sections(of: diff, alwaysRebuilds: alwaysRebuilds)
            let proof = try RevisionProof(diff: diff, up: up, down: down, versionTable: versionTable)
            do throws(MigrationError) {
                return GeneratedRevision(diff: diff, up: up, down: down, refusals: try proof.run())
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? MigrationError(.schema, "the generated revision could not be proven")
    }

    /// The sections of a difference, unproven.
    ///
    /// - Parameters:
    ///   - diff: the difference.
    ///   - alwaysRebuilds: whether every changed table is rebuilt, whatever ALTER TABLE could do.
    /// - Returns: the sections.
    /// - Throws: `MigrationError` with the code `.schema` where the change is impossible.
    package func sections(
        of diff: SchemaDiff,
        alwaysRebuilds: Bool = false
    ) throws(MigrationError) -> (up: RevisionTemplate.Section, down: RevisionTemplate.Section) {
        let engine = if let engine { engine } else { try Autogenerator.engineAtHand() }
        do throws(SchemaDiffError) {
            let up = try DDLRenderer(diff, engine: engine, alwaysRebuilds: alwaysRebuilds).script()
            let back = DDLRenderer(diff.inverse, engine: engine, isDowngrade: true, alwaysRebuilds: alwaysRebuilds)
            return (RevisionTemplate.Section(up), RevisionTemplate.Section(try back.script()))
        } catch {
            throw MigrationError(error)
        }
    }

    private static func engineAtHand() throws(MigrationError) -> EngineVersion {
        do throws(DatabaseError) {
            let rows = try ScratchDatabase().connection.query("SELECT sqlite_version()")
            return EngineVersion(rows.first?[0].text ?? "")
        } catch {
            throw MigrationError(error, at: .memory)
        }
    }
}

extension MigrationError {
    /// The one wrapping of what makes a difference impossible.
    package init(_ error: SchemaDiffError) {
        self.init(.schema, error.message, remedy: error.remedy, underlying: error)
    }
}

extension RevisionTemplate.Section {
    /// The section of a script.
    init(_ script: DDLScript) {
        self.init(script.text, transaction: .atomic(foreignKeys: script.foreignKeys))
    }
}
