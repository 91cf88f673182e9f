/// The words that SQLite's grammar keeps for itself: every other keyword may also be a bare name (`%fallback ID` of
/// SQLite's `parse.y`).
enum Keyword {
    private static let reserved: Set<String> = [
        "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "check", "collate", "commit",
        "constraint", "create", "cross", "default", "deferrable", "delete", "distinct", "drop", "else", "escape",
        "except", "exists", "foreign", "from", "full", "group", "having", "in", "index", "inner", "insert",
        "intersect", "into", "is", "isnull", "join", "left", "limit", "natural", "not", "nothing", "notnull", "null",
        "on", "or", "order", "outer", "primary", "references", "returning", "right", "select", "set", "table", "then",
        "to", "transaction", "union", "unique", "update", "using", "values", "when", "where",
    ]

    /// Words that a type or a table's alias cannot be, and that a name in quotes differs from.
    static func isReserved(_ folded: String) -> Bool {
        reserved.contains(folded)
    }
}
