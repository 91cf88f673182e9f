/// The value of a column in rows that are inserted without one.
///
/// ```swift
/// Column("state", .text).default("new")
/// Column("rate", .real).default(1.5)
/// Column("made_at", .text).default(.currentTimestamp)
/// Column("token", .blob).default(.sql("randomblob(8)"))
/// ```
public struct DefaultValue: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case literal(String)
        case real(Double)
        case sql(String)
    }

    let kind: Kind

    /// NULL, which is what a column without a default has.
    public static let null = DefaultValue(kind: .literal("NULL"))
    /// The day on which the row is inserted, UTC, as `2026-11-21`.
    public static let currentDate = DefaultValue(kind: .literal("CURRENT_DATE"))
    /// The time at which the row is inserted, UTC, as `04:31:07`.
    public static let currentTime = DefaultValue(kind: .literal("CURRENT_TIME"))
    /// The moment at which the row is inserted, UTC, as `2026-11-21 04:31:07`.
    public static let currentTimestamp = DefaultValue(kind: .literal("CURRENT_TIMESTAMP"))

    /// A text.
    ///
    /// - Parameter value: the text, without quotes.
    /// - Returns: the default.
    public static func text(_ value: String) -> DefaultValue {
        DefaultValue(kind: .literal(Name.literal(value)))
    }

    /// A whole number.
    ///
    /// - Parameter value: the number.
    /// - Returns: the default.
    public static func integer(_ value: Int64) -> DefaultValue {
        DefaultValue(kind: .literal(String(value)))
    }

    /// A floating-point number.
    ///
    /// - Parameter value: the number.
    /// - Returns: the default.
    public static func real(_ value: Double) -> DefaultValue {
        DefaultValue(kind: .real(value))
    }

    /// An SQL literal, as `x'00ff'`, or an expression.
    ///
    /// - Parameter text: the literal or expression, with or without parentheses around it.
    /// - Returns: the default.
    public static func sql(_ text: String) -> DefaultValue {
        DefaultValue(kind: .sql(text))
    }
}

extension DefaultValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    /// A text.
    ///
    /// - Parameter value: the text, without quotes.
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

    /// `TRUE` or `FALSE`, which SQLite keeps as 1 and 0.
    ///
    /// - Parameter value: which of the two.
    public init(booleanLiteral value: Bool) {
        kind = .literal(value ? "TRUE" : "FALSE")
    }
}
