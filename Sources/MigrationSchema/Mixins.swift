/// Two columns that say when a row was made and when it was last changed, UTC.
///
/// ```swift
/// Table("posts") {
///     Column("id", .integer).primaryKey()
///     Timestamps()
/// }
/// ```
///
/// The second is the application's to change, or a trigger's.
public struct Timestamps: TableMixin {
    let created: String
    let updated: String
    let file: String
    let line: Int

    /// Declares the two columns.
    ///
    /// - Parameters:
    ///   - created: the name of the first.
    ///   - updated: the name of the second.
    ///   - file: where they are declared; left to the compiler.
    ///   - line: where they are declared; left to the compiler.
    public init(
        created: String = "created_at",
        updated: String = "updated_at",
        file: String = #fileID,
        line: Int = #line
    ) {
        self.created = created
        self.updated = updated
        self.file = file
        self.line = line
    }

    /// The two columns.
    public var body: TableContent {
        for name in [created, updated] {
            Column(name, .text, file: file, line: line).notNull().default(.currentTimestamp)
        }
    }
}

/// A column that says when a row was deleted, UTC, while it is still there.
///
/// ```swift
/// Table("posts") {
///     Column("id", .integer).primaryKey()
///     SoftDelete()
/// }
/// ```
public struct SoftDelete: TableMixin {
    let column: String
    let file: String
    let line: Int

    /// Declares the column.
    ///
    /// - Parameters:
    ///   - column: its name.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(column: String = "deleted_at", file: String = #fileID, line: Int = #line) {
        self.column = column
        self.file = file
        self.line = line
    }

    /// The column.
    public var body: TableContent {
        Column(column, .text, file: file, line: line)
    }
}
