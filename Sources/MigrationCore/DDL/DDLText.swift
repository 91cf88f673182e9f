/// Pieces of SQL that several renderers need.
enum DDLText {
    static func quoted(_ name: String) -> String { Identifier(name).quoted }

    static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

    /// `CREATE …` with the text from the object's name on, as SQLite itself keeps it: without IF NOT EXISTS, which would
    /// hide that something of the name is there already, and without the database's name.
    static func create(_ words: String, _ sql: String, from name: Range<Int>) -> String {
        let bytes = Array(sql.utf8)
        guard !name.isEmpty, name.upperBound <= bytes.count else { return withoutSemicolon(sql) }
        return withoutSemicolon("CREATE \(words) " + String(decoding: bytes[name.lowerBound...], as: UTF8.self))
    }

    static func withoutSemicolon(_ sql: String) -> String {
        var text = sql[...]
        while let last = text.last, last == ";" || last == " " || last.isNewline || last == "\t" { text.removeLast() }
        return String(text)
    }
}

extension Table {
    /// The statement that creates the table.
    var creation: String {
        DDLText.create("TABLE", sql, from: layout.name)
    }

    /// The statement that creates the table under another name: the same text but for the token of the name, and the name
    /// before the dot where an expression qualifies its columns, which RENAME turns back.
    func creation(named name: String) -> String {
        let bytes = Array(sql.utf8)
        guard !layout.name.isEmpty, layout.name.upperBound <= bytes.count else { return creation }
        let rest = String(decoding: bytes[layout.name.upperBound...], as: UTF8.self)
        let qualified = ExpressionNames(rest).renaming(columns: [:], tables: [Identifier.fold(self.name): name])
        return DDLText.withoutSemicolon("CREATE TABLE \(DDLText.quoted(name))" + qualified)
    }

    /// The columns that hold values of their own.
    var storedColumns: [Column] { columns.filter { $0.generated == nil } }

    /// A name by which the rowid can be reached: one of SQLite's three that no column has.
    var rowIDName: String? {
        guard !isWithoutRowID else { return nil }
        return ["rowid", "oid", "_rowid_"].first { self[column: $0] == nil }
    }

    /// An expression that tells one row from the others, and what to call it, for messages.
    var rowLabel: (name: String, sql: String) {
        if let alias = rowIDAlias { return (alias.name, DDLText.quoted(alias.name)) }
        if let rowID = rowIDName { return ("rowid", rowID) }
        let name = primaryKey?.columns.first?.name ?? storedColumns.first?.name ?? ""
        return (name, name.isEmpty ? "NULL" : DDLText.quoted(name))
    }
}

extension Index {
    var creation: String { DDLText.create(isUnique ? "UNIQUE INDEX" : "INDEX", sql, from: layout.name) }
}

extension View {
    var creation: String { DDLText.create("VIEW", sql, from: layout.name) }
}

extension Trigger {
    var creation: String { DDLText.create("TRIGGER", sql, from: layout.name) }
}

extension Expression {
    /// Whether the expression is a literal: the only default that ADD COLUMN takes for a table with rows.
    var isConstant: Bool { literal != nil }

    /// The literal as it may stand in a SELECT, where a bare or double-quoted word is no string.
    var literal: String? {
        guard let tokens = try? Tokenizer.tokens(of: text, keepingTrivia: false), let last = tokens.last else {
            return nil
        }
        let bytes = Array(text.utf8)
        let isSigned =
            tokens.count == 2 && last.kind == .number
            && ["+", "-"].contains(String(decoding: bytes[tokens[0].range], as: UTF8.self))
        guard tokens.count == 1 || isSigned else { return nil }
        switch last.kind {
        case .string, .blob, .number: return text
        case .quotedName: return sqlStringLiteral(Identifier.unquote(bytes[last.range]))
        case .word:
            let word = Identifier.fold(text)
            if ["true", "false", "null"].contains(word) { return text }
            return word.hasPrefix("current_") ? nil : sqlStringLiteral(text)
        case .whitespace, .comment, .parameter, .semicolon, .punctuation: return nil
        }
    }
}
