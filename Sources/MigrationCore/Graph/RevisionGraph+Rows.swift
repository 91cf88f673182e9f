extension RevisionGraph {
    /// The rows of the version table for a set of applied revisions: those that no other of them needs.
    ///
    /// - Parameter applied: the ids of applied revisions; unknown ones are left out.
    /// - Returns: the rows in load order.
    package func rows(of applied: Set<RevisionID>) -> [RevisionID] {
        let nodes = NodeSet(applied.compactMap { positions[$0.rawValue] }, capacity: revisions.count)
        return ids(nodes.nodes.filter { !edges.above[$0].contains(where: nodes.contains) })
    }

    /// The rows after each of some revisions is applied.
    ///
    /// - Parameters:
    ///   - path: the revisions, oldest first.
    ///   - rows: the rows before.
    /// - Returns: the rows after each, in physical order.
    package func rows(applying path: [Revision], to rows: [RevisionID]) -> [[RevisionID]] {
        var table = VersionRows(rows)
        return path.map { revision in
            let parents = parents(of: revision.id)
            table.replace(parents, by: [revision.id])
            return table.rows
        }
    }

    /// The rows after each of some revisions is taken back.
    ///
    /// - Parameters:
    ///   - path: the revisions, newest first.
    ///   - rows: the rows before.
    /// - Returns: the rows after each, in physical order.
    /// - Throws: `GraphError` of kind `unknownRow` for a row that no file has.
    package func rows(reverting path: [Revision], from rows: [RevisionID]) throws(GraphError) -> [[RevisionID]] {
        var applied = edges.ancestors(of: try nodes(ofRows: rows))
        // How many applied revisions need each one: counted once, so that a long downgrade stays linear.
        var needs = [Int](repeating: 0, count: revisions.count)
        for node in applied.nodes {
            for parent in edges.below[node] { needs[parent] += 1 }
        }
        var table = VersionRows(rows)
        return path.map { revision in
            guard let node = positions[revision.id.rawValue] else { return table.rows }
            applied.remove(node)
            var uncovered: [Int] = []
            for parent in edges.below[node] {
                needs[parent] -= 1
                if needs[parent] == 0 { uncovered.append(parent) }
            }
            table.replace([revision.id], by: ids(uncovered))
            return table.rows
        }
    }
}

/// The version table's rows in physical order, as UPDATE, DELETE and INSERT leave them.
package struct VersionRows: Hashable, Sendable {
    package private(set) var rows: [RevisionID]
    /// The same rows: most of the questions are whether one is there, and thousands of steps ask them.
    private var members: Set<RevisionID>

    package init(_ rows: [RevisionID]) {
        self.rows = rows
        members = Set(rows)
    }

    func contains(_ row: RevisionID) -> Bool { members.contains(row) }

    /// Puts rows in the place of others: the first old row becomes the first new one, what is left over is deleted or
    /// inserted at the end.
    package mutating func replace(_ old: [RevisionID], by new: [RevisionID]) {
        let removed = Set(old).intersection(members).subtracting(new)
        var added = new.filter { !members.contains($0) }[...]
        members.subtract(removed)
        members.formUnion(added)
        if !removed.isEmpty {
            rows = rows.compactMap { row in removed.contains(row) ? added.popFirst() : row }
        }
        rows.append(contentsOf: added)
    }
}
