/// A value as SQLite stores it.
///
/// ```swift
/// let values: [SQLValue] = [.text("draft"), 3, 0.5, .null]
/// ```
public enum SQLValue: Hashable, Sendable {
    /// NULL.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// A string.
    case text(String)
    /// Bytes.
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

    /// The number of a real or integer value, `nil` for every other storage class.
    public var real: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        case .null, .text, .blob: nil
        }
    }

    /// The bytes of a blob, `nil` for every other storage class.
    public var blob: [UInt8]? {
        if case .blob(let value) = self { value } else { nil }
    }

    /// Whether it is NULL.
    public var isNull: Bool { self == .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// A text.
    ///
    /// - Parameter value: the text.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// A whole number.
    ///
    /// - Parameter value: the number.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A floating-point number.
    ///
    /// - Parameter value: the number.
    public init(floatLiteral value: Double) {
        self = .real(value)
    }
}
