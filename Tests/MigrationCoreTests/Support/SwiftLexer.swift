/// A word or a sign of Swift source; comments and the texts of string literals are left out.
struct SwiftToken: Hashable {
    let text: String
    /// The line, counted from 1.
    let line: Int
}

/// Splits Swift source far enough to see declarations, names and braces.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var tokens: [SwiftToken] = []

    static func tokens(of source: String) -> [SwiftToken] {
        var lexer = SwiftLexer(bytes: Array(source.utf8))
        while lexer.offset < lexer.bytes.count { lexer.readOne() }
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func byte(_ distance: Int = 0) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    private func begins(_ text: String) -> Bool {
        bytes[offset...].starts(with: text.utf8)
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
            offset += 1
        }
    }

    private mutating func readOne() {
        if begins("//") {
            while offset < bytes.count, byte() != UInt8(ascii: "\n") { advance() }
        } else if begins("/*") {
            skipBlockComment()
        } else if begins("\"") || begins("#\"") || begins("##\"") {
            readString()
        } else if isWord(byte()) || byte() == UInt8(ascii: "`") {
            readWord()
        } else {
            if byte() > 0x20 { tokens.append(SwiftToken(text: String(Unicode.Scalar(byte())), line: line)) }
            advance()
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if begins("/*") { depth += 1 }
            if begins("*/") { depth -= 1 }
            advance(begins("/*") || begins("*/") ? 2 : 1)
        } while depth > 0 && offset < bytes.count
    }

    private mutating func readWord() {
        let start = offset
        advance()
        while isWord(byte()) { advance() }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        tokens.append(SwiftToken(text: text.split(separator: "`").joined(), line: line))
        if byte() == UInt8(ascii: "`") { advance() }
    }

    /// Skips a literal; what is interpolated is code.
    private mutating func readString() {
        var hashes = 0
        while byte() == UInt8(ascii: "#") {
            hashes += 1
            advance()
        }
        let quote = (begins("\"\"\"") ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        advance(quote.utf8.count - hashes)
        while offset < bytes.count, !begins(quote) {
            if begins(escape + "(") {
                advance(escape.utf8.count + 1)
                readInterpolation()
            } else {
                advance(begins(escape) ? escape.utf8.count + 1 : 1)
            }
        }
        advance(quote.utf8.count)
    }

    private mutating func readInterpolation() {
        var depth = 1
        while offset < bytes.count {
            if byte() == UInt8(ascii: "(") { depth += 1 }
            if byte() == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 {
                advance()
                return
            }
            readOne()
        }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
