/// A schema as SQL, with the place in the Swift source that each line comes from.
///
/// ```swift
/// for statement in schema.rendering.statements { try database.execute(statement.sql) }
/// ```
public struct SchemaRendering: Hashable, Sendable {
    /// One line of SQL, and where its declaration is.
    public struct Line: Hashable, Sendable {
        /// The text, without the line's end.
        public let text: String
        /// The name of the Swift file.
        public let file: String
        /// The line in that file, counted from 1.
        public let line: Int
    }

    /// One `CREATE` statement.
    public struct Statement: Hashable, Sendable {
        /// The statement's lines; the last ends in a semicolon.
        public internal(set) var lines: [Line]

        /// The statement's text.
        public var sql: String { lines.map(\.text).joined(separator: "\n") }
    }

    /// What no SQL can be made of.
    public struct Problem: Hashable, Sendable {
        /// What is wrong.
        public let message: String
        /// The name of the Swift file.
        public let file: String
        /// The line in that file, counted from 1.
        public let line: Int
    }

    /// The statements, in the order of their declaration; an index within a table follows it.
    public internal(set) var statements: [Statement] = []
    /// What is wrong; the statements are of no use where there is anything.
    public internal(set) var problems: [Problem] = []

    /// The statements' text, a blank line between two.
    public var sql: String { statements.map { $0.sql + "\n" }.joined(separator: "\n") }
}

/// Where something is declared.
struct Place: Hashable, Sendable {
    let file: String
    let line: Int

    /// Takes what `#fileID` and `#line` say.
    init(_ fileID: String, _ line: Int) {
        file = fileID.split(separator: "/").last.map(String.init) ?? fileID
        self.line = line
    }
}
