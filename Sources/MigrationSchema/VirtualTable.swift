/// An argument of a virtual table's module: a column, or an option.
///
/// ```swift
/// VirtualTable("search", using: "fts5", .argument("title").renamed(from: "headline"), "tokenize = 'porter'")
/// ```
public struct ModuleArgument: Hashable, Sendable, ExpressibleByStringInterpolation {
    let text: String
    var was: String?

    /// An argument by its text.
    ///
    /// - Parameter value: the text, as the module is to see it.
    public init(stringLiteral value: String) {
        text = value
    }

    /// An argument by its text.
    ///
    /// - Parameter text: the text, as the module is to see it.
    /// - Returns: the argument.
    public static func argument(_ text: String) -> ModuleArgument { ModuleArgument(stringLiteral: text) }

    /// Says what the column was called before, so that its values are kept: a hint to autogenerate.
    ///
    /// ```swift
    /// VirtualTable("search", using: "fts5", .argument("title").renamed(from: "headline"))
    /// ```
    ///
    /// - Parameter name: the column's former name, as it is, without quotes.
    /// - Returns: the argument.
    public func renamed(from name: String) -> ModuleArgument {
        var argument = self
        argument.was = name
        return argument
    }
}

/// A virtual table.
///
/// ```swift
/// VirtualTable("search", using: "fts5", "title", "body", "content='posts'", "content_rowid='id'")
/// ```
public struct VirtualTable: SchemaItem {
    let name: String
    let module: String
    let arguments: [ModuleArgument]
    let place: Place
    var was: String?
    var comments: [String] = []

    /// Declares a virtual table.
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - module: the module: `fts5`, `rtree`, …
    ///   - arguments: what the module is told.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(
        _ name: String,
        using module: String,
        _ arguments: ModuleArgument...,
        file: String = #fileID,
        line: Int = #line
    ) {
        self.name = name
        self.module = module
        self.arguments = arguments
        place = Place(file, line)
    }

    /// Says what the table was called before, so that its rows are kept: a hint to autogenerate.
    ///
    /// ```swift
    /// VirtualTable("search", using: "fts5", "title").renamed(from: "post_search")
    /// ```
    ///
    /// - Parameter name: the former name, as it is, without quotes.
    /// - Returns: the table.
    public func renamed(from name: String) -> VirtualTable {
        var table = self
        table.was = name
        return table
    }

    /// Adds a comment, which the database keeps with the table's text.
    ///
    /// ```swift
    /// VirtualTable("search", using: "fts5", "title").comment("filled by triggers")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the table.
    public func comment(_ text: String) -> VirtualTable {
        var table = self
        table.comments.append(text)
        return table
    }

    /// The table itself.
    public var schemaContent: SchemaContent { SchemaContent(elements: [.virtualTable(self)]) }
}
