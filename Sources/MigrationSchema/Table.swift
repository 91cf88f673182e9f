/// A table.
///
/// ```swift
/// Table("memberships", strict: true, withoutRowID: true) {
///     Column("user_id", .integer).references("users", "id", onDelete: .cascade)
///     Column("team_id", .integer).references("teams", "id", onDelete: .cascade)
///     PrimaryKey("user_id", "team_id")
/// }
/// .renamed(from: "members")
/// ```
public struct Table: SchemaItem {
    let name: String
    let isStrict: Bool
    let isWithoutRowID: Bool
    let elements: [TableElement]
    let place: Place
    var was: String?
    var comments: [String] = []

    /// Declares a table.
    ///
    /// ```swift
    /// Table("tags") { Column("name", .text).primaryKey() }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - strict: whether it is `STRICT`: values must have the types of their columns.
    ///   - withoutRowID: whether it is `WITHOUT ROWID`: its rows are kept by the primary key.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    ///   - content: the columns, constraints and indexes.
    public init(
        _ name: String,
        strict: Bool = false,
        withoutRowID: Bool = false,
        file: String = #fileID,
        line: Int = #line,
        @TableBuilder _ content: () -> TableContent
    ) {
        self.name = name
        isStrict = strict
        isWithoutRowID = withoutRowID
        elements = content().elements
        place = Place(file, line)
    }

    /// Says what the table was called before, so that its rows are kept: a hint to autogenerate.
    ///
    /// ```swift
    /// Table("posts") { Column("id", .integer) }.renamed(from: "articles")
    /// ```
    ///
    /// - Parameter name: the former name, as it is, without quotes.
    /// - Returns: the table.
    public func renamed(from name: String) -> Table {
        var table = self
        table.was = name
        return table
    }

    /// Adds a comment, which the database keeps with the table's text.
    ///
    /// ```swift
    /// Table("audit") { Column("at", .text) }.comment("Written by triggers alone.")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the table.
    public func comment(_ text: String) -> Table {
        var table = self
        table.comments.append(text)
        return table
    }

    /// The table itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.table(self)]) }

    var columns: [Column] {
        elements.compactMap { if case .column(let column) = $0 { column } else { nil } }
    }
}
