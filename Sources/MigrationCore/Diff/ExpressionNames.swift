/// The words of a piece of SQL, for what it depends on and for renames.
struct ExpressionNames {
    private let bytes: [UInt8]
    private let tokens: [Token]

    init(_ text: String) {
        bytes = Array(text.utf8)
        tokens = (try? Tokenizer.tokens(of: text, keepingTrivia: false)) ?? []
    }

    /// All words and names, folded; more than are columns, never fewer.
    var mentions: Set<String> {
        var names: Set<String> = []
        for token in tokens where token.kind == .word || token.kind == .quotedName {
            names.insert(name(token))
        }
        return names
    }

    /// The names in double quotes that stand alone: SQLite takes one that no column has for a string.
    var doubleQuotedNames: [String] {
        tokens.indices.compactMap { position in
            let token = tokens[position]
            guard token.kind == .quotedName, bytes[token.range].first == UInt8(ascii: "\"") else { return nil }
            let neighbours = [position - 1, position + 1].filter(tokens.indices.contains).map {
                bytes[tokens[$0].range]
            }
            if neighbours.contains(where: { $0.elementsEqual(".".utf8) }) { return nil }
            return Identifier.unquote(bytes[token.range])
        }
    }

    /// The text with columns and tables under new names.
    ///
    /// - Parameters:
    ///   - columns: the new name of a folded old one.
    ///   - tables: the same for the names before a dot.
    /// - Returns: the text.
    func renaming(columns: [String: String], tables: [String: String] = [:]) -> String {
        var output: [UInt8] = []
        var copied = 0
        for (position, token) in tokens.enumerated() where token.kind == .word || token.kind == .quotedName {
            let next = position + 1 < tokens.count ? bytes[tokens[position + 1].range] : []
            let isQualifier = next.elementsEqual(".".utf8)
            let isFunction = next.elementsEqual("(".utf8) && token.kind == .word
            guard !isFunction, let new = (isQualifier ? tables : columns)[name(token)] else { continue }
            output += bytes[copied..<token.range.lowerBound]
            output += Array(Identifier(new).quoted.utf8)
            copied = token.range.upperBound
        }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }

    private func name(_ token: Token) -> String {
        Identifier.fold(Identifier.unquote(bytes[token.range]))
    }
}

extension Expression {
    /// All words and names, folded.
    var mentions: Set<String> { ExpressionNames(text).mentions }

    /// The expression as SQLite's RENAME leaves it, compared within a table of these columns.
    func renaming(columns: [String: String], tables: [String: String], in table: String, of names: [String])
        -> Expression
    {
        let renamed = ExpressionNames(text).renaming(columns: columns, tables: tables)
        guard renamed != text || tables.isEmpty == false, let cursor = try? TokenCursor(renamed) else { return self }
        let scope = NameScope(table: table, columns: names)
        return ExpressionParser.expression(in: cursor, tokens: 0..<cursor.tokens.count, scope: scope)
    }
}
