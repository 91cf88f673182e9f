extension MigrationPlan {
    /// The plan of an upgrade that `--sql` prints: it assumes where the database is.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - text: a target, which starts from base, or a range `A:B`.
    /// - Returns: the plan.
    /// - Throws: `PlanError` where an end names nothing or too much.
    package static func upgrade(_ graph: RevisionGraph, offline text: String) throws(PlanError) -> MigrationPlan {
        guard text.contains(":") else { return try upgrade(graph, from: AppliedHistory(), to: RevisionTarget(text)) }
        let range = try PlanError.wrapping { () throws(GraphError) in try RevisionRange(text) }
        let upper = RevisionTarget(range.upper.isEmpty ? "heads" : range.upper)
        return try upgrade(graph, from: assumed(graph, range.lower), to: upper)
    }

    /// The plan of a downgrade that `--sql` prints: it assumes where the database is.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - text: a range `FROM:TO`.
    /// - Returns: the plan.
    /// - Throws: `PlanError` where it is no range, or an end names nothing or too much.
    package static func downgrade(_ graph: RevisionGraph, offline text: String) throws(PlanError) -> MigrationPlan {
        guard text.contains(":") else {
            throw PlanError(
                GraphError(
                    .rangeRequired,
                    "`downgrade --sql` can't know where the database is",
                    remedy: "Name both ends: `migrate downgrade FROM:\(text) --sql`."
                )
            )
        }
        let range = try PlanError.wrapping { () throws(GraphError) in try RevisionRange(text) }
        let lower = RevisionTarget(range.upper.isEmpty ? "base" : range.upper)
        return try downgrade(graph, from: assumed(graph, range.lower.isEmpty ? "head" : range.lower), to: lower)
    }

    /// The plan of a stamp that `--sql` prints: it assumes base, or the start of a range `A:B`.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - texts: targets; ranges must agree on their start.
    /// - Returns: the plan.
    /// - Throws: `PlanError` where an end names nothing or too much, or the starts differ.
    package static func stamp(_ graph: RevisionGraph, offline texts: [String]) throws(PlanError) -> MigrationPlan {
        var start: String?
        var targets: [RevisionTarget] = []
        for text in texts {
            guard text.contains(":") else {
                targets.append(RevisionTarget(text))
                continue
            }
            let range = try PlanError.wrapping { () throws(GraphError) in try RevisionRange(text) }
            guard start == nil || start == range.lower else {
                throw PlanError(
                    .cannotRun,
                    "a script has one place to start from, and '\(range.lower)' is another than '\(start ?? "")'",
                    remedy: "Give all ranges the same start."
                )
            }
            start = range.lower
            targets.append(RevisionTarget(range.upper.isEmpty ? "heads" : range.upper))
        }
        return try stamp(graph, from: assumed(graph, start ?? ""), to: targets)
    }

    /// A database at a revision, of which nothing else is known.
    private static func assumed(_ graph: RevisionGraph, _ start: String) throws(PlanError) -> AppliedHistory {
        let row = try PlanError.wrapping { () throws(GraphError) in
            try graph.place(start.isEmpty ? "base" : start).map { graph.revisions[$0].id }
        }
        return AppliedHistory(rows: row.map { [$0] } ?? [])
    }
}
