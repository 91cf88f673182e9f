/// Writes tokens in the form in which they are compared, without looking at their grammar: for queries, trigger bodies,
/// and for expressions that the parser does not know.
struct StatementNormalizer {
    let cursor: TokenCursor
    let scope: NameScope
    var output = NormalForm()

    init(cursor: TokenCursor, scope: NameScope) {
        self.cursor = cursor
        self.scope = scope
    }

    mutating func append(_ positions: Range<Int>) {
        var position = positions.lowerBound
        while position < min(positions.upperBound, cursor.tokens.count) {
            if isMainQualifier(at: position) {
                position += 2
                continue
            }
            append(cursor.tokens[position], at: position)
            position += 1
        }
    }

    private mutating func append(_ token: Token, at position: Int) {
        let bytes = cursor.bytes[token.range]
        switch token.kind {
        case .word:
            output.folded(bytes)
        case .quotedName:
            appendQuoted(token, at: position)
        case .number, .blob:
            output.folded(bytes)
        case .string, .parameter, .semicolon:
            output.raw(bytes)
        case .punctuation:
            output.punctuation(bytes)
        case .whitespace, .comment:
            break
        }
    }

    private mutating func appendQuoted(_ token: Token, at position: Int) {
        let name = cursor.unquoted(token)
        let folded = Identifier.fold(name)
        if cursor.bytes[token.range.lowerBound] == UInt8(ascii: "\""), !scope.contains(folded),
            !isNamePosition(position)
        {
            output.string(name)
        } else if Keyword.isReserved(folded) || !StatementNormalizer.isBare(folded) {
            output.name(folded)
        } else {
            output.raw(folded.utf8)
        }
    }

    /// Where a double-quoted token is a name whatever it says.
    private func isNamePosition(_ position: Int) -> Bool {
        var cursor = cursor
        cursor.position = position
        if cursor.isPunctuation(".", at: 1) || cursor.isPunctuation("(", at: 1) || cursor.isPunctuation(".", at: -1) {
            return true
        }
        let before: [StaticString] = ["AS", "INTO", "JOIN", "FROM", "UPDATE", "ON", "VIEW", "TRIGGER", "TABLE"]
        return before.contains { cursor.isWord($0, at: -1) }
    }

    /// `main.` says nothing: a schema's objects can't belong to another database.
    private func isMainQualifier(at position: Int) -> Bool {
        var cursor = cursor
        cursor.position = position
        guard let token = cursor.peek(), token.kind == .word || token.kind == .quotedName else { return false }
        return cursor.isPunctuation(".", at: 1) && !cursor.isPunctuation(".", at: -1)
            && Identifier.fold(cursor.unquoted(token)) == "main"
    }

    private static func isBare(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "$") else {
            return false
        }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 >= 0x80 || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: "$") || (0x41...0x5A).contains($0)
        }
    }
}
