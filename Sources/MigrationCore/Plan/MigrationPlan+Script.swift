extension MigrationPlan {
    /// The plan as text that `sqlite3 -bail` runs as it is: what `--sql` prints.
    ///
    /// Each revision is its own transaction and looks first whether the database is where the plan expects it, so that a
    /// script that is run twice, or on another database, fails before it changes anything.
    ///
    /// - Parameter identity: what the history rows carry.
    /// - Returns: the script.
    /// - Throws: `PlanError` of kind `cannotRun` where a revision is a Swift file.
    package func script(_ identity: RunIdentity) throws(PlanError) -> String {
        var script = SQLScript()
        writeHeader(identity, to: &script)
        for (index, step) in steps.enumerated() {
            if case .script = step.work { throw .cannotPrint(step.revision) }
            script.blank()
            script.comment("\(index + 1) of \(steps.count): \(step.headline)")
            if let revision = step.revision, step.direction != .stamp { script.comment(revision.source.file) }
            let batches = step.batches(StepWriter(step: step, identity: identity, sequence: nil))
            for batch in batches { write(batch, of: step, to: &script) }
        }
        return script.text
    }

    /// What creates the version table and the history, as text that `sqlite3 -bail` runs as it is.
    ///
    /// - Parameter versionTable: the name of the version table.
    /// - Returns: the script.
    package static func ensureVersionScript(versionTable: String) -> String {
        var script = SQLScript()
        script.statement("BEGIN IMMEDIATE")
        script.statements(VersionTable(Identifier(versionTable)).creation)
        script.statement("COMMIT")
        return script.text
    }

    private func writeHeader(_ identity: RunIdentity, to script: inout SQLScript) {
        script.comment("Made by migrate \(identity.toolVersion): \(summary).")
        script.comment("")
        script.comment("Run it with:  sqlite3 -bail DATABASE < THIS_FILE")
        script.comment("")
        script.comment(
            "It expects the database at \(from.commaList), and fails before it changes anything where it is not."
        )
        script.comment(
            "Each revision is a transaction: after an error, those before it stay. Without -bail, sqlite3 would go"
        )
        script.comment("on after an error.")
        script.blank()
        script.statement("PRAGMA foreign_keys = ON")
    }

    private func write(_ batch: StepBatch, of step: MigrationStep, to script: inout SQLScript) {
        switch batch.batch.transaction {
        case .none:
            script.blank()
            script.comment("transaction=off: each statement for itself")
            script.statements(batch.batch.statements)
        case .atomic(foreignKeys: .enforced):
            script.statement("BEGIN IMMEDIATE")
            script.statements(batch.batch.statements)
            script.statement("COMMIT")
        case .atomic(foreignKeys: .off):
            writeWithoutForeignKeys(batch, to: &script)
        }
    }

    /// Inside a transaction the pragma does nothing (sqlite.org/pragma.html#pragma_foreign_keys), so it stands around it.
    private func writeWithoutForeignKeys(_ batch: StepBatch, to script: inout SQLScript) {
        let guarded = (batch.guardIndex ?? -1) + 1
        script.statement("PRAGMA foreign_keys = OFF")
        script.statement("BEGIN IMMEDIATE")
        script.statements(batch.batch.statements.prefix(guarded))
        script.statement(ForeignKeyComparison.remembering)
        script.statements(batch.batch.statements.dropFirst(guarded))
        script.statement(ForeignKeyComparison.assertion)
        script.statement(ForeignKeyComparison.forgetting)
        script.statement("COMMIT")
        script.statement("PRAGMA foreign_keys = ON")
    }
}

/// In SQL alone what the driver does around a section with `foreign_keys=off`: rows without a parent that were there before
/// don't count.
private enum ForeignKeyComparison {
    private static let violations = """
        SELECT lower("table") AS child, lower(parent) AS parent, count(*) AS number
            FROM pragma_foreign_key_check GROUP BY 1, 2
        """

    /// A temporary table is rolled back with the rest.
    static let remembering = SQLStatement("CREATE TEMP TABLE migrate_violations AS\n    \(violations)")

    static let assertion = VersionTable.assertion(
        """
        NOT EXISTS (SELECT 1 FROM (
                \(violations)
            ) AS found LEFT JOIN temp.migrate_violations AS known USING (child, parent)
            WHERE found.number > coalesce(known.number, 0))
        """,
        "rows would be left without the parent that their foreign key names"
    )

    static let forgetting = SQLStatement("DROP TABLE temp.migrate_violations")
}
