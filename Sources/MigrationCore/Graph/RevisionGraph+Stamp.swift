extension RevisionGraph {
    /// The rows after a stamp.
    ///
    /// A target takes the place of the rows above and below it; rows of other branches stay. Several targets are set
    /// together: none takes away what another has set. Two new rows of which one needs the other are refused, for the next
    /// command could not tell what is applied; a purge writes them, as in Alembic.
    ///
    /// - Parameters:
    ///   - targets: what to set.
    ///   - rows: the rows of the version table.
    ///   - purge: whether all rows are deleted first, unknown ones too.
    /// - Returns: the rows after it, in physical order.
    /// - Throws: `GraphError` where a target names nothing or too much, or, where `purge` is not set, where one target
    ///   includes another or a row is in no file.
    package func rows(
        stamping targets: [RevisionTarget],
        from rows: [RevisionID],
        purge: Bool = false
    ) throws(GraphError) -> [RevisionID] {
        var table = VersionRows(purge ? [] : ids(try nodes(ofRows: rows)))
        let stamped = try stampedNodes(targets)
        for target in targets where TargetExpression(target.text).symbol == "base" {
            table.replace(try rowsUnder(target, table.rows), by: [])
        }
        // Only rows from before this stamp give way: what one target has set, the next one leaves alone.
        let before = table.rows
        for node in stamped where !before.contains(revisions[node].id) {
            let lineage = edges.lineage(of: [node], withDependencies: true)
            let related = before.filter { row in positions[row.rawValue].map(lineage.contains) ?? false }
            table.replace(related, by: [revisions[node].id])
        }
        let set = stamped.filter { table.contains(revisions[$0].id) }
        if !purge, let (lower, upper) = overlap(among: set) { throw overlappingTargets(lower, upper) }
        return table.rows
    }

    /// The revisions that a stamp sets, in the order of the targets; none for `base`.
    ///
    /// - Throws: `GraphError` where a target names nothing or too much.
    package func stamped(_ targets: [RevisionTarget]) throws(GraphError) -> [Revision] {
        try stampedNodes(targets).map { revisions[$0] }
    }

    /// The positions of the revisions that a stamp sets, in the order of the targets, each once.
    ///
    /// - Throws: `GraphError` where a target names nothing or too much.
    func stampedNodes(_ targets: [RevisionTarget]) throws(GraphError) -> [Int] {
        var nodes: [Int] = []
        var seen = NodeSet(capacity: revisions.count)
        for target in targets {
            for node in try stampNodes(target) where seen.insert(node) { nodes.append(node) }
        }
        return nodes
    }

    /// A stamp starts from nothing, so steps from the current rows have no meaning.
    private func stampNodes(_ target: RevisionTarget) throws(GraphError) -> [Int] {
        guard TargetExpression(target.text).steps != nil else { return try nodes(target.text) }
        throw noSuchRevision(target.text)
    }

    /// The rows that a stamp of base takes away: all, or those of a branch.
    private func rowsUnder(_ target: RevisionTarget, _ rows: [RevisionID]) throws(GraphError) -> [RevisionID] {
        guard let label = TargetExpression(target.text).label else { return rows }
        let lineage = edges.lineage(of: [try branch(label)], withDependencies: true)
        return rows.filter { positions[$0.rawValue].map(lineage.contains) ?? false }
    }
}
