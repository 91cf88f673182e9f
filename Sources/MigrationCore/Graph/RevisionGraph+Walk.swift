extension RevisionGraph {
    /// Where a walk ends.
    struct WalkEnd {
        /// `nil` at base, or where the walk left the graph.
        var node: Int?
        /// How many steps could not be taken.
        var missing = 0
        /// Whether it ended at base, without a step missing.
        var isBase: Bool { node == nil && missing == 0 }
    }

    /// Goes along `down_revision`s, never along dependencies.
    ///
    /// - Parameters:
    ///   - start: where from, `nil` for base.
    ///   - steps: how many, down where negative.
    ///   - label: the branch to follow up.
    ///   - stopsAtEnd: whether a walk beyond the last revision ends there.
    /// - Returns: where it ends, and what was missing.
    /// - Throws: `GraphError` of kind `ambiguousWalk` at a branch point or merge.
    func walk(
        from start: Int?,
        steps: Int,
        on label: String?,
        stopsAtEnd: Bool = false
    ) throws(GraphError) -> WalkEnd {
        let lineage = try lineage(on: label)
        var end = WalkEnd(node: start)
        for step in 0..<abs(steps) {
            let choices: [Int]
            if steps > 0 {
                let children = end.node.map { Array(edges.up[$0]) } ?? baseNodes
                choices = lineage.map { children.filter($0.contains) } ?? children
            } else {
                guard let node = end.node else { return beyond(end, abs(steps) - step, stopsAtEnd) }
                choices = Array(edges.down[node])
                if choices.isEmpty {
                    end.node = nil
                    continue
                }
            }
            guard choices.count <= 1 else { throw ambiguousWalk(steps, at: end.node, choices) }
            guard let next = choices.first else { return beyond(end, abs(steps) - step, stopsAtEnd) }
            end.node = next
        }
        return end
    }

    private func beyond(_ end: WalkEnd, _ missing: Int, _ stopsAtEnd: Bool) -> WalkEnd {
        stopsAtEnd ? end : WalkEnd(node: nil, missing: missing)
    }
}
