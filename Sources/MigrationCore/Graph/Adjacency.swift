/// For each revision, by its position in load order, the positions that one kind of edge leads to.
///
/// All lists stand in one array: thousands of revisions cost two allocations, not thousands.
struct Adjacency: Sendable {
    private let offsets: [Int]
    private let targets: [Int]

    /// Gathers lists.
    init(_ lists: [[Int]]) {
        var offsets = [0]
        offsets.reserveCapacity(lists.count + 1)
        var targets: [Int] = []
        for list in lists {
            targets.append(contentsOf: list)
            offsets.append(targets.count)
        }
        self.offsets = offsets
        self.targets = targets
    }

    /// The edges the other way round, in the order of where they come from.
    var reversed: Adjacency {
        var lists = [[Int]](repeating: [], count: count)
        for node in 0..<count {
            for target in self[node] { lists[target].append(node) }
        }
        return Adjacency(lists)
    }

    /// The number of revisions.
    var count: Int { offsets.count - 1 }

    subscript(node: Int) -> ArraySlice<Int> {
        targets[offsets[node]..<offsets[node + 1]]
    }
}
