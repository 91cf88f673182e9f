/// Runs generated sections up, down and up again on scratch databases, first without rows and then with.
struct RevisionProof {
    let diff: SchemaDiff
    let up: Batch
    let down: Batch
    let versionTable: String

    /// Reads the sections as the file will be read, so that what is proven is what is written.
    init(
        diff: SchemaDiff,
        up: RevisionTemplate.Section,
        down: RevisionTemplate.Section,
        versionTable: String
    ) throws(MigrationError) {
        let template = RevisionTemplate(id: "proof", created: CivilTime(epoch: 0), body: .sql(up: up, down: down))
        let revision: Revision
        do throws(RevisionFileError) {
            revision = try template.file(named: "{rev}").revision
        } catch {
            throw MigrationError(error)
        }
        guard case .sql(let upSection, .some(let downSection)) = revision.body else {
            throw MigrationError(.schema, "the generated revision has no sections")
        }
        self.diff = diff
        self.up = Batch(upSection.statements, transaction: upSection.transaction)
        self.down = Batch(downSection.statements, transaction: downSection.transaction)
        self.versionTable = versionTable
    }

    /// Proves.
    ///
    /// - Returns: what the revision's own guards refused of the sample rows.
    /// - Throws: `MigrationError` with what is wrong, `.schema` where the revision does not lead where it should.
    func run() throws(MigrationError) -> [String] {
        try BackfillProof(diff: diff).run()
        try runWithoutRows()
        return try runWithRows()
    }
}

extension RevisionProof {
    /// On the rows that the revisions before it insert, the upgrade must succeed, or no empty database could be brought to
    /// the head any more.
    ///
    /// - Parameter replayed: the database to which those revisions lead; it is changed.
    /// - Throws: `MigrationError` with what is wrong.
    func run(on replayed: ScratchDatabase) throws(MigrationError) {
        let database = ProofDatabase(scratch: replayed)
        if let error = database.apply(up) {
            throw MigrationError(
                .schema,
                "the revisions before it insert rows that this one would refuse: "
                    + (RowGuard.message(in: error.message) ?? error.message),
                remedy:
                    "Declare a default, or values with --backfill: otherwise no empty database could be brought to the "
                    + "head any more. Nothing was written.",
                underlying: error
            )
        }
        try expect(diff.to, in: database, after: "upgrade")
    }

    /// Whether the upgrade leads from another state than the one it was made for to the same schema.
    ///
    /// - Parameter other: the database in that state; it is changed.
    /// - Returns: `false` where it fails, or leads elsewhere.
    /// - Throws: `MigrationError` where the schema can't be read.
    func holds(on other: ScratchDatabase) throws(MigrationError) -> Bool {
        let database = ProofDatabase(scratch: other)
        guard database.apply(up) == nil else { return false }
        return try database.schema(versionTable: versionTable) == diff.to
    }

    /// On empty tables all must succeed: up, down, and up again.
    private func runWithoutRows() throws(MigrationError) {
        let database = try ProofDatabase(diff.from)
        for (batch, goal, direction) in [
            (up, diff.to, "upgrade"), (down, diff.from, "downgrade"), (up, diff.to, "upgrade"),
        ] {
            if let error = database.apply(batch) {
                // Without rows that can only be a reference to what is no key, as the start has one: no way leads back there,
                // which the run with rows tells.
                if direction == "downgrade", error.code == .foreignKeys { return }
                throw failure("the \(direction) fails on empty tables", error)
            }
            try expect(goal, in: database, after: direction)
        }
    }

    /// With sample rows in every table that is touched: they survive, or the revision refuses and leaves all as it was.
    private func runWithRows() throws(MigrationError) -> [String] {
        let sampled = SampledTables(diff).names
        let database = try ProofDatabase(diff.from, sampling: sampled, holdsJSON: JSONColumns(diff).names)
        let kept = KeptValues(diff)
        let before = try kept.read(from: database, isAfter: false)
        if let error = database.apply(up) {
            return [try refusal(error, "upgrade", database, diff.from, kept, before, isAfter: false)]
        }
        try expect(diff.to, in: database, after: "upgrade")
        try expectRows(before, kept, database, isAfter: true, after: "upgrade")
        if let error = database.apply(down) {
            return [try refusal(error, "downgrade", database, diff.to, kept, before, isAfter: true)]
        }
        try expect(diff.from, in: database, after: "downgrade")
        try expectRows(before, kept, database, isAfter: false, after: "downgrade")
        return []
    }

    /// What the revision said, where it refused by itself and changed nothing.
    private func refusal(
        _ error: DatabaseError,
        _ direction: String,
        _ database: ProofDatabase,
        _ goal: Schema,
        _ kept: KeptValues,
        _ before: [KeptValues.Rows],
        isAfter: Bool
    ) throws(MigrationError) -> String {
        if let message = RowGuard.message(in: error.message), message.hasSuffix(RowGuard.incompleteCopy) {
            throw failure("the \(direction) loses or doubles sample rows", error)
        }
        // SQLITE_MISMATCH is what a rowid says to a value that is no integer; a JSON function says it in words alone.
        let isRefusal =
            RowGuard.message(in: error.message) != nil || error.code == .constraint || error.code == .foreignKeys
            || error.resultCode & 0xFF == 20 || error.message.hasPrefix("malformed JSON")
        guard isRefusal else { throw failure("the \(direction) fails on sample rows", error) }
        try expect(goal, in: database, after: "refused \(direction)")
        try expectRows(before, kept, database, isAfter: isAfter, after: "refused \(direction)")
        return RowGuard.message(in: error.message) ?? error.message
    }

    private func expect(_ goal: Schema, in database: ProofDatabase, after direction: String) throws(MigrationError) {
        let reached = try database.schema(versionTable: versionTable)
        guard reached != goal else { return }
        let rest = try Autogenerator.diff(from: reached, to: goal, options: DiffOptions(usesHints: false))
        let lines = rest.log.isEmpty ? ["(no object by itself)"] : rest.log
        throw MigrationError(
            .schema,
            "the generated \(direction) does not lead to the schema that it should lead to; what is left:\n"
                + lines.map { "  \($0)" }.joined(separator: "\n"),
            remedy: "Nothing was written. Please report this with the two schemas; `migrate revision` writes an empty "
                + "revision to fill in by hand."
        )
    }

    private func expectRows(
        _ before: [KeptValues.Rows],
        _ kept: KeptValues,
        _ database: ProofDatabase,
        isAfter: Bool,
        after direction: String
    ) throws(MigrationError) {
        let now = try kept.read(from: database, isAfter: isAfter)
        for (old, new) in zip(before, now) where old != new {
            throw MigrationError(
                .schema,
                "the generated \(direction) changes sample rows of table '\(old.table)' that it should keep:\n"
                    + "  before: \(old.values.prefix(3).joined(separator: "; "))\n"
                    + "  after:  \(new.values.prefix(3).joined(separator: "; "))",
                remedy: "Nothing was written. Please report this with the two schemas."
            )
        }
    }

    private var hasBackfills: Bool {
        diff.operations.contains { operation in
            if case .alterTable(let difference) = operation { !difference.backfills.isEmpty } else { false }
        }
    }

    private func failure(_ what: String, _ error: DatabaseError) -> MigrationError {
        let reason = RowGuard.message(in: error.message) ?? error.message
        let statement = error.statement.map { "\n  " + $0.text.prefix(300) } ?? ""
        return MigrationError(
            .schema,
            "\(what): \(reason)\(statement)",
            remedy: "Nothing was written. "
                + (hasBackfills
                    ? "An expression given with --backfill or a hint has to be valid SQL over the old row."
                    : "`migrate revision` writes an empty revision to fill in by hand; please report this with the two schemas."),
            underlying: error
        )
    }
}
