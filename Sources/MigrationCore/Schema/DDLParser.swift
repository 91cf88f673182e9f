/// Reads the text of a `CREATE` statement by SQLite's grammar, for what no PRAGMA tells.
///
/// ```swift
/// let table = try DDLParser.table("CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT COLLATE NOCASE)")
/// ```
///
/// SQLite is the judge of what is right: the parser takes what SQLite takes, and may take more.
package struct DDLParser {
    var cursor: TokenCursor
    let sql: String
    /// What is wrong with hints in comments; the declaration itself can be read.
    package private(set) var hintErrors: [SchemaError] = []

    /// Splits the text into tokens.
    ///
    /// - Parameter sql: one `CREATE` statement.
    /// - Throws: `SchemaError` where the tokenizer refuses the text.
    package init(_ sql: String) throws(SchemaError) {
        cursor = try TokenCursor(sql)
        self.sql = sql
    }

    /// The table that a `CREATE TABLE` declares.
    ///
    /// - Parameter sql: the statement.
    /// - Returns: the table.
    /// - Throws: `SchemaError` for text that is no `CREATE TABLE` with columns.
    package static func table(_ sql: String) throws(SchemaError) -> Table {
        var parser = try DDLParser(sql)
        return try parser.table()
    }

    /// What a statement makes, from its first words.
    package struct Heading: Hashable, Sendable {
        package let kind: Kind
        package let name: String
        /// `TEMP`, or in a database of another name than `main`.
        package let isElsewhere: Bool
    }

    /// The first words of a statement; `nil` for one other than a `CREATE` of an object.
    package static func heading(of sql: String) -> Heading? {
        guard var parser = try? DDLParser(sql) else { return nil }
        return parser.heading()
    }

    /// Reads the first words of the statement.
    ///
    /// - Returns: what it makes; `nil` for a statement other than a `CREATE` of an object.
    package mutating func heading() -> Heading? {
        cursor.position = 0
        guard let kind = head(), let first = try? cursor.name() else { return nil }
        let second = cursor.tokens.dropFirst().first
        let isTemporary = second.map { cursor.matches($0, "TEMP") || cursor.matches($0, "TEMPORARY") } ?? false
        guard cursor.acceptPunctuation("."), let name = try? cursor.name() else {
            return Heading(kind: kind, name: first.text, isElsewhere: isTemporary)
        }
        let isElsewhere = isTemporary || Identifier.fold(first.text) != "main"
        return Heading(kind: kind, name: name.text, isElsewhere: isElsewhere)
    }

    /// The text that SQLite keeps of the statement: words of its own up to the object's name, then what is written.
    ///
    /// - Parameter heading: the statement's, which has just been read.
    /// - Returns: what the column `sql` of sqlite_schema holds after the statement has run.
    func keptText(_ heading: Heading) -> String {
        let start = cursor.tokens[max(0, cursor.position - 1)].range.lowerBound
        let end = cursor.tokens.last?.range.upperBound ?? start
        let second = cursor.tokens.dropFirst().first
        let isUnique = heading.kind == .index && (second.map { cursor.matches($0, "UNIQUE") } ?? false)
        let words = (isUnique ? "UNIQUE " : "") + heading.kind.noun.uppercased()
        return "CREATE \(words) " + String(decoding: cursor.bytes[start..<end], as: UTF8.self)
    }

    /// The kinds of objects, in the order in which they can be created.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case table, virtualTable, index, view, trigger

        /// As people call it.
        package var noun: String {
            switch self {
            case .table, .index, .view, .trigger: rawValue
            case .virtualTable: "virtual table"
            }
        }
    }

    /// Reads the whole statement, whatever it creates.
    ///
    /// - Parameters:
    ///   - table: the table of a name, which an index needs.
    ///   - names: all names of tables and columns, folded, for double-quoted words of views and triggers.
    /// - Returns: what it creates.
    /// - Throws: `SchemaError` for a statement other than a `CREATE` of a table, index, view or trigger.
    package mutating func object(
        table: (String) -> Table? = { _ in nil },
        names: @autoclosure () -> Set<String> = []
    ) throws(SchemaError) -> SchemaObject {
        guard let kind = head() else { throw cursor.unexpected("CREATE TABLE, INDEX, VIEW or TRIGGER") }
        cursor.position = 0
        switch kind {
        case .table: return .table(try self.table())
        case .virtualTable: return .virtualTable(try virtualTable())
        case .index: return .index(try index(of: table))
        case .view: return .view(try view(names: names()))
        case .trigger: return .trigger(try trigger(names: names()))
        }
    }

    /// Reads `CREATE … IF NOT EXISTS`, up to the object's name.
    mutating func head() -> Kind? {
        guard cursor.accept("CREATE") else { return nil }
        if !cursor.accept("TEMP") { _ = cursor.accept("TEMPORARY") }
        let kind: Kind
        if cursor.accept("TABLE") {
            kind = .table
        } else if cursor.accept("VIRTUAL", "TABLE") {
            kind = .virtualTable
        } else if cursor.accept("UNIQUE", "INDEX") || cursor.accept("INDEX") {
            kind = .index
        } else if cursor.accept("VIEW") {
            kind = .view
        } else if cursor.accept("TRIGGER") {
            kind = .trigger
        } else {
            return nil
        }
        if cursor.isWord("IF"), cursor.isWord("NOT", at: 1), cursor.isWord("EXISTS", at: 2) { cursor.position += 3 }
        return kind
    }

    /// Reads the head of a statement that must be of this kind.
    mutating func expectHead(_ kind: Kind) throws(SchemaError) {
        guard head() == kind else {
            cursor.position = 0
            throw cursor.unexpected("CREATE \(kind.noun.uppercased())")
        }
    }

    mutating func note(_ error: SchemaError) {
        hintErrors.append(error)
    }

    /// All words and names that occur, folded.
    func mentions() -> Set<String> {
        var names: Set<String> = []
        for token in cursor.tokens where token.kind == .word || token.kind == .quotedName {
            names.insert(Identifier.fold(cursor.unquoted(token)))
        }
        return names
    }
}
