/// The words of SQL, as far as the statement filter needs them: comments are gone, names lose their quotes.
struct SQLToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A keyword or a bare name.
        case word
        /// A name or a text in quotes.
        case quoted
        case number
        case symbol
    }

    let kind: Kind
    /// A bare word in capitals; a quoted one as it is between its quotes.
    let text: String
    /// Where it begins in the UTF-8 of the text.
    let offset: Int
    /// Where it ends.
    let end: Int

    /// Whether it is this bare word.
    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
}

/// Cuts SQL into tokens; never fails, for SQLite itself judges the text.
struct SQLScanner {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ sql: String) {
        bytes = Array(sql.utf8)
    }

    static func tokens(of sql: String) -> [SQLToken] {
        var scanner = SQLScanner(sql)
        var tokens: [SQLToken] = []
        while let token = scanner.next() { tokens.append(token) }
        return tokens
    }

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func next() -> SQLToken? {
        skipBlanksAndComments()
        guard let first = byte(at: position) else { return nil }
        let start = position
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted(by: first)
        case UInt8(ascii: "["): return quoted(by: UInt8(ascii: "]"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            skip { Self.isNameByte($0) || $0 == UInt8(ascii: ".") }
            return token(.number, from: start)
        case _ where Self.isNameByte(first):
            skip(while: Self.isNameByte)
            return token(.word, from: start)
        default:
            position += 1
            return token(.symbol, from: start)
        }
    }

    private func token(_ kind: SQLToken.Kind, from start: Int) -> SQLToken {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return SQLToken(kind: kind, text: kind == .word ? text.uppercased() : text, offset: start, end: position)
    }

    private mutating func quoted(by quote: UInt8) -> SQLToken {
        let start = position
        position += 1
        var content: [UInt8] = []
        while let byte = byte(at: position) {
            position += 1
            guard byte == quote else {
                content.append(byte)
                continue
            }
            guard quote != UInt8(ascii: "]"), self.byte(at: position) == quote else { break }
            content.append(quote)
            position += 1
        }
        return SQLToken(kind: .quoted, text: String(decoding: content, as: UTF8.self), offset: start, end: position)
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
        while let byte = byte(at: position), matches(byte) { position += 1 }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    private mutating func skipBlanksAndComments() {
        while let byte = byte(at: position) {
            switch (byte, self.byte(at: position + 1)) {
            case (0x09...0x0D, _), (0x20, _): position += 1
            case (UInt8(ascii: "-"), UInt8(ascii: "-")): skip { $0 != 0x0A }
            case (UInt8(ascii: "/"), UInt8(ascii: "*")): skipBlockComment()
            default: return
            }
        }
    }

    private mutating func skipBlockComment() {
        position += 2
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), byte(at: position + 1) == UInt8(ascii: "/") {
                position += 2
                return
            }
            position += 1
        }
    }
}
