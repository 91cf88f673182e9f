/// What can be bound to a parameter: values of Swift's own types, and those that were read.
public protocol SQLValueConvertible {
    /// The value as SQLite stores it.
    var sqlValue: SQLValue { get }
}

/// A type of Swift's own, whose optional is a value or NULL.
///
/// The optional value of a row's column is none: a misspelt name would write NULL. `SQLRow.value(of:)` throws instead.
public protocol NativeSQLValue: SQLValueConvertible {}

extension SQLValue: SQLValueConvertible {
    /// The value itself.
    public var sqlValue: SQLValue { self }
}

extension String: NativeSQLValue {
    /// A text.
    public var sqlValue: SQLValue { .text(self) }
}

extension Substring: NativeSQLValue {
    /// A text.
    public var sqlValue: SQLValue { .text(String(self)) }
}

extension Int: NativeSQLValue {
    /// A whole number.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: NativeSQLValue {
    /// A whole number.
    public var sqlValue: SQLValue { .integer(self) }
}

extension Double: NativeSQLValue {
    /// Not a number is NULL, as it is to SQLite.
    public var sqlValue: SQLValue { isNaN ? .null : .real(self) }
}

extension Bool: NativeSQLValue {
    /// 1 for `true`, 0 for `false`.
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: SQLValueConvertible {
    /// A blob.
    public var sqlValue: SQLValue { .blob(self) }
}

extension [UInt8]: NativeSQLValue {}

extension Optional: SQLValueConvertible where Wrapped: NativeSQLValue {
    /// The value, or NULL for `nil`.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
