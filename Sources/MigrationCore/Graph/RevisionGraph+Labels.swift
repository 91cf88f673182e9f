extension RevisionGraph {
    /// The labels that each revision belongs to, sorted; by position, without those that have none.
    ///
    /// A label holds for its revision and all above it, through merges. Where nothing above it branches or merges, it holds
    /// below as well, down to the next branch point or merge, as in Alembic.
    func branchLabels() -> [Int: [String]] {
        var result: [Int: [String]] = [:]
        for (label, node) in labels.sorted(by: { $0.key < $1.key }) {
            for member in branchMembers(node).nodes { result[member, default: []].append(label) }
        }
        return result
    }

    /// The revisions that belong to the branch of a revision's labels.
    func branchMembers(_ node: Int) -> NodeSet {
        var members = edges.closure(of: [node], over: edges.up)
        guard members.nodes.allSatisfy(isOnOneLine) else { return members }
        var below = node
        while let parent = edges.down[below].first, isOnOneLine(parent) {
            members.insert(parent)
            below = parent
        }
        return members
    }

    /// Whether a revision is neither a merge nor has several revisions that need it.
    private func isOnOneLine(_ node: Int) -> Bool {
        edges.down[node].count <= 1 && edges.above[node].count <= 1
    }
}
