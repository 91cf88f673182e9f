/// A `CREATE` statement as it is, for what the language of `Schema { … }` has no word for.
///
/// ```swift
/// SQL("CREATE TABLE odd (a /* kept */ TEXT)")
/// ```
public struct SQL: SchemaItem {
    let text: String
    let place: Place

    /// Declares what a statement creates.
    ///
    /// - Parameters:
    ///   - text: the statement, with or without a semicolon.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(_ text: String, file: String = #fileID, line: Int = #line) {
        self.text = text
        place = Place(file, line)
    }

    /// The statement itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.sql(self)]) }
}
