extension MigrationRun {
    /// Runs a Swift revision, in one transaction with its rows.
    ///
    /// Code that asks a server for nothing is one request like an SQL revision; a failure in it is told to the code the next
    /// time, which is answered statement by statement then.
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
        var hasBeenSlow = false
        var collects = runner.location.isRemote
        var sending = Sending(
            [SentBatch(step: step, batch: frame.closing)],
            Patience(runner.options, at: runner.location)
        ) { run, milliseconds in run.finish(step, milliseconds: milliseconds) }
        while !sending.rest.isEmpty {
            switch attempt.run(foreignKeys: foreignKeys, collects: collects) {
            case .applied:
                finish(step)
                return true
            case .collected(let statements):
                let batch = step.batch(of: statements, runner.identity, after: sequence)
                switch try send(batch, of: step, &sending) {
                case .applied: return true
                case .moved: return false
                case .needsAnswers: collects = false
                }
            case .needsAnswers: collects = false
            case .needsForeignKeysOff: foreignKeys = .off
            case .moved:
                let error = DatabaseError(.statement, "the database is not as the plan expects it")
                guard try hasArrived(after: error, &sending) else { return false }
            case .leftAlone(let error, let batch):
                // The same code would be as slow a third time.
                guard !hasBeenSlow, !runner.interruption.isRequested else { throw failure(error, of: step, in: batch) }
                hasBeenSlow = true
            case .failed(let error, let batch):
                guard try recover(from: error, of: SentBatch(step: step, batch: batch), &sending) else { return false }
            }
        }
        return true
    }

    private enum Collected {
        case applied, moved, needsAnswers
    }

    /// Sends what code has written as one batch, until it is applied.
    private mutating func send(
        _ batch: StepBatch,
        of step: MigrationStep,
        _ sending: inout Sending
    ) throws(MigrationError) -> Collected {
        while !sending.rest.isEmpty {
            do throws(DatabaseError) {
                var milliseconds: Int64?
                try connection.apply([batch.batch]) { rows in milliseconds = rows.first?[0].integer }
                finish(step, milliseconds: milliseconds)
                return .applied
            } catch {
                if batch.blames(error), !error.isOutcomeUnknown { return .needsAnswers }
                guard try recover(from: error, of: SentBatch(step: step, batch: batch), &sending) else { return .moved }
            }
        }
        return .applied
    }
}

extension StepBatch {
    /// Whether a statement of a revision's own is at fault, or the request as a whole, which holds them.
    fileprivate func blames(_ error: DatabaseError) -> Bool {
        guard error.isOfStatements else { return false }
        return error.statementIndex.map { index in parts.contains { $0.statements.contains(index) } } ?? true
    }
}
