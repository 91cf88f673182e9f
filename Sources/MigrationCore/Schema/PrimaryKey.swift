/// The primary key of a table.
package struct PrimaryKey: Sendable {
    /// The constraint's name, which is no difference.
    package var name: String?
    package var columns: [IndexedColumn]
    package var isAutoincrement: Bool
    /// What happens to a duplicate; `nil` is ABORT.
    package var conflict: ConflictClause?
    /// Whether it is written in its column's definition, which is no difference.
    package var isInColumn: Bool

    package init(
        name: String? = nil,
        columns: [IndexedColumn],
        isAutoincrement: Bool = false,
        conflict: ConflictClause? = nil,
        isInColumn: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.isAutoincrement = isAutoincrement
        self.conflict = conflict
        self.isInColumn = isInColumn
    }
}

extension PrimaryKey: Hashable {
    package static func == (left: PrimaryKey, right: PrimaryKey) -> Bool {
        left.columns == right.columns && left.isAutoincrement == right.isAutoincrement
            && left.conflict == right.conflict
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(isAutoincrement)
        hasher.combine(conflict)
    }
}
