/// A column or an expression of a key or an index.
///
/// ```swift
/// Index("newest", on: "posts", "author", .column("made_at").descending())
/// Index("by_email", on: "users", .sql("lower(email)"))
/// ```
public struct KeyPart: Hashable, Sendable, ExpressibleByStringInterpolation {
    enum Term: Hashable, Sendable {
        case column(String)
        case sql(String)
    }

    let term: Term
    var collation: String?
    var isDescending = false

    init(term: Term) {
        self.term = term
    }

    /// A column by its name.
    ///
    /// - Parameter value: the name as it is, without quotes.
    public init(stringLiteral value: String) {
        term = .column(value)
    }

    /// A column by its name.
    ///
    /// - Parameter name: the name as it is, without quotes.
    /// - Returns: the part.
    public static func column(_ name: String) -> KeyPart { KeyPart(term: .column(name)) }

    /// An expression, for an index alone.
    ///
    /// - Parameter expression: SQL over the row's columns.
    /// - Returns: the part.
    public static func sql(_ expression: String) -> KeyPart { KeyPart(term: .sql(expression)) }

    /// From the greatest to the least.
    ///
    /// ```swift
    /// Index("newest", on: "posts", .column("made_at").descending())
    /// ```
    ///
    /// - Returns: the part.
    public func descending() -> KeyPart {
        var part = self
        part.isDescending = true
        return part
    }

    /// Compared otherwise than the column itself.
    ///
    /// ```swift
    /// Unique(.column("name").collate("NOCASE"))
    /// ```
    ///
    /// - Parameter name: the collation.
    /// - Returns: the part.
    public func collate(_ name: String) -> KeyPart {
        var part = self
        part.collation = name
        return part
    }
}
