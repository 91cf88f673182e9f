/// Splits SQL text into tokens as SQLite does (`tokenize.c`): no token is lost, and the tokens' ranges cover the text.
package struct Tokenizer {
    package let bytes: [UInt8]
    package private(set) var offset: Int

    /// Reads from the start of a text.
    package init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// Reads from an offset into UTF-8 bytes.
    package init(bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The text of a token.
    package func text(_ token: Token) -> String {
        String(decoding: bytes[token.range], as: UTF8.self)
    }

    /// The next token, blanks and comments included; `nil` at the end.
    ///
    /// - Throws: `SQLSyntaxError` where a string, a name or a blob literal is not closed or a character has no meaning.
    package mutating func next() throws(SQLSyntaxError) -> Token? {
        guard offset < bytes.count else { return nil }
        let start = offset
        let kind = try bytes.withUnsafeBufferPointer { buffer throws(SQLSyntaxError) in
            var scanner = TokenScanner(bytes: buffer, offset: start)
            let kind = try scanner.scan()
            offset = scanner.offset
            return kind
        }
        return Token(kind: kind, range: start..<offset)
    }

    /// All tokens of a text.
    ///
    /// - Parameters:
    ///   - text: SQL text.
    ///   - keepingTrivia: whether blanks and comments are in the result.
    /// - Returns: the tokens, in order.
    /// - Throws: `SQLSyntaxError` as `next()`.
    package static func tokens(of text: String, keepingTrivia: Bool = true) throws(SQLSyntaxError) -> [Token] {
        var tokenizer = Tokenizer(text)
        var tokens: [Token] = []
        while let token = try tokenizer.next() {
            if keepingTrivia || !token.isTrivia { tokens.append(token) }
        }
        return tokens
    }
}

/// The scanning of one token over raw bytes; `Tokenizer` and `StatementScanner` are what others use.
struct TokenScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset: Int

    func peek(_ distance: Int) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    mutating func scan() throws(SQLSyntaxError) -> Token.Kind {
        let first = bytes[offset]
        switch first {
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
            skip(while: TokenScanner.isBlank)
            return .whitespace
        case 0xEF where peek(1) == 0xBB && peek(2) == 0xBF:
            // A byte order mark is a blank to SQLite, wherever it stands.
            offset += 3
            return .whitespace
        case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
            skip { $0 != 0x0A }
            return .comment
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
            skipBlockComment()
            return .comment
        case UInt8(ascii: "'"):
            try skipQuoted(by: first, "unterminated string")
            return .string
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            try skipQuoted(by: first, "unterminated quoted name")
            return .quotedName
        case UInt8(ascii: "["):
            try skipBracketed()
            return .quotedName
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            guard peek(1) == UInt8(ascii: "'") else { return word() }
            return try blob()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number()
        case UInt8(ascii: ".") where TokenScanner.isDigit(peek(1)):
            return number()
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "#"):
            return try parameter()
        case UInt8(ascii: ";"):
            offset += 1
            return .semicolon
        case let byte where TokenScanner.isWord(byte):
            return word()
        case let byte:
            return try punctuation(byte)
        }
    }

    mutating func skip(while matches: (UInt8) -> Bool) {
        while offset < bytes.count, matches(bytes[offset]) { offset += 1 }
    }

    mutating func word() -> Token.Kind {
        skip(while: TokenScanner.isWord)
        return .word
    }

    mutating func skipBlockComment() {
        offset += 2
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                offset += 2
                return
            }
            offset += 1
        }
    }

    mutating func skipQuoted(by quote: UInt8, _ message: String) throws(SQLSyntaxError) {
        let start = offset
        offset += 1
        while offset < bytes.count {
            if bytes[offset] != quote {
                offset += 1
            } else if peek(1) == quote {
                offset += 2
            } else {
                offset += 1
                return
            }
        }
        throw SQLSyntaxError(message: message, offset: start)
    }

    mutating func skipBracketed() throws(SQLSyntaxError) {
        let start = offset
        skip { $0 != UInt8(ascii: "]") }
        guard offset < bytes.count else { throw SQLSyntaxError(message: "unterminated quoted name", offset: start) }
        offset += 1
    }

    mutating func blob() throws(SQLSyntaxError) -> Token.Kind {
        let start = offset
        offset += 1
        try skipQuoted(by: UInt8(ascii: "'"), "unterminated blob literal")
        let digits = bytes[(start + 2)..<(offset - 1)]
        guard digits.count.isMultiple(of: 2), digits.allSatisfy(TokenScanner.isHexDigit) else {
            throw SQLSyntaxError(message: "malformed blob literal", offset: start)
        }
        return .blob
    }

    mutating func number() -> Token.Kind {
        if peek(0) == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x"), TokenScanner.isHexDigit(peek(2)) {
            offset += 2
            skip(while: TokenScanner.isHexDigit)
        } else {
            skipDigits()
            if peek(0) == UInt8(ascii: ".") {
                offset += 1
                skipDigits()
            }
            skipExponent()
        }
        return .number
    }

    mutating func skipExponent() {
        guard peek(0) | 0x20 == UInt8(ascii: "e") else { return }
        let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        guard TokenScanner.isDigit(peek(signed ? 2 : 1)) else { return }
        offset += signed ? 2 : 1
        skipDigits()
    }

    /// Digits, with single underscores between them (SQLite 3.46).
    mutating func skipDigits() {
        while offset < bytes.count {
            if TokenScanner.isDigit(bytes[offset]) {
                offset += 1
            } else if bytes[offset] == UInt8(ascii: "_"), TokenScanner.isDigit(peek(1)), offset > 0,
                TokenScanner.isDigit(bytes[offset - 1])
            {
                offset += 1
            } else {
                return
            }
        }
    }

    mutating func parameter() throws(SQLSyntaxError) -> Token.Kind {
        let start = offset
        let isNumbered = bytes[offset] == UInt8(ascii: "?")
        offset += 1
        skip(while: isNumbered ? TokenScanner.isDigit : TokenScanner.isWord)
        guard isNumbered || offset > start + 1 else { throw unrecognized(bytes[start], at: start) }
        return .parameter
    }

    mutating func punctuation(_ byte: UInt8) throws(SQLSyntaxError) -> Token.Kind {
        let length: Int =
            switch (byte, peek(1)) {
            case (UInt8(ascii: "-"), UInt8(ascii: ">")): peek(2) == UInt8(ascii: ">") ? 3 : 2
            case (UInt8(ascii: "|"), UInt8(ascii: "|")), (UInt8(ascii: "="), UInt8(ascii: "=")),
                (UInt8(ascii: "<"), UInt8(ascii: "=")), (UInt8(ascii: "<"), UInt8(ascii: ">")),
                (UInt8(ascii: "<"), UInt8(ascii: "<")), (UInt8(ascii: ">"), UInt8(ascii: "=")),
                (UInt8(ascii: ">"), UInt8(ascii: ">")), (UInt8(ascii: "!"), UInt8(ascii: "=")):
                2
            default: 1
            }
        guard length > 1 || TokenScanner.isPunctuation(byte) else { throw unrecognized(byte, at: offset) }
        offset += length
        return .punctuation
    }

    func unrecognized(_ byte: UInt8, at offset: Int) -> SQLSyntaxError {
        let shown = (0x21...0x7E).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "byte \(byte)"
        return SQLSyntaxError(message: "unrecognized character \(shown)", offset: offset)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "*"),
            UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0C || byte == 0x0D
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}
