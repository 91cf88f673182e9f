extension MigrationPlan {
    /// The batches of each step, in order, for a run of one transaction per revision.
    package func batches(_ identity: RunIdentity) -> [[StepBatch]] {
        var sequence = self.sequence
        return steps.map { step in
            defer { sequence += step.sequenceCount }
            return step.batches(identity, after: sequence)
        }
    }

    /// All steps as one batch, which is applied whole or not at all.
    ///
    /// - Parameter identity: what the history rows carry.
    /// - Returns: one atomic batch; foreign keys are off in it if any step wants that.
    /// - Throws: `PlanError` of kind `cannotRun` where a section runs without a transaction, or a revision is a script.
    package func singleTransaction(_ identity: RunIdentity) throws(PlanError) -> StepBatch {
        var result = StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
        var sequence = self.sequence
        for step in steps {
            switch step.transaction {
            case .none: throw .cannotJoin(step, "its section says `transaction=off`")
            case .atomic(foreignKeys: .off): result.batch.transaction = .atomic(foreignKeys: .off)
            case .atomic(foreignKeys: .enforced): break
            }
            if case .script = step.work { throw .cannotJoin(step, "it is a Swift revision") }
            let writer = StepWriter(step: step, identity: identity, sequence: sequence)
            // One look is enough: nobody else writes while the transaction is open.
            if result.guardIndex == nil { writer.open(&result) }
            writer.work(&result)
            sequence += step.sequenceCount
        }
        return result
    }
}
