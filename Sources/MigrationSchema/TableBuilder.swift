/// Something that stands in a table: a `Column`, `PrimaryKey`, `Unique`, `Check`, `ForeignKey`, `Index`, or a
/// `TableMixin`.
public protocol TableItem: Sendable {
    /// What it puts into the table.
    var tableContent: TableContent { get }
}

/// What stands between the braces of a `Table`.
///
/// A function or a property can make it, to be used in several tables:
///
/// ```swift
/// @TableBuilder func address(_ prefix: String) -> TableContent {
///     Column("\(prefix)_street", .text)
///     Column("\(prefix)_city", .text)
/// }
///
/// let schema = Schema { Table("orders") { address("billing"); address("shipping") } }
/// ```
public struct TableContent: TableItem {
    var elements: [TableElement]

    /// Itself.
    public var tableContent: TableContent { self }
}

enum TableElement: Sendable {
    case column(Column)
    case primaryKey(PrimaryKey)
    case unique(Unique)
    case check(Check)
    case foreignKey(ForeignKey)
    case index(Index)
}

/// Columns and constraints under one name, to be used in several tables.
///
/// ```swift
/// struct Owned: TableMixin {
///     var body: TableContent {
///         Column("owner_id", .integer).notNull().references("users", "id", onDelete: .cascade)
///         Index(columns: ["owner_id"])
///     }
/// }
///
/// let schema = Schema(naming: .standard) {
///     Table("notes") {
///         Column("id", .integer).primaryKey()
///         Owned()
///     }
/// }
/// ```
public protocol TableMixin: TableItem {
    /// The columns and constraints, in the language of `Table("…") { … }`.
    @TableBuilder var body: TableContent { get }
}

extension TableMixin {
    /// The columns and constraints of its body.
    public var tableContent: TableContent { body }
}

/// Reads what stands between the braces of a `Table`; `if`, `switch`, `for` and optionals are understood.
///
/// ```swift
/// Table("prices") {
///     for currency in ["eur", "usd"] { Column("price_\(currency)", .integer) }
/// }
/// ```
@resultBuilder
public enum TableBuilder {
    /// One item, which may be missing.
    ///
    /// One function, and no generic one: of several, the compiler would try each for each line.
    ///
    /// - Parameter item: the item, or `nil`.
    /// - Returns: the content.
    public static func buildExpression(_ item: (any TableItem)?) -> TableContent {
        item?.tableContent ?? TableContent(elements: [])
    }

    /// One item after the other.
    ///
    /// - Parameter parts: the content of each.
    /// - Returns: the content.
    public static func buildBlock(_ parts: TableContent...) -> TableContent { buildArray(parts) }

    /// The items of a `for`.
    ///
    /// - Parameter parts: the content of each round.
    /// - Returns: the content.
    public static func buildArray(_ parts: [TableContent]) -> TableContent {
        TableContent(elements: parts.flatMap(\.elements))
    }

    /// The items of an `if` without `else`.
    ///
    /// - Parameter part: the content, `nil` where the condition is false.
    /// - Returns: the content.
    public static func buildOptional(_ part: TableContent?) -> TableContent { part ?? TableContent(elements: []) }

    /// The items of an `if`.
    ///
    /// - Parameter part: the content.
    /// - Returns: the content.
    public static func buildEither(first part: TableContent) -> TableContent { part }

    /// The items of an `else`.
    ///
    /// - Parameter part: the content.
    /// - Returns: the content.
    public static func buildEither(second part: TableContent) -> TableContent { part }
}
