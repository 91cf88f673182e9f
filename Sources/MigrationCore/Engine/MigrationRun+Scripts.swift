extension MigrationRun {
    /// Runs a Swift revision, in one transaction with its rows.
    ///
    /// Up to COMMIT whatever fails leaves nothing, and the code may begin again. After a lost answer to COMMIT the history
    /// tells what became of it, as for batches.
    ///
    /// - Returns: `false` where the database is not as the plan expects it.
    mutating func executeScript(_ step: MigrationStep, after sequence: Int64) throws(MigrationError) -> Bool {
        guard let revision = step.revision else { return true }
        guard let code = runner.scripts else { throw .noScriptCode(for: revision) }
        begin(step)
        let frame = step.scriptFrame(runner.identity, after: sequence)
        let attempt = ScriptAttempt(
            code: code,
            revision: revision,
            direction: step.direction,
            connection: connection,
            versionTable: runner.options.versionTable,
            isRemote: runner.location.isRemote,
            interruption: runner.interruption,
            frame: frame
        )
        var foreignKeys: Batch.ForeignKeys = code.enforcesForeignKeys(revision) ? .enforced : .off
        var sending = Sending(
            [SentBatch(step: step, batch: frame.closing)],
            Patience(runner.options, at: runner.location)
        ) { run, milliseconds in run.finish(step, milliseconds: milliseconds) }
        while !sending.rest.isEmpty {
            switch attempt.run(foreignKeys: foreignKeys) {
            case .applied:
                finish(step)
                return true
            case .needsForeignKeysOff: foreignKeys = .off
            case .moved:
                let error = DatabaseError(.statement, "the database is not as the plan expects it")
                guard try hasArrived(after: error, &sending) else { return false }
            case .failed(let error, let batch):
                guard try recover(from: error, of: SentBatch(step: step, batch: batch), &sending) else { return false }
            }
        }
        return true
    }
}
