/// Why no plan can be made, or not be run as asked.
public struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Hashable, Sendable {
        /// The target or the version rows, as the graph sees them.
        case graph(GraphError.Kind)
        /// A file was edited after it was applied.
        case changedRevision
        /// A section without a transaction was started and did not end.
        case unfinishedRevision
        /// A revision cannot be run or downgraded as it is, or not in this way.
        case cannotRun
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What is wrong, where and why.
    public let message: String
    /// What to type or do next.
    public let remedy: String?
    /// The file it is about, if one is to blame.
    public let source: SourceLocation?

    init(_ kind: Kind, _ message: String, remedy: String? = nil, source: SourceLocation? = nil) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.source = source
    }

    init(_ error: GraphError) {
        self.init(.graph(error.kind), error.message, remedy: error.remedy)
    }

    /// What is wrong, and on a line of its own what to do next.
    public var description: String {
        remedy.map { "\(message)\n\($0)" } ?? message
    }
}
