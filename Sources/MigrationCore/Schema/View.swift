/// A view.
///
/// Equality is of meaning: of the statement's tokens, without blanks, comments, the quoting and case of names.
package struct View: Sendable {
    package var name: String
    /// The names of the columns, where the view lists them.
    package var columns: [String]?
    /// The statement's tokens in the form in which they are compared.
    package var normalized: String
    /// The `CREATE VIEW` statement with its comments.
    package var sql: String
    /// All words and names that occur in the statement, folded: what the view may depend on.
    package var mentions: Set<String>
    package var layout: ObjectLayout

    package init(
        name: String,
        columns: [String]? = nil,
        normalized: String,
        sql: String,
        mentions: Set<String> = [],
        layout: ObjectLayout = ObjectLayout()
    ) {
        self.name = name
        self.columns = columns
        self.normalized = normalized
        self.sql = sql
        self.mentions = mentions
        self.layout = layout
    }
}

extension View: Hashable {
    package static func == (left: View, right: View) -> Bool {
        Identifier(left.name) == Identifier(right.name) && sameBytes(left.normalized, right.normalized)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(normalized)
    }
}
