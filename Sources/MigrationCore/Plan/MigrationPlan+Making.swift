extension MigrationPlan {
    /// The plan of an upgrade.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - history: what the database says about its version.
    ///   - target: where to.
    /// - Returns: a step for each revision that the target needs and that is not applied.
    /// - Throws: `PlanError` where the target names nothing, an applied file was edited, or a run before did not end.
    public static func upgrade(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to target: RevisionTarget
    ) throws(PlanError) -> MigrationPlan {
        try history.refuseUnfinished(graph)
        let path = try PlanError.wrapping { () throws(GraphError) in
            try graph.upgradePath(to: target, from: history.rows)
        }
        let changed = try drift(graph, history)
        if !changed.isEmpty { throw .changed(changed) }
        let after = graph.rows(applying: path, to: history.rows)
        let work = path.map { revision in
            switch revision.body {
            case .sql(let up, _): MigrationStep.Work.section(up)
            case .script: MigrationStep.Work.script
            }
        }
        return try MigrationPlan(.upgrade, path, work, after, history, []).checkingSequence()
    }

    /// The plan of a downgrade.
    ///
    /// A revision whose file was edited after it was applied can be taken back, for that is what an edited `migrate:down`
    /// section is for; the plan warns of it.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - history: what the database says about its version.
    ///   - target: where to.
    /// - Returns: a step for each applied revision above the target, newest first.
    /// - Throws: `PlanError` where the target names nothing or is not applied, a revision has no `migrate:down` section,
    ///   or a run before did not end.
    public static func downgrade(
        _ graph: RevisionGraph,
        from history: AppliedHistory,
        to target: RevisionTarget
    ) throws(PlanError) -> MigrationPlan {
        try history.refuseUnfinished(graph)
        let path = try PlanError.wrapping { () throws(GraphError) in
            try graph.downgradePath(to: target, from: history.rows)
        }
        let work = try downgradeWork(path.revisions)
        let after = try PlanError.wrapping { () throws(GraphError) in
            try graph.rows(reverting: path.revisions, from: history.rows)
        }
        let removed = Set(path.revisions.map(\.id))
        let changed = try drift(graph, history).filter { removed.contains($0.id) }
        let warnings = changed.map { revision in
            "\(revision.source): revision \(revision.id) was edited after it was applied: see that its migrate:down"
                + " section takes back what was done"
        }
        return try MigrationPlan(.downgrade, path.revisions, work, after, history, path.warnings + warnings)
            .checkingSequence()
    }

    private static func downgradeWork(_ path: [Revision]) throws(PlanError) -> [MigrationStep.Work] {
        var irreversible: [Revision] = []
        let work: [MigrationStep.Work] = path.compactMap { revision in
            switch revision.body {
            case .sql(_, let down?): return .section(down)
            case .script where revision.mayHaveDowngrade: return .script
            case .sql(_, nil), .script:
                irreversible.append(revision)
                return nil
            }
        }
        guard irreversible.isEmpty else { throw .irreversible(irreversible) }
        return work
    }

    private init(
        _ direction: MigrationDirection,
        _ path: [Revision],
        _ work: [MigrationStep.Work],
        _ after: [[RevisionID]],
        _ history: AppliedHistory,
        _ warnings: [String]
    ) {
        var before = history.rows
        var steps: [MigrationStep] = []
        steps.reserveCapacity(path.count)
        for (revision, (work, rows)) in zip(path, zip(work, after)) {
            steps.append(
                MigrationStep(
                    revision: revision,
                    direction: direction,
                    work: work,
                    headsBefore: before,
                    headsAfter: rows
                )
            )
            before = rows
        }
        self.init(
            steps: steps,
            from: history.rows,
            to: before,
            warnings: warnings,
            sequence: history.maxSequence
        )
    }
}
