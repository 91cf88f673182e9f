/// What happens to a row that breaks a constraint: `ON CONFLICT`.
///
/// ```swift
/// Column("email", .text).unique(onConflict: .replace)
/// ```
public enum ConflictClause: String, Hashable, Sendable, CaseIterable {
    /// The transaction is rolled back.
    case rollback = "ROLLBACK"
    /// The statement is undone and fails; what is written without a clause.
    case abort = "ABORT"
    /// The statement fails, and what it has done stays.
    case fail = "FAIL"
    /// The row is left out.
    case ignore = "IGNORE"
    /// The rows that are in the way are deleted.
    case replace = "REPLACE"
}

/// The primary key of a table, over one or several columns.
///
/// ```swift
/// PrimaryKey("tenant_id", .column("id").descending(), name: "invoice_key")
/// ```
public struct PrimaryKey: TableItem {
    let parts: [KeyPart]
    let isAutoincrement: Bool
    let conflict: ConflictClause?
    let name: String?
    let place: Place

    /// Declares a primary key.
    ///
    /// - Parameters:
    ///   - parts: the columns.
    ///   - autoincrement: whether the numbers of deleted rows are never given again; for one integer column.
    ///   - conflict: what happens to a duplicate; `nil` is `.abort`.
    ///   - name: the constraint's name.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ parts: KeyPart...,
        autoincrement: Bool = false,
        onConflict conflict: ConflictClause? = nil,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.parts = parts
        isAutoincrement = autoincrement
        self.conflict = conflict
        self.name = name
        place = Place(file, line)
    }

    /// The key itself.
    public var tableContent: TableContent { TableContent(elements: [.primaryKey(self)]) }
}

/// A constraint that refuses rows with the same values in these columns.
///
/// ```swift
/// Unique("owner_id", .column("name").collate("NOCASE"))
/// ```
public struct Unique: TableItem {
    let parts: [KeyPart]
    let conflict: ConflictClause?
    let name: String?
    let place: Place

    init(parts: [KeyPart], conflict: ConflictClause?, name: String?, place: Place) {
        self.parts = parts
        self.conflict = conflict
        self.name = name
        self.place = place
    }

    /// Declares a UNIQUE constraint.
    ///
    /// - Parameters:
    ///   - parts: the columns.
    ///   - conflict: what happens to a duplicate; `nil` is `.abort`.
    ///   - name: the constraint's name.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ parts: KeyPart...,
        onConflict conflict: ConflictClause? = nil,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(parts: parts, conflict: conflict, name: name, place: Place(file, line))
    }

    /// The constraint itself.
    public var tableContent: TableContent { TableContent(elements: [.unique(self)]) }
}

/// A constraint that refuses rows for which an expression is false.
///
/// ```swift
/// Check("starts_at < ends_at", name: "starts_first")
/// ```
public struct Check: TableItem {
    let expression: String
    let name: String?
    let place: Place

    init(expression: String, name: String?, place: Place) {
        self.expression = expression
        self.name = name
        self.place = place
    }

    /// Declares a CHECK constraint.
    ///
    /// - Parameters:
    ///   - expression: what must not be false, in SQL.
    ///   - name: the constraint's name.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(_ expression: String, name: String? = nil, file: String = #fileID, line: Int = #line) {
        self.init(expression: expression, name: name, place: Place(file, line))
    }

    /// The constraint itself.
    public var tableContent: TableContent { TableContent(elements: [.check(self)]) }
}
