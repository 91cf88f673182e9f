/// A column or an expression of an index.
///
/// A text is a column: `op.createIndex("ix_slug", on: "prompts", "slug")`.
public struct IndexTerm: Hashable, Sendable, ExpressibleByStringLiteral {
    enum Content: Hashable, Sendable {
        case column(String)
        case expression(String)
    }

    let content: Content
    let collation: String?
    let isDescending: Bool

    /// A column.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - collation: another collation than the column's own.
    ///   - descending: whether the highest value comes first.
    /// - Returns: the term.
    public static func column(_ name: String, collate collation: String? = nil, descending: Bool = false) -> IndexTerm {
        IndexTerm(content: .column(name), collation: collation, isDescending: descending)
    }

    /// An expression.
    ///
    /// - Parameters:
    ///   - sql: an expression over the row.
    ///   - descending: whether the highest value comes first.
    /// - Returns: the term.
    public static func expression(_ sql: String, descending: Bool = false) -> IndexTerm {
        IndexTerm(content: .expression(sql), collation: nil, isDescending: descending)
    }

    init(content: Content, collation: String?, isDescending: Bool) {
        self.content = content
        self.collation = collation
        self.isDescending = isDescending
    }

    /// Names a column.
    ///
    /// - Parameter value: the column, ascending, in its own collation.
    public init(stringLiteral value: String) {
        self = .column(value)
    }
}
