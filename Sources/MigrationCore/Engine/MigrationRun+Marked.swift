extension MigrationRun {
    /// A section without a transaction: marked as begun, run statement by statement, marked as ended.
    mutating func executeMarked(_ step: MigrationStep, after sequence: Int64) throws(MigrationError) -> Bool {
        let batches = step.batches(runner.identity, after: sequence)
        guard batches.count == 3 else { return true }
        let (mark, work, end) = (batches[0], batches[1], batches[2])
        begin(step)
        guard try send([SentBatch(step: step, batch: mark)]) else { return false }
        do throws(DatabaseError) {
            try connection.apply(work.batch)
        } catch {
            throw unfinished(error, step, work, after: sequence + 1)
        }
        do throws(MigrationError) {
            // The guard of the end fails where someone has moved the version meanwhile, which a new plan can't mend.
            guard try send([SentBatch(step: step, batch: end)], stopsAtGuard: true) else { return false }
        } catch {
            var failed = error
            failed.becomeUnfinished(step, statement: work.batch.statements.count, of: work, isUndone: true)
            throw failed
        }
        finish(step)
        return true
    }

    /// What a statement of such a section leaves behind when it fails.
    private mutating func unfinished(
        _ error: DatabaseError,
        _ step: MigrationStep,
        _ work: StepBatch,
        after sequence: Int64
    ) -> MigrationError {
        var failed = failure(error, of: step, in: work)
        let done = error.statementIndex ?? 0
        let hasLeftNothing = error.hasLeftNothing ?? (error.statementIndex == nil)
        let isUndone = done == 0 && hasLeftNothing && !error.isOutcomeUnknown
        if isUndone, clearMark(step, after: sequence) { return failed }
        // Only what a constraint or RAISE stops can have kept rows.
        let isWhole = isUndone || done > 0 && error.code != .constraint
        failed.becomeUnfinished(
            step,
            statement: done,
            of: work,
            isUndone: isWhole && !error.isOutcomeUnknown,
            isUnknown: error.isOutcomeUnknown
        )
        return failed
    }

    /// Takes the mark back; on a connection of its own, for an interrupted one runs nothing more.
    private func clearMark(_ step: MigrationStep, after sequence: Int64) -> Bool {
        let clearing = step.clearingMark(runner.identity, after: sequence)
        do {
            let other = runner.interruption.isRequested && runner.location != .memory ? try runner.open() : connection
            try other.apply(clearing.batch)
            return true
        } catch {
            return false
        }
    }
}
