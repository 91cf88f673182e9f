/// What happens to a row whose parent row goes or changes.
///
/// ```swift
/// Column("user_id", .integer).references("users", "id", onDelete: .setNull)
/// ```
public enum ForeignKeyAction: String, Hashable, Sendable, CaseIterable {
    /// The parent row can't go while the key is checked; what is written without an action.
    case noAction = "NO ACTION"
    /// The parent row can't go, not even within a transaction that mends it.
    case restrict = "RESTRICT"
    /// The columns become NULL.
    case setNull = "SET NULL"
    /// The columns get their default values.
    case setDefault = "SET DEFAULT"
    /// The row goes, or changes, with its parent.
    case cascade = "CASCADE"
}

/// When a foreign key is checked.
///
/// ```swift
/// Column("parent", .integer).references("nodes", "id", deferrable: .initiallyDeferred)
/// ```
public enum Deferrable: String, Hashable, Sendable, CaseIterable {
    /// When the transaction ends.
    case initiallyDeferred = "DEFERRABLE INITIALLY DEFERRED"
    /// When the statement ends, unless a transaction says otherwise.
    case initiallyImmediate = "DEFERRABLE INITIALLY IMMEDIATE"
}

/// `MATCH` of a foreign key, which SQLite reads and ignores.
///
/// ```swift
/// Column("user_id", .integer).references("users", "id", match: .full)
/// ```
public struct ForeignKeyMatch: Hashable, Sendable, ExpressibleByStringInterpolation {
    let text: String

    /// A `MATCH` of any name.
    ///
    /// - Parameter value: the name.
    public init(stringLiteral value: String) {
        text = value
    }

    /// `MATCH SIMPLE`.
    public static let simple: ForeignKeyMatch = "SIMPLE"
    /// `MATCH PARTIAL`.
    public static let partial: ForeignKeyMatch = "PARTIAL"
    /// `MATCH FULL`.
    public static let full: ForeignKeyMatch = "FULL"
}

/// `REFERENCES` and what follows it.
struct Reference: Sendable {
    let table: String
    let columns: [String]
    let onDelete: ForeignKeyAction?
    let onUpdate: ForeignKeyAction?
    let match: ForeignKeyMatch?
    let deferrable: Deferrable?
    let name: String?
}

/// A foreign key over several columns.
///
/// ```swift
/// ForeignKey("tenant_id", "user_id", references: "users", "tenant_id", "id", onDelete: .cascade)
/// ```
public struct ForeignKey: TableItem {
    let columns: [String]
    let reference: Reference
    let place: Place

    /// Declares a foreign key.
    ///
    /// - Parameters:
    ///   - columns: the columns that refer.
    ///   - table: the table referred to.
    ///   - parentColumns: its columns; none is its primary key.
    ///   - onDelete: what happens to a row whose parent row is deleted.
    ///   - onUpdate: what happens to a row whose parent row gets another key.
    ///   - match: `MATCH`, which SQLite reads and ignores.
    ///   - deferrable: when the key is checked; `nil` is at once.
    ///   - name: the constraint's name.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ columns: String...,
        references table: String,
        _ parentColumns: String...,
        onDelete: ForeignKeyAction? = nil,
        onUpdate: ForeignKeyAction? = nil,
        match: ForeignKeyMatch? = nil,
        deferrable: Deferrable? = nil,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.columns = columns
        reference = Reference(
            table: table,
            columns: parentColumns,
            onDelete: onDelete,
            onUpdate: onUpdate,
            match: match,
            deferrable: deferrable,
            name: name
        )
        place = Place(file, line)
    }

    /// The foreign key itself.
    public var tableContent: TableContent { TableContent(elements: [.foreignKey(self)]) }
}
