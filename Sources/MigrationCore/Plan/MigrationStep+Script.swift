extension MigrationStep {
    /// The statements before and behind a script's own, in one transaction with them.
    struct ScriptFrame {
        /// Makes the tables, looks whether the database is where it should be, and writes the history row.
        let opening: StepBatch
        /// Changes the version rows, and looks whether all rows are as they should be.
        let closing: StepBatch
    }

    /// What stands around a script.
    ///
    /// - Parameters:
    ///   - identity: what the history row carries.
    ///   - sequence: the highest `seq` before the step.
    /// - Returns: both parts; the closing one leaves the trace.
    func scriptFrame(_ identity: RunIdentity, after sequence: Int64) -> ScriptFrame {
        let writer = StepWriter(step: self, identity: identity, sequence: sequence)
        var opening = StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
        writer.open(&opening)
        opening.batch.statements += writer.beginning
        var closing = StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
        writer.close(&closing)
        return ScriptFrame(opening: opening, closing: closing)
    }

    /// The batch of a script of which all statements are known.
    ///
    /// - Parameters:
    ///   - statements: the script's own.
    ///   - identity: what the history row carries.
    ///   - sequence: the highest `seq` before the step.
    /// - Returns: one atomic batch, whose last statement returns how long it took.
    func batch(of statements: [SQLStatement], _ identity: RunIdentity, after sequence: Int64) -> StepBatch {
        let step = MigrationStep(
            revision: revision,
            direction: direction,
            work: .section(Revision.Section(statements)),
            headsBefore: headsBefore,
            headsAfter: headsAfter
        )
        let writer = StepWriter(step: step, identity: identity, sequence: sequence, place: .first)
        return step.batches(writer)[0]
    }

    /// Whether the step runs a revision's code.
    var isScript: Bool {
        if case .script = work { true } else { false }
    }
}
