/// A set of revisions by their positions: a bit for each.
struct NodeSet: Hashable, Sendable {
    private var words: [UInt64]

    /// The empty set for a number of revisions.
    init(capacity: Int) {
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    /// A set of some revisions.
    init(_ nodes: some Sequence<Int>, capacity: Int) {
        self.init(capacity: capacity)
        for node in nodes { insert(node) }
    }

    func contains(_ node: Int) -> Bool {
        words[node >> 6] & (1 << UInt64(node & 63)) != 0
    }

    /// Adds a revision, and tells whether it is new.
    @discardableResult
    mutating func insert(_ node: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(node & 63)
        guard words[node >> 6] & bit == 0 else { return false }
        words[node >> 6] |= bit
        return true
    }

    mutating func remove(_ node: Int) {
        words[node >> 6] &= ~(1 << UInt64(node & 63))
    }

    mutating func formUnion(_ other: NodeSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func formIntersection(_ other: NodeSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func subtract(_ other: NodeSet) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The revisions in load order.
    var nodes: [Int] {
        var result: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                result.append(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }
}
