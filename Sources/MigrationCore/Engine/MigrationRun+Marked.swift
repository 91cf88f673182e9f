extension MigrationRun {
    /// A section without a transaction: marked as begun, run statement by statement, marked as ended.
    mutating func executeMarked(_ step: MigrationStep, after sequence: Int64) throws(MigrationError) -> Bool {
        let batches = step.batches(runner.identity, after: sequence)
        guard batches.count == 3 else { return true }
        let (mark, work, end) = (batches[0], batches[1], batches[2])
        begin(step)
        guard try send([SentBatch(step: step, batch: mark)]) else { return false }
        try run(work, of: step, after: sequence + 1)
        do throws(MigrationError) {
            // What is done has to be recorded, even where the user wishes to stop.
            try reconnect()
            // The guard fails where someone has moved the version meanwhile, which a new plan can't mend.
            return try send([SentBatch(step: step, batch: end)], stopsAtGuard: true) { run, milliseconds in
                run.finish(step, milliseconds: milliseconds)
            }
        } catch {
            let isUnknown =
                error.code == .unknownOutcome || (error.underlying as? DatabaseError)?.isOutcomeUnknown == true
            let failed = error.underlying as? DatabaseError
            let isOvertaken = failed?.code == .statement && failed?.statementIndex == end.guardIndex
            let ending: UnfinishedSection.Ending =
                isUnknown ? .perhapsRecorded : isOvertaken ? .overtaken : .unrecorded
            throw stopped(step, work, work.batch.statements.count, ending).turning(error)
        }
    }

    /// Runs the statements; what surely was not carried out, for the server did not answer, is tried again.
    private mutating func run(
        _ work: StepBatch,
        of step: MigrationStep,
        after sequence: Int64
    ) throws(MigrationError) {
        let statements = work.batch.statements
        var patience = Patience(runner.options, at: runner.location)
        var done = 0
        while true {
            do throws(DatabaseError) {
                try connection.apply(Batch(Array(statements[done...]), transaction: .none))
                return
            } catch {
                var error = error
                if let index = error.statementIndex {
                    if index > 0 { patience.renew() }
                    done += index
                    error.statementIndex = done
                }
                // Another connection does as well, unless a statement before this one has prepared it.
                let isIndependent = statements.prefix(done + 1).isLastIndependent
                let canRepeat = error.hasLeftNothing == true && !error.isOutcomeUnknown && isIndependent
                guard canRepeat, waits(for: error, &patience) else {
                    throw unfinished(error, step, work, done: done, after: sequence)
                }
            }
        }
    }

    /// What a statement of such a section leaves behind when it fails.
    private mutating func unfinished(
        _ error: DatabaseError,
        _ step: MigrationStep,
        _ work: StepBatch,
        done: Int,
        after sequence: Int64
    ) -> MigrationError {
        let failed = failure(error, of: step, in: work)
        guard !error.isOutcomeUnknown else { return stopped(step, work, done, .unknown).turning(failed) }
        let hasLeftNothing = error.hasLeftNothing ?? (error.statementIndex == nil)
        if done == 0, hasLeftNothing, clearMark(step, after: sequence) { return failed }
        return stopped(step, work, done, hasLeftNothing ? .undone : .partly).turning(failed)
    }

    private func stopped(
        _ step: MigrationStep,
        _ work: StepBatch,
        _ done: Int,
        _ ending: UnfinishedSection.Ending
    ) -> UnfinishedSection {
        UnfinishedSection(
            step: step,
            total: work.batch.statements.count,
            done: done,
            ending: ending,
            applied: applied
        )
    }

    /// Takes the mark back.
    private mutating func clearMark(_ step: MigrationStep, after sequence: Int64) -> Bool {
        let clearing = step.clearingMark(runner.identity, after: sequence)
        do throws(MigrationError) {
            try reconnect()
            // Where the guard fails, somebody else has moved the version since.
            return try send([SentBatch(step: step, batch: clearing)])
        } catch {
            return false
        }
    }
}
