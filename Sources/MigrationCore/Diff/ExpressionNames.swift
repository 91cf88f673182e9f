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

    /// The folded words that occur as the argument of `typeof()` alone, which looks at the value and at nothing else.
    var argumentsOfTypeof: Set<String> {
        var found: Set<String> = []
        var others: Set<String> = []
        for (position, token) in tokens.enumerated() where token.kind == .word || token.kind == .quotedName {
            let isArgument =
                position >= 2 && position + 1 < tokens.count && text(position + 1) == ")" && text(position - 1) == "("
                && Identifier.fold(text(position - 2)) == "typeof"
            if isArgument { found.insert(name(token)) } else { others.insert(name(token)) }
        }
        return found.subtracting(others)
    }

    /// Whether nothing stands beside some columns that a comparison with a number's column would convert: numbers, words that
    /// are none, and operators that make numbers are all that there is.
    ///
    /// - Parameter columns: the folded names of the columns.
    /// - Returns: whether no text that is a number, and nothing that may be one, stands beside the columns.
    func holdNoNumericText(besides columns: Set<String>) -> Bool {
        let operators: Set<String> = ["and", "or", "not", "between", "is", "null", "in"]
        return tokens.indices.allSatisfy { position in
            let token = tokens[position]
            switch token.kind {
            case .number: return true
            case .word: return columns.contains(name(token)) || operators.contains(name(token))
            case .quotedName: return columns.contains(name(token))
            // `||` and `->` make texts.
            case .punctuation:
                let isArrow = text(position) == "-" && position + 1 < tokens.count && text(position + 1).hasPrefix(">")
                return !isArrow && !text(position).contains("|") && !text(position).hasPrefix("->")
            // A number begins with a digit, a sign, a point or a blank.
            case .string: return bytes[token.range].dropFirst().first.map { ($0 | 0x20) >= UInt8(ascii: "a") } ?? false
            case .blob, .parameter, .semicolon, .whitespace, .comment: return false
            }
        }
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

    private func text(_ position: Int) -> String {
        String(decoding: bytes[tokens[position].range], as: UTF8.self)
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
