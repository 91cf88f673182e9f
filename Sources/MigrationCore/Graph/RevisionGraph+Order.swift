extension RevisionGraph {
    /// Orders some revisions newest first: each before all it needs, one branch followed as far as possible, and load
    /// order wherever that leaves a choice.
    func newestFirst(_ nodes: NodeSet) -> [Int] {
        var open = [Int](repeating: 0, count: revisions.count)
        let members = nodes.nodes
        for node in members {
            for parent in edges.below[node] where nodes.contains(parent) { open[parent] += 1 }
        }
        var ready = Array(members.reversed().filter { open[$0] == 0 })
        var result: [Int] = []
        result.reserveCapacity(members.count)
        while let node = ready.popLast() {
            result.append(node)
            for parent in edges.below[node].reversed() where nodes.contains(parent) {
                open[parent] -= 1
                if open[parent] == 0 { ready.append(parent) }
            }
        }
        return result
    }
}
