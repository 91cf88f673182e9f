/// The revisions of a project and how they hang together: branches, merges, dependencies, labels.
///
/// ```swift
/// let graph = try RevisionGraph(revisions)
/// print(graph.heads)
/// ```
public struct RevisionGraph: Sendable {
    /// All revisions in load order, which decides wherever the graph leaves the order open.
    public let revisions: [Revision]
    /// The position of each id.
    let positions: [String: Int]
    /// The position of the revision that carries each label.
    let labels: [String: Int]
    let edges: GraphEdges

    /// Makes a graph.
    ///
    /// - Parameter revisions: the revisions in load order.
    /// - Throws: `GraphError` for an id or a label that two revisions have, a reference to a revision that is not there,
    ///   a cycle, and a character that targets use as an operator. No revision at all, and several bases or heads, are
    ///   no errors.
    public init(_ revisions: some Sequence<Revision>) throws(GraphError) {
        var builder = GraphBuilder(Array(revisions))
        try builder.collectNames()
        edges = try builder.connect()
        self.revisions = builder.revisions
        positions = builder.positions
        labels = builder.labels
    }

    /// The revision of an id, or `nil` where there is none.
    ///
    /// Prefixes and labels are resolved elsewhere.
    ///
    /// - Parameter id: the whole id.
    public subscript(id: RevisionID) -> Revision? {
        positions[id.rawValue].map { revisions[$0] }
    }

    /// The revisions that are no revision's `down_revision`, in load order.
    public var heads: [RevisionID] {
        ids(headNodes)
    }

    /// The heads that no revision depends on either, in load order.
    package var effectiveHeads: [RevisionID] {
        ids(effectiveHeadNodes)
    }

    /// The revisions without `down_revision`, in load order.
    package var bases: [RevisionID] {
        ids(baseNodes)
    }

    /// The revisions that several others have as `down_revision`, in load order.
    package var branchPoints: [RevisionID] {
        ids(revisions.indices.filter { edges.up[$0].count > 1 })
    }

    /// The revisions without which a revision cannot be applied: its `down_revision`s and what it depends on.
    package func parents(of id: RevisionID) -> [RevisionID] {
        positions[id.rawValue].map { ids(edges.below[$0]) } ?? []
    }

    var headNodes: [Int] { revisions.indices.filter { edges.up[$0].isEmpty } }
    var effectiveHeadNodes: [Int] { revisions.indices.filter { edges.above[$0].isEmpty } }
    var baseNodes: [Int] { revisions.indices.filter { edges.down[$0].isEmpty } }

    func ids(_ nodes: some Sequence<Int>) -> [RevisionID] {
        nodes.map { revisions[$0].id }
    }
}
