/// An index with a `CREATE INDEX` of its own.
///
/// Equality is of meaning; the text is no difference.
package struct Index: Sendable {
    package var name: String
    package var table: String
    package var columns: [IndexedColumn]
    package var isUnique: Bool
    /// WHERE of a partial index.
    package var predicate: Expression?
    /// The `CREATE INDEX` statement with its comments.
    package var sql: String
    /// Where the names stand in `sql`.
    package var layout: ObjectLayout

    package init(
        name: String,
        table: String,
        columns: [IndexedColumn],
        isUnique: Bool = false,
        predicate: Expression? = nil,
        sql: String = "",
        layout: ObjectLayout = ObjectLayout()
    ) {
        self.name = name
        self.table = table
        self.columns = columns
        self.isUnique = isUnique
        self.predicate = predicate
        self.sql = sql
        self.layout = layout
    }
}

extension Index: Hashable {
    package static func == (left: Index, right: Index) -> Bool {
        Identifier(left.name) == Identifier(right.name) && Identifier(left.table) == Identifier(right.table)
            && left.columns == right.columns && left.isUnique == right.isUnique && left.predicate == right.predicate
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(Identifier(table))
    }
}
