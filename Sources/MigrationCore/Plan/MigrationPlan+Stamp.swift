extension MigrationPlan {
    /// The plan of a stamp: the version is set, nothing is run.
    ///
    /// It has a step even where no row changes, for a stamp is also how a section that did not end is declared done or
    /// undone.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - history: what the database says about its version.
    ///   - targets: what to set.
    ///   - purge: whether all rows are deleted first, unknown ones too.
    /// - Returns: one step.
    /// - Throws: `PlanError` where a target names nothing, or a row is in no file and `purge` is not set.
    public static func stamp(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to targets: [RevisionTarget],
        purge: Bool = false
    ) throws(PlanError) -> MigrationPlan {
        if !purge { try history.refuseFlaw() }
        let (rows, stamped) = try PlanError.wrapping { () throws(GraphError) in
            (
                try graph.rows(stamping: targets, from: history.rows, purge: purge),
                try graph.stamped(targets)
            )
        }
        let known = history.rows.filter { graph[$0] != nil }
        let applied = try PlanError.wrapping { () throws(GraphError) in try graph.applied(known) }
        let stamps = stamped.map { revision in
            // A stamp of what is applied already says nothing about its file: an edited one stays an edited one.
            let checksum = applied.contains(revision.id) ? nil : revision.checksum
            return MigrationStep.Stamp(revision: revision.id, checksum: checksum, message: revision.message)
        }
        let base = MigrationStep.Stamp(revision: nil, checksum: nil, message: "")
        return try MigrationPlan(stamped.first, stamps.isEmpty ? [base] : stamps, rows, history).checkingSequence()
    }

    /// The plan that records the checksums of edited files; the version stays as it is.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - history: what the database says about its version.
    ///   - targets: the revisions whose files are right as they are now.
    /// - Returns: one step.
    /// - Throws: `PlanError` where a target names nothing or is not applied, or a run before did not end.
    public static func acceptChanges(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        of targets: [RevisionTarget]
    ) throws(PlanError) -> MigrationPlan {
        // The new history row would hide the mark of a section that did not end.
        try history.refuseUnfinished(graph)
        var revisions: [Revision] = []
        for target in targets {
            revisions += try PlanError.wrapping { () throws(GraphError) in
                try graph.resolve(target.text, current: history.rows)
            }
        }
        let applied = try PlanError.wrapping { () throws(GraphError) in try graph.applied(history.rows) }
        if let other = revisions.first(where: { !applied.contains($0.id) }) { throw .notApplied(other) }
        guard !revisions.isEmpty else {
            throw PlanError(.cannotRun, "no revision is named", remedy: "Type `migrate stamp --accept-changes REV`.")
        }
        let stamps = revisions.map { revision in
            MigrationStep.Stamp(revision: revision.id, checksum: revision.checksum, message: revision.message)
        }
        return try MigrationPlan(revisions.first, stamps, history.rows, history).checkingSequence()
    }

    private init(
        _ revision: Revision?,
        _ stamps: [MigrationStep.Stamp],
        _ rows: [RevisionID],
        _ history: AppliedHistory
    ) {
        let step = MigrationStep(
            revision: revision,
            direction: .stamp,
            work: .stamp(stamps),
            headsBefore: history.rows,
            headsAfter: rows,
            replacesAllRows: history.flaw != nil
        )
        self.init(
            steps: [step],
            from: history.rows,
            to: rows,
            warnings: history.unfinished.map { [$0.settled] } ?? [],
            sequence: history.maxSequence
        )
    }
}

extension HistoryRecord {
    /// What a stamp does to the mark of a section that did not end.
    fileprivate var settled: String {
        "the \(direction.rawValue) of \(revision?.description ?? "base"), begun on \(appliedAt.escapingControls) by"
            + " \(appliedBy.escapingControls), counts as settled from now on; should it still run there, let it end first"
    }
}
