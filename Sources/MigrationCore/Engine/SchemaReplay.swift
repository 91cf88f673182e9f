/// Runs revisions on a scratch database, to see what they lead to.
package struct SchemaReplay {
    package let scratch: ScratchDatabase
    private let versionTable: String
    private let scripts: (any ScriptCode)?
    private let interruption: Interruption

    /// Starts with an empty database.
    ///
    /// - Parameters:
    ///   - versionTable: the name of the version table, which is invisible.
    ///   - scripts: runs Swift revisions; without it they are refused.
    ///   - interruption: ends it, at the next revision or in the midst of a Swift one.
    /// - Throws: `MigrationError` where SQLite can't open a database in memory.
    package init(
        versionTable: String,
        scripts: (any ScriptCode)? = nil,
        interruption: Interruption = Interruption()
    ) throws(MigrationError) {
        do throws(DatabaseError) {
            scratch = try ScratchDatabase()
        } catch {
            throw MigrationError(error, at: .memory)
        }
        self.versionTable = versionTable
        self.scripts = scripts
        self.interruption = interruption
    }

    /// Goes on with a database that holds something already.
    init(
        scratch: ScratchDatabase,
        versionTable: String,
        scripts: (any ScriptCode)?,
        interruption: Interruption = Interruption()
    ) {
        self.scratch = scratch
        self.versionTable = versionTable
        self.scripts = scripts
        self.interruption = interruption
    }

    /// The schema to which revisions lead.
    ///
    /// - Parameters:
    ///   - revisions: in the order in which they are applied.
    ///   - versionTable: the name of the version table, which is invisible.
    ///   - scripts: runs Swift revisions; without it they are refused.
    /// - Returns: the schema.
    /// - Throws: `MigrationError` for a revision that can't be run on an empty database.
    package static func schema(
        of revisions: some Sequence<Revision>,
        versionTable: String,
        scripts: (any ScriptCode)? = nil
    ) throws(MigrationError) -> Schema {
        let replay = try SchemaReplay(versionTable: versionTable, scripts: scripts)
        let revisions = Array(revisions)
        try replay.prepare(revisions)
        for revision in revisions { try replay.run(revision, .upgrade) }
        return try replay.schema()
    }

    /// Runs one revision.
    ///
    /// - Parameters:
    ///   - revision: the revision.
    ///   - direction: up or down; a revision without a down section is refused.
    /// - Throws: `MigrationError` with the place of the statement that fails.
    package func run(_ revision: Revision, _ direction: MigrationDirection) throws(MigrationError) {
        guard !interruption.isRequested else { throw .interrupted() }
        switch revision.body {
        case .script:
            try runScript(revision, direction)
        case .sql(let up, let down):
            guard let section = direction == .upgrade ? up : down else {
                throw MigrationError(
                    .cannotRun,
                    "\(revision.source): revision \(revision.id) has no migrate:down section",
                    remedy: "Write one, or leave the revision out of what is taken back."
                )
            }
            try run(section, of: revision, direction)
        }
    }

    /// Makes the Swift revisions among those that will be run ready, which may take a compiler some seconds.
    ///
    /// - Parameter revisions: all that will be run.
    /// - Throws: `MigrationError` where one of them can't be run.
    package func prepare(_ revisions: some Sequence<Revision>) throws(MigrationError) {
        let written = revisions.filter { $0.body == .script }
        guard let first = written.first else { return }
        guard let scripts else {
            throw MigrationError(
                .cannotRun,
                "\(first.source): revision \(first.id) is written in Swift, and can't be replayed here",
                remedy: "Compare with a database that has it: --from-database, or `migrate diff --from database`."
            )
        }
        try scripts.prepare(written, interruption)
    }

    /// Runs a Swift revision, and keeps what it does where that is asked for.
    func runScript(
        _ revision: Revision,
        _ direction: MigrationDirection,
        recording: ScriptRecording? = nil
    ) throws(MigrationError) {
        try prepare([revision])
        guard let scripts else { return }
        let attempt = ScriptAttempt(
            code: scripts,
            revision: revision,
            direction: direction,
            connection: scratch.connection,
            versionTable: versionTable,
            isRemote: false,
            interruption: interruption,
            recording: recording
        )
        let first: Batch.ForeignKeys = scripts.enforcesForeignKeys(revision) ? .enforced : .off
        let end = interruption.watching(scratch.connection) {
            let end = attempt.run(foreignKeys: first)
            if case .needsForeignKeysOff = end { return attempt.run(foreignKeys: .off) }
            return end
        }
        guard !interruption.isRequested else { throw .interrupted() }
        if case .failed(let error, _) = end { throw failure(error, of: revision, direction) }
    }

    private func remedy(_ revision: Revision, _ direction: MigrationDirection) -> String {
        let words =
            direction == .downgrade
            ? "Mend the \(revision.nameOfDowngrade): it runs on the schema that its \(revision.nameOfUpgrade) leaves"
            : "The revisions have to lead from an empty database to the head by themselves"
        guard revision.body == .script else { return words + "." }
        return words + "; there most tables hold no rows, and code that reads has to go on where none is found."
    }

    /// What the database holds now.
    ///
    /// - Returns: the schema.
    /// - Throws: `MigrationError` where a declaration can't be read.
    package func schema() throws(MigrationError) -> Schema {
        do throws(DatabaseError) {
            return try scratch.schema(versionTable: versionTable)
        } catch {
            throw MigrationError(error, at: .memory)
        }
    }

    private func run(
        _ section: Revision.Section,
        of revision: Revision,
        _ direction: MigrationDirection
    ) throws(MigrationError) {
        do throws(DatabaseError) {
            try scratch.connection.apply(Batch(try statements(of: section), transaction: section.transaction))
        } catch {
            throw failure(error, of: revision, direction)
        }
    }

    private func failure(
        _ error: DatabaseError,
        of revision: Revision,
        _ direction: MigrationDirection
    ) -> MigrationError {
        let place = error.statement?.source ?? revision.source
        let reason = RowGuard.message(in: error.message) ?? error.message
        return MigrationError(
            .statementFailed,
            "\(place): revision \(revision.id) can't be replayed (\(direction.rawValue)) on a scratch database: \(reason)",
            remedy: remedy(revision, direction),
            underlying: error
        )
    }

    /// What is sent for a section; where it creates a great many tables, with steps between that keep SQLite quick.
    private func statements(of section: Revision.Section) throws(DatabaseError) -> [SQLStatement] {
        guard case .atomic = section.transaction, TableCreations.isWorthwhile(section.statements.count),
            try scratch.connection.query("PRAGMA writable_schema").first?[0] == .integer(0)
        else { return section.statements }
        return TableCreations.steps(section.statements).map { step in
            switch step {
            case .given(let position): section.statements[position]
            case .own(let statement): statement
            }
        }
    }
}
