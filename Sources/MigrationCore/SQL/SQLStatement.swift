/// One statement of SQL with the values bound to its parameters.
public struct SQLStatement: Hashable, Sendable {
    /// The statement's text, without the closing semicolon.
    public var text: String
    /// The values of `?` parameters, in order.
    public var arguments: [SQLValue]
    /// Where the statement stands, for messages; `nil` for statements that the tool makes itself.
    public var source: SourceLocation?

    /// Makes a statement.
    ///
    /// - Parameters:
    ///   - text: the statement's text, without the closing semicolon.
    ///   - arguments: the values of its `?` parameters, in order.
    ///   - source: where it stands, if it comes from a file.
    public init(_ text: String, _ arguments: [SQLValue] = [], source: SourceLocation? = nil) {
        self.text = text
        self.arguments = arguments
        self.source = source
    }
}

extension SQLStatement: ExpressibleByStringLiteral {
    /// Makes a statement without values.
    ///
    /// - Parameter value: the statement's text, without the closing semicolon.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
