public struct RevisionGraph: Sendable {
    public init(_ revisions: some Sequence<Revision>) throws(GraphError) { self.revisions = Array(revisions) }
    public let revisions: [Revision]
}
