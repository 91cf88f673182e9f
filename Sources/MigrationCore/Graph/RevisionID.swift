/// The identity of a revision: the text after `revision:` in its header.
public struct RevisionID: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The id as it stands in the header and in the version table.
    public let rawValue: String

    /// Wraps an id.
    ///
    /// - Parameter rawValue: the id as it stands in the header and in the version table.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Wraps an id that is written in the code.
    ///
    /// - Parameter value: the id.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The id for people: control characters, which the version table may hold, are escaped.
    public var description: String { rawValue.escapingControls }

    /// The order of the ids' texts, which says nothing about the graph.
    public static func < (left: RevisionID, right: RevisionID) -> Bool {
        left.rawValue < right.rawValue
    }
}
