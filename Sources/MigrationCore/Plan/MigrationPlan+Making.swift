extension MigrationPlan {
    public static func upgrade(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to target: RevisionTarget
    ) throws(PlanError) -> MigrationPlan {
        MigrationPlan(steps: [], from: history.rows, to: history.rows)
    }

    public static func downgrade(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to target: RevisionTarget
    ) throws(PlanError) -> MigrationPlan {
        MigrationPlan(steps: [], from: history.rows, to: history.rows)
    }

    public static func stamp(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to targets: [RevisionTarget],
        purge: Bool = false
    ) throws(PlanError) -> MigrationPlan {
        MigrationPlan(steps: [], from: history.rows, to: history.rows)
    }

    public static func acceptChanges(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        of targets: [RevisionTarget]
    ) throws(PlanError) -> MigrationPlan {
        MigrationPlan(steps: [], from: history.rows, to: history.rows)
    }

    /// The applied revisions whose file differs from what was applied, in load order.
    public static func drift(_ graph: RevisionGraph, _ history: AppliedHistory) throws(PlanError) -> [Revision] {
        []
    }

    /// The batches of each step, in order, for a run of one transaction per revision.
    package func batches(_ identity: RunIdentity) -> [[StepBatch]] { [] }

    /// All steps as one batch.
    package func singleTransaction(_ identity: RunIdentity) throws(PlanError) -> StepBatch {
        StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
    }

    /// The text that `sqlite3 -bail` runs as it is.
    package func script(_ identity: RunIdentity) throws(PlanError) -> String { "" }
}

extension MigrationStep {
    /// What the step sends, in order.
    ///
    /// - Parameters:
    ///   - identity: what the history row carries.
    ///   - sequence: the highest `seq` before the step.
    /// - Returns: one atomic batch, or three for a section without a transaction; none for a script.
    package func batches(_ identity: RunIdentity, after sequence: Int64) -> [StepBatch] { [] }

    /// Clears the mark of a section without a transaction, none of whose statements had an effect.
    package func clearingMark(_ identity: RunIdentity, after sequence: Int64) -> StepBatch {
        StepBatch(batch: Batch([]), guardIndex: nil, parts: [])
    }

    /// By how much the step raises `seq`.
    package var sequenceCount: Int64 { 1 }
}
