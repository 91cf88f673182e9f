/// What a database should look like, written in Swift.
///
/// ```swift
/// import MigrationSchema
///
/// let schema = Schema {
///     Table("users") {
///         Column("id", .integer).primaryKey(autoincrement: true)
///         Column("email", .text).notNull().unique()
///     }
///     Index("users_by_email", on: "users", .sql("lower(email)"))
/// }
/// ```
///
/// It is a value that prints itself as `CREATE` statements; SQLite judges them, as it judges a schema in SQL.
public struct Schema: Sendable {
    let naming: NamingConvention?
    let elements: [SchemaElement]

    /// Declares a schema.
    ///
    /// ```swift
    /// let schema = Schema(naming: .standard) { Table("tags") { Column("name", .text).unique() } }
    /// ```
    ///
    /// - Parameters:
    ///   - naming: how constraints and indexes without a name of their own are called; `nil` gives them none.
    ///   - content: the tables, indexes, views and triggers, in any order.
    public init(naming: NamingConvention? = nil, @SchemaBuilder _ content: () -> SchemaContent) {
        self.naming = naming
        elements = content().elements
    }

    /// The `CREATE` statements, each with the line on which it is declared, and what is wrong with the declaration.
    ///
    /// ```swift
    /// for problem in schema.rendering.problems { print("\(problem.file):\(problem.line): \(problem.message)") }
    /// ```
    public var rendering: SchemaRendering {
        var renderer = SchemaRenderer(naming: naming, elements: elements)
        renderer.render()
        return renderer.rendering
    }

    /// The schema as SQL, one `CREATE` statement after the other.
    ///
    /// ```swift
    /// print(schema.sql)
    /// ```
    public var sql: String { rendering.sql }
}
