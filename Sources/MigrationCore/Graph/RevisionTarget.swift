/// A place in the graph as people type it: `head`, `billing@head`, `3f2a`, `+1`, `8c41d0aa92ef-2`.
///
/// Any text is a target; what it names, and whether it names anything, is known when a graph resolves it.
public struct RevisionTarget: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The target as typed.
    public let text: String

    /// Makes a target.
    ///
    /// - Parameter text: an id, a unique prefix, a label, `head`, `heads`, `base`, `+n`, `-n`, or two of them joined as
    ///   Alembic does: `LABEL@head`, `REV+n`, `LABEL@+n`.
    public init(_ text: String) {
        self.text = text
    }

    /// Makes a target that is written in the code.
    ///
    /// - Parameter value: as for `init(_:)`.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The single head.
    public static let head = RevisionTarget("head")
    /// All heads.
    public static let heads = RevisionTarget("heads")
    /// Before the first revision.
    public static let base = RevisionTarget("base")

    /// The target as typed.
    public var description: String { text }
}
