extension RevisionGraph {
    /// The revisions that a downgrade runs, in order: what is applied above the target, on all branches.
    ///
    /// - Parameters:
    ///   - target: where to.
    ///   - rows: the rows of the version table, in physical order: `-1` with several rows counts from the first.
    /// - Returns: the revisions, newest first, and a warning where `-n` was not clear.
    /// - Throws: `GraphError` where the target names nothing, too much, or is not applied.
    package func downgradePath(to target: RevisionTarget, from rows: [RevisionID]) throws(GraphError) -> RevisionPath {
        let current = try nodes(ofRows: rows)
        try refuseRange(target)
        var goal = try downgradeGoal(target, current)
        let roots = try downgradeRoots(&goal, target, rows)
        var removed = edges.descendants(of: roots)
        let applied = edges.ancestors(of: current)
        removed.formIntersection(applied)
        if let node = goal.node, removed.isEmpty, !current.contains(node) {
            throw applied.contains(node) ? onlyDependedOn(node, target) : notDowngradeTarget(target, rows)
        }
        return RevisionPath(revisions: newestFirst(removed).map { revisions[$0] }, warnings: goal.warnings)
    }

    /// The revisions directly above the goal, from which everything is removed.
    private func downgradeRoots(
        _ goal: inout DowngradeGoal,
        _ target: RevisionTarget,
        _ rows: [RevisionID]
    ) throws(GraphError) -> [Int] {
        let roots = goal.node.map { Array(edges.up[$0]) } ?? baseNodes
        guard let label = goal.label else { return roots }
        let isLabelled = goal.node == nil && roots.contains { !revisions[$0].labels.isEmpty }
        guard roots.count > 1 || isLabelled else {
            // There is one way down, whatever the label says; Alembic doesn't even look at it then.
            if (try? branch(label)) == nil { goal.warnings.append(noSuchBranch(label).message) }
            return roots
        }
        let line = edges.closure(of: [try branch(label)], over: edges.down)
        let onBranch = roots.filter(line.contains)
        guard !onBranch.isEmpty else { throw notDowngradeTarget(target, rows) }
        return onBranch
    }
}

/// Where a downgrade ends.
private struct DowngradeGoal {
    /// `nil` for base.
    var node: Int?
    /// The branch to which it is restricted.
    var label: String?
    var warnings: [String] = []
}

extension RevisionGraph {
    private func downgradeGoal(_ target: RevisionTarget, _ current: [Int]) throws(GraphError) -> DowngradeGoal {
        let expression = TargetExpression(target.text)
        guard let steps = expression.steps else {
            return DowngradeGoal(node: try place(expression.symbol ?? ""), label: expression.label)
        }
        guard expression.symbol == nil else {
            return DowngradeGoal(node: try relativeGoal(expression, steps, target), label: expression.label)
        }
        guard steps < 0 else {
            throw GraphError(
                .relativeOutOfRange,
                "'\(target)' leads up or nowhere; a downgrade goes down",
                remedy: "Type `migrate downgrade -- -1`, or `migrate upgrade \(target)`."
            )
        }
        var goal = try startingGoal(expression.label, current, target)
        let end = try walk(from: goal.node, steps: steps, on: nil)
        guard goal.node != nil, end.missing == 0 else { throw tooFar(target.text, end) }
        goal.node = end.node
        return goal
    }

    /// `REV-n` and `REV+n`.
    private func relativeGoal(
        _ expression: TargetExpression,
        _ steps: Int,
        _ target: RevisionTarget
    ) throws(GraphError) -> Int? {
        let symbol = expression.symbol ?? ""
        let start = try place(steps >= 0 ? symbol : expression.label.map { "\($0)@\(symbol)" } ?? symbol)
        let end = try walk(from: start, steps: steps, on: steps > 0 ? expression.label : nil)
        guard end.missing == 0 else { throw tooFar(target.text, end) }
        return end.node
    }

    /// The row from which `-n` counts.
    private func startingGoal(
        _ label: String?,
        _ current: [Int],
        _ target: RevisionTarget
    ) throws(GraphError) -> DowngradeGoal {
        guard let label else {
            guard let first = current.first else { throw tooFar(target.text, WalkEnd(missing: 1)) }
            let id = revisions[first].id
            guard current.count > 1 else { return DowngradeGoal(node: first, label: id.rawValue) }
            let rows = ids(current).map(\.rawValue).joined(separator: ", ")
            let warning =
                "'\(target)' with several current revisions (\(rows)) counts from the first row, \(id);"
                + " name a branch (LABEL@\(target)) or a revision to be sure"
            return DowngradeGoal(node: first, label: id.rawValue, warnings: [warning])
        }
        let lineage = edges.lineage(of: [try branch(label)])
        var starts = current.filter(lineage.contains)
        if starts.isEmpty {
            // All of the branch's rows are implied by dependencies: its newest applied revisions stand for them.
            starts = tips(of: edges.ancestors(of: current)).filter(lineage.contains)
        }
        guard starts.count == 1 else { throw unclearBranch(starts, target) }
        return DowngradeGoal(node: starts[0], label: label)
    }

    /// The revisions of an applied set that none of it has as `down_revision`, in load order.
    func tips(of applied: NodeSet) -> [Int] {
        applied.nodes.filter { !edges.up[$0].contains(where: applied.contains) }
    }
}
