/// The tokens of a statement that mean something, and a place among them.
struct TokenCursor {
    let bytes: [UInt8]
    /// Blanks and comments are left out.
    let tokens: [Token]
    /// Comments that may hold a hint.
    let hintComments: [Range<Int>]
    /// Where the last token ends, semicolons included.
    let end: Int
    /// The token that is read next.
    var position = 0

    init(_ text: String) throws(SchemaError) {
        var tokenizer = Tokenizer(text)
        var tokens: [Token] = []
        var comments: [Range<Int>] = []
        tokens.reserveCapacity(tokenizer.bytes.count / 4)
        do {
            while let token = try tokenizer.next() {
                if !token.isTrivia {
                    tokens.append(token)
                } else if token.kind == .comment, HintReader.mayHoldHint(tokenizer.bytes[token.range]) {
                    comments.append(token.range)
                }
            }
        } catch {
            throw SchemaError(message: error.message, offset: error.offset)
        }
        end = tokens.last?.range.upperBound ?? 0
        while tokens.last?.kind == .semicolon { tokens.removeLast() }
        bytes = tokenizer.bytes
        self.tokens = tokens
        hintComments = comments
    }

    var isAtEnd: Bool { position >= tokens.count }

    /// The token at a distance from the next one.
    func peek(_ distance: Int = 0) -> Token? {
        let index = position + distance
        return tokens.indices.contains(index) ? tokens[index] : nil
    }

    /// Whether the token at a distance is this keyword, unquoted, in whatever case.
    func isWord(_ keyword: StaticString, at distance: Int = 0) -> Bool {
        guard let token = peek(distance), token.kind == .word else { return false }
        return matches(token, keyword)
    }

    /// Whether a token's text is this keyword, which is given in upper case.
    func matches(_ token: Token, _ keyword: StaticString) -> Bool {
        guard keyword.utf8CodeUnitCount == token.range.count else { return false }
        return keyword.withUTF8Buffer { letters in
            var index = token.range.lowerBound
            for letter in letters {
                let byte = bytes[index]
                guard byte == letter || ((0x61...0x7A).contains(byte) && byte & 0xDF == letter) else { return false }
                index += 1
            }
            return true
        }
    }

    /// Whether the token at a distance is this one character.
    func isPunctuation(_ character: Unicode.Scalar, at distance: Int = 0) -> Bool {
        guard let token = peek(distance), token.kind == .punctuation, token.range.count == 1 else { return false }
        return bytes[token.range.lowerBound] == UInt8(truncatingIfNeeded: character.value)
    }

    mutating func accept(_ keyword: StaticString) -> Bool {
        guard isWord(keyword) else { return false }
        position += 1
        return true
    }

    mutating func accept(_ first: StaticString, _ second: StaticString) -> Bool {
        guard isWord(first), isWord(second, at: 1) else { return false }
        position += 2
        return true
    }

    mutating func acceptPunctuation(_ character: Unicode.Scalar) -> Bool {
        guard isPunctuation(character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ keyword: StaticString) throws(SchemaError) {
        guard accept(keyword) else { throw unexpected("\(keyword)") }
    }

    mutating func expectPunctuation(_ character: Unicode.Scalar) throws(SchemaError) {
        guard acceptPunctuation(character) else { throw unexpected("'\(character)'") }
    }

    /// A name in whatever quotes, single ones too (`nm` of SQLite's grammar), and its token's range.
    mutating func name() throws(SchemaError) -> (text: String, range: Range<Int>) {
        guard let token = peek(), token.kind == .word || token.kind == .quotedName || token.kind == .string else {
            throw unexpected("a name")
        }
        position += 1
        return (unquoted(token), token.range)
    }

    /// A name with or without a database's name before it, which is left out.
    mutating func qualifiedName() throws(SchemaError) -> (text: String, range: Range<Int>) {
        let first = try name()
        guard acceptPunctuation(".") else { return first }
        return try name()
    }

    /// The name that a token means.
    func unquoted(_ token: Token) -> String {
        token.kind == .word ? text(token.range) : Identifier.unquote(bytes[token.range])
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Skips a pair of parentheses and what is between them.
    ///
    /// - Returns: the positions of the tokens between them.
    mutating func skipParentheses() throws(SchemaError) -> Range<Int> {
        let opening = position
        try expectPunctuation("(")
        var depth = 1
        while position < tokens.count {
            if isPunctuation("(") {
                depth += 1
            } else if isPunctuation(")") {
                depth -= 1
            }
            position += 1
            if depth == 0 { return (opening + 1)..<(position - 1) }
        }
        throw SchemaError(message: "'(' is never closed", offset: tokens[opening].range.lowerBound)
    }

    /// The error of a token that does not belong here.
    func unexpected(_ expected: String) -> SchemaError {
        guard let token = peek() else {
            return SchemaError(message: "expected \(expected), found the end", offset: bytes.count)
        }
        return SchemaError(
            message: "expected \(expected), found '\(text(token.range))'",
            offset: token.range.lowerBound
        )
    }
}
