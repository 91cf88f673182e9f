/// A view.
///
/// ```swift
/// View("adults", columns: ["id", "name"], as: "SELECT id, name FROM users WHERE age >= 18")
/// ```
public struct View: SchemaItem {
    let name: String
    let columns: [String]
    let select: String
    let place: Place
    var comments: [String] = []

    /// Declares a view.
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - columns: the names of its columns; none leaves them to the query.
    ///   - select: the query, in SQL.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        columns: [String] = [],
        as select: String,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.name = name
        self.columns = columns
        self.select = select
        place = Place(file, line)
    }

    /// Adds a comment, which the database keeps with the view's text.
    ///
    /// ```swift
    /// View("recent", as: "SELECT * FROM posts LIMIT 10").comment("for the front page")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the view.
    public func comment(_ text: String) -> View {
        var view = self
        view.comments.append(text)
        return view
    }

    /// The view itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.view(self)]) }
}
