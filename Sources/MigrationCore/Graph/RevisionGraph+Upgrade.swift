extension RevisionGraph {
    /// The revisions that an upgrade runs, in order: what the target needs and is not applied.
    ///
    /// - Parameters:
    ///   - target: where to.
    ///   - rows: the rows of the version table.
    /// - Returns: the revisions, oldest first; none where the target is applied, and for `base`.
    /// - Throws: `GraphError` where the target names nothing, too much, or lies below the rows by its own words (`-1`).
    package func upgradePath(to target: RevisionTarget, from rows: [RevisionID]) throws(GraphError) -> [Revision] {
        let current = try nodes(ofRows: rows)
        let targets = try upgradeTargets(target, current)
        try refuseOverlap(among: targets, "is asked for together with")
        try refuseOverlap(among: current, "is in the version table together with")
        var needed = edges.ancestors(of: targets)
        needed.subtract(edges.ancestors(of: current))
        return newestFirst(needed).reversed().map { revisions[$0] }
    }

    private func upgradeTargets(_ target: RevisionTarget, _ current: [Int]) throws(GraphError) -> [Int] {
        try refuseRange(target)
        let expression = TargetExpression(target.text)
        guard let steps = expression.steps, expression.symbol == nil else { return try nodes(target.text) }
        guard steps > 0 else {
            throw GraphError(
                .relativeOutOfRange,
                "'\(target)' leads down or nowhere; an upgrade goes up",
                remedy: "Type `migrate upgrade +1`, or `migrate downgrade \(target)`."
            )
        }
        let start = try upgradeStart(expression.label, current, target)
        let end = try walk(from: start, steps: steps, on: expression.label)
        guard let node = end.node else { throw tooFar(target.text, end) }
        return [node]
    }

    /// The revision from which `+n` counts, `nil` for base.
    private func upgradeStart(
        _ label: String?,
        _ current: [Int],
        _ target: RevisionTarget
    ) throws(GraphError) -> Int? {
        var starts = current
        if let label {
            let lineage = edges.lineage(of: [try branch(label)])
            starts = current.filter(lineage.contains)
            if starts.isEmpty {
                // No row of its own: the branch goes on from the newest of its revisions that are applied, if any.
                var active = edges.ancestors(of: current)
                active.formIntersection(lineage)
                starts = active.nodes.filter { !edges.above[$0].contains(where: active.contains) }
            }
        }
        guard starts.count <= 1 else { throw ambiguousStart(starts, target) }
        return starts.first
    }
}
