/// An index.
///
/// ```swift
/// Index("open_orders", on: "orders", "customer", .column("due").descending(), unique: true, where: "closed_at IS NULL")
/// ```
///
/// Within a table, `on:` is that table. Without a name it is called by the schema's naming convention.
public struct Index: SchemaItem, TableItem {
    let name: String?
    var table: String?
    let parts: [KeyPart]
    let isUnique: Bool
    let predicate: String?
    let place: Place
    var comments: [String] = []

    /// Declares an index.
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - table: the table; `nil` for one that is declared within it.
    ///   - parts: the columns and expressions.
    ///   - unique: whether rows with the same values are refused.
    ///   - predicate: which rows are in the index; `nil` is all of them.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        on table: String? = nil,
        columns parts: [KeyPart],
        unique: Bool = false,
        where predicate: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(name, table, parts, unique, predicate, Place(file, line))
    }

    /// Declares an index.
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - table: the table.
    ///   - parts: the columns and expressions.
    ///   - unique: whether rows with the same values are refused.
    ///   - predicate: which rows are in the index; `nil` is all of them.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        on table: String,
        _ parts: KeyPart...,
        unique: Bool = false,
        where predicate: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(name, table, parts, unique, predicate, Place(file, line))
    }

    /// Declares an index that is called by the schema's naming convention.
    ///
    /// ```swift
    /// Index(on: "users", "email")
    /// ```
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - parts: the columns and expressions.
    ///   - unique: whether rows with the same values are refused.
    ///   - predicate: which rows are in the index; `nil` is all of them.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        on table: String,
        _ parts: KeyPart...,
        unique: Bool = false,
        where predicate: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(nil, table, parts, unique, predicate, Place(file, line))
    }

    /// Declares an index within a table that is called by the schema's naming convention.
    ///
    /// ```swift
    /// Table("users") {
    ///     Column("email", .text)
    ///     Index(columns: ["email"], unique: true)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - parts: the columns and expressions.
    ///   - unique: whether rows with the same values are refused.
    ///   - predicate: which rows are in the index; `nil` is all of them.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        columns parts: [KeyPart],
        unique: Bool = false,
        where predicate: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.init(nil, nil, parts, unique, predicate, Place(file, line))
    }

    private init(
        _ name: String?,
        _ table: String?,
        _ parts: [KeyPart],
        _ isUnique: Bool,
        _ predicate: String?,
        _ place: Place
    ) {
        self.name = name
        self.table = table
        self.parts = parts
        self.isUnique = isUnique
        self.predicate = predicate
        self.place = place
    }

    /// Adds a comment, which the database keeps with the index's text.
    ///
    /// ```swift
    /// Index("by_email", on: "users", "email").comment("for the login")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the index.
    public func comment(_ text: String) -> Index {
        var index = self
        index.comments.append(text)
        return index
    }

    /// The index itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.index(self)]) }

    /// The index itself.
    public var tableContent: TableContent { TableContent(elements: [.index(self)]) }
}
