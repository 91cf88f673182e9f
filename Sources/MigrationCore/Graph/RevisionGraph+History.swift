extension RevisionGraph {
    /// The revisions of a range, as `history -r` shows them.
    ///
    /// - Parameters:
    ///   - range: `A:B`, either side empty or `current`; `nil` for everything.
    ///   - current: the rows of the version table; only `current` needs them.
    /// - Returns: the revisions newest first, both ends included.
    /// - Throws: `GraphError` where it is no range, an end names nothing, or the ends are not above each other.
    package func history(_ range: String? = nil, current: [RevisionID] = []) throws(GraphError) -> [Revision] {
        guard let range else { return newestFirst(all).map { revisions[$0] } }
        let ends = try RevisionRange(range)
        let lower = try rangeStart(ends, current)
        let upper = try rangeEnd(ends, lower, current)
        var shown = edges.ancestors(of: upper)
        guard lower.allSatisfy(shown.contains) else {
            throw GraphError(
                .rangeNotAncestor,
                "the range '\(range)' does not go up one branch: '\(ends.upper)' is not above '\(ends.lower)'",
                remedy: "See `migrate history` for what is above what."
            )
        }
        if !lower.isEmpty {
            shown.subtract(edges.ancestors(of: lower))
            for node in lower { shown.insert(node) }
            shown.formIntersection(edges.closure(of: lower, over: edges.up))
        }
        return newestFirst(shown).map { revisions[$0] }
    }

    private var all: NodeSet { NodeSet(revisions.indices, capacity: revisions.count) }

    private func rangeStart(_ range: RevisionRange, _ current: [RevisionID]) throws(GraphError) -> [Int] {
        if range.lower == "current" { return try nodes(ofRows: current) }
        let expression = TargetExpression(range.lower)
        guard let steps = expression.steps, expression.symbol == nil else {
            return try nodes(range.lower.isEmpty ? "base" : range.lower)
        }
        guard steps < 0 else { throw noSuchRevision(range.lower) }
        // A history is cut at base, where a downgrade would fail.
        let tops = try stepsDownStart(expression, range, current)
        var result: [Int] = []
        for top in tops {
            if let node = try walk(from: top, steps: steps, on: nil, stopsAtEnd: true).node { result.append(node) }
        }
        return result
    }

    /// Where `-n` at the lower end counts from: the heads, or the rows where the upper end is `current`.
    private func stepsDownStart(
        _ expression: TargetExpression,
        _ range: RevisionRange,
        _ current: [RevisionID]
    ) throws(GraphError) -> [Int] {
        var tops = range.upper == "current" ? try nodes(ofRows: current) : effectiveHeadNodes
        if let label = expression.label {
            let lineage = edges.lineage(of: [try branch(label)])
            tops = tops.filter(lineage.contains)
        }
        return tops
    }

    private func rangeEnd(
        _ range: RevisionRange,
        _ lower: [Int],
        _ current: [RevisionID]
    ) throws(GraphError) -> [Int] {
        if range.upper == "current" { return try nodes(ofRows: current) }
        let expression = TargetExpression(range.upper)
        var upper: [Int]
        if let steps = expression.steps, expression.symbol == nil {
            guard steps > 0 else { throw noSuchRevision(range.upper) }
            guard lower.count <= 1 else { throw ambiguousStart(lower, RevisionTarget(range.upper)) }
            let end = try walk(from: lower.first, steps: steps, on: expression.label, stopsAtEnd: true)
            upper = end.node.map { [$0] } ?? []
        } else {
            upper = try nodes(range.upper.isEmpty ? "heads" : range.upper)
        }
        // `LABEL@base:` shows that branch alone.
        if let label = TargetExpression(range.lower).label {
            let members = branchMembers(try branch(label))
            upper = upper.filter(members.contains)
        }
        return upper
    }
}

/// Two ends with a colon between them: `A:B`.
package struct RevisionRange: Hashable, Sendable {
    /// The text before the colon, which may be empty.
    package let lower: String
    /// The text behind the colon, which may be empty.
    package let upper: String

    /// Takes a range apart.
    ///
    /// - Parameter text: `A:B`, either side may be empty.
    /// - Throws: `GraphError` of kind `badRange`.
    package init(_ text: String) throws(GraphError) {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            throw GraphError(
                .badRange,
                "'\(text)' is not a range",
                remedy: "A range is `A:B`, `A:` or `:B`, as in `migrate history -r base:head`."
            )
        }
        lower = String(ends[0])
        upper = String(ends[1])
    }
}
