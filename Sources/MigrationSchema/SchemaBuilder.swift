/// Something that stands in a schema: a `Table`, `Index`, `View`, `Trigger`, `VirtualTable`, `SQL`, or a `SchemaMixin`.
public protocol SchemaItem: Sendable {
    /// What it puts into the schema.
    var schemaContent: SchemaContent { get }
}

/// What stands between the braces of a `Schema`.
///
/// A function or a property can make it, to be used in several places, or to keep each part of a large schema small:
///
/// ```swift
/// @SchemaBuilder var billing: SchemaContent {
///     Table("invoices") { Column("id", .integer).primaryKey() }
///     Table("payments") { Column("id", .integer).primaryKey() }
/// }
///
/// let schema = Schema { billing }
/// ```
public struct SchemaContent: SchemaItem {
    var elements: [SchemaElement]

    /// Itself.
    public var schemaContent: SchemaContent { self }
}

enum SchemaElement: Sendable {
    case table(Table)
    case index(Index)
    case view(View)
    case trigger(Trigger)
    case virtualTable(VirtualTable)
    case sql(SQL)
}

/// Several items of a schema under one name, to be used again.
///
/// ```swift
/// struct Tagging: SchemaMixin {
///     let table: String
///
///     var body: SchemaContent {
///         Table("\(table)_tags") {
///             Column("owner", .integer).notNull().references(table)
///             Column("tag", .text).notNull()
///         }
///     }
/// }
///
/// let schema = Schema { Tagging(table: "posts") }
/// ```
public protocol SchemaMixin: SchemaItem {
    /// The items, in the language of `Schema { … }`.
    @SchemaBuilder var body: SchemaContent { get }
}

extension SchemaMixin {
    /// The items of its body.
    public var schemaContent: SchemaContent { body }
}

/// Reads what stands between the braces of a `Schema`; `if`, `switch`, `for` and optionals are understood.
///
/// ```swift
/// Schema {
///     for year in 2024...2026 { Table("events_\(year)") { Column("at", .text) } }
/// }
/// ```
@resultBuilder
public enum SchemaBuilder {
    /// One item, which may be missing.
    ///
    /// One function, and no generic one: of several, the compiler would try each for each line.
    ///
    /// - Parameter item: the item, or `nil`.
    /// - Returns: the content.
    public static func buildExpression(_ item: (any SchemaItem)?) -> SchemaContent {
        item?.schemaContent ?? SchemaContent(elements: [])
    }

    /// One item after the other.
    ///
    /// - Parameter parts: the content of each.
    /// - Returns: the content.
    public static func buildBlock(_ parts: SchemaContent...) -> SchemaContent { buildArray(parts) }

    /// The items of a `for`.
    ///
    /// - Parameter parts: the content of each round.
    /// - Returns: the content.
    public static func buildArray(_ parts: [SchemaContent]) -> SchemaContent {
        SchemaContent(elements: parts.flatMap(\.elements))
    }

    /// The items of an `if` without `else`.
    ///
    /// - Parameter part: the content, `nil` where the condition is false.
    /// - Returns: the content.
    public static func buildOptional(_ part: SchemaContent?) -> SchemaContent { part ?? SchemaContent(elements: []) }

    /// The items of an `if`.
    ///
    /// - Parameter part: the content.
    /// - Returns: the content.
    public static func buildEither(first part: SchemaContent) -> SchemaContent { part }

    /// The items of an `else`.
    ///
    /// - Parameter part: the content.
    /// - Returns: the content.
    public static func buildEither(second part: SchemaContent) -> SchemaContent { part }
}
