/// The four ways from one revision to others.
struct GraphEdges: Sendable {
    /// `down_revision`.
    let down: Adjacency
    /// `down_revision` and `depends_on`, each revision once.
    let below: Adjacency
    /// The revisions whose `down_revision` this is.
    let up: Adjacency
    /// Those that depend on it, too.
    let above: Adjacency

    init(down: [[Int]], below: [[Int]]) {
        self.down = Adjacency(down)
        self.below = Adjacency(below)
        up = self.down.reversed
        above = self.below.reversed
    }

    var count: Int { down.count }

    /// Some revisions, and all that one kind of edge leads to from them.
    func closure(of nodes: some Sequence<Int>, over edges: Adjacency) -> NodeSet {
        var seen = NodeSet(capacity: count)
        var open: [Int] = []
        for node in nodes where seen.insert(node) { open.append(node) }
        while let node = open.popLast() {
            for next in edges[node] where seen.insert(next) { open.append(next) }
        }
        return seen
    }

    /// Some revisions and everything they need.
    func ancestors(of nodes: some Sequence<Int>) -> NodeSet {
        closure(of: nodes, over: below)
    }

    /// Some revisions and everything that needs them.
    func descendants(of nodes: some Sequence<Int>) -> NodeSet {
        closure(of: nodes, over: above)
    }

    /// Everything above and below some revisions: two revisions share a lineage where one is in that of the other.
    func lineage(of nodes: [Int], withDependencies: Bool = false) -> NodeSet {
        var result = closure(of: nodes, over: withDependencies ? below : down)
        result.formUnion(closure(of: nodes, over: withDependencies ? above : up))
        return result
    }
}
