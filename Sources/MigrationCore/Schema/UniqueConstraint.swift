/// A UNIQUE constraint of a table, which is not the same as a unique index: it can't be dropped by itself.
package struct UniqueConstraint: Sendable {
    /// The constraint's name, which is no difference.
    package var name: String?
    package var columns: [IndexedColumn]
    /// What happens to a duplicate; `nil` is ABORT.
    package var conflict: ConflictClause?
    /// Whether it is written in its column's definition, which is no difference.
    package var isInColumn: Bool

    package init(
        name: String? = nil,
        columns: [IndexedColumn],
        conflict: ConflictClause? = nil,
        isInColumn: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.conflict = conflict
        self.isInColumn = isInColumn
    }
}

extension UniqueConstraint: Hashable {
    package static func == (left: UniqueConstraint, right: UniqueConstraint) -> Bool {
        left.columns == right.columns && left.conflict == right.conflict
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(conflict)
    }
}
