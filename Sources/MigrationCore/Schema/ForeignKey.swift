/// A foreign key of a table.
///
/// Equality is of meaning: the constraint's name, and MATCH, which SQLite ignores, are no difference.
package struct ForeignKey: Sendable {
    /// What happens to a row whose parent row goes or changes.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case noAction = "NO ACTION"
        case restrict = "RESTRICT"
        case setNull = "SET NULL"
        case setDefault = "SET DEFAULT"
        case cascade = "CASCADE"
    }

    /// The constraint's name, which is no difference.
    package var name: String?
    package var columns: [String]
    /// The table referred to; it need not exist.
    package var parent: String
    /// The columns referred to; `nil` means the parent's primary key, whatever it is.
    package var parentColumns: [String]?
    package var onDelete: Action
    package var onUpdate: Action
    /// MATCH as written.
    package var match: String?
    /// Whether it is checked at COMMIT.
    ///
    /// Only `DEFERRABLE INITIALLY DEFERRED` is; every other spelling is immediate (SQLite's "Deferred Foreign Key
    /// Constraints").
    package var isDeferred: Bool
    /// Whether it is written in its column's definition, which is no difference.
    package var isInColumn: Bool

    package init(
        name: String? = nil,
        columns: [String],
        parent: String,
        parentColumns: [String]? = nil,
        onDelete: Action = .noAction,
        onUpdate: Action = .noAction,
        match: String? = nil,
        isDeferred: Bool = false,
        isInColumn: Bool = false
    ) {
        self.name = name
        self.columns = columns
        self.parent = parent
        self.parentColumns = parentColumns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.match = match
        self.isDeferred = isDeferred
        self.isInColumn = isInColumn
    }
}

extension ForeignKey: Hashable {
    package static func == (left: ForeignKey, right: ForeignKey) -> Bool {
        (left.columns == right.columns || left.columns.map(Identifier.fold) == right.columns.map(Identifier.fold))
            && Identifier(left.parent) == Identifier(right.parent)
            && (left.parentColumns == right.parentColumns
                || left.parentColumns?.map(Identifier.fold) == right.parentColumns?.map(Identifier.fold))
            && left.onDelete == right.onDelete && left.onUpdate == right.onUpdate
            && left.isDeferred == right.isDeferred
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns.map(Identifier.fold))
        hasher.combine(Identifier(parent))
    }
}
