/// A value as SQLite stores it.
///
/// ```swift
/// try op.query("SELECT id FROM prompts WHERE status = ?", [.text("draft")])
/// ```
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension SQLValue {
    /// The text of a text value, `nil` for every other storage class.
    public var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The number of an integer value, `nil` for every other storage class.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}
