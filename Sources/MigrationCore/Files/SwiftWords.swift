/// The words and signs of Swift source, without comments and without the literals of strings and regular expressions.
struct SwiftWords {
    private let bytes: [UInt8]
    private var offset = 0
    private var words: [String] = []

    static func words(of source: String) -> [String] {
        var reader = SwiftWords(bytes: Array(source.utf8))
        while reader.offset < reader.bytes.count { reader.readOne() }
        return reader.words
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func begins(_ text: [UInt8]) -> Bool {
        bytes[offset...].starts(with: text)
    }

    private func begins(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        return text.withUTF8Buffer { letters in bytes[offset..<(offset + count)].elementsEqual(letters) }
    }

    private mutating func readOne() {
        if begins("//") {
            while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
        } else if begins("/*") {
            skipBlockComment()
        } else if skipString() || skipExpression() {
            // What a literal is preceded by is no word's business, but a `/` behind it divides.
            words.append("\"\"")
        } else if begins("`") {
            readQuotedWord()
        } else if SwiftWords.isWord(bytes[offset]) {
            readWord(from: offset)
        } else {
            if bytes[offset] > 0x20 { words.append(String(Unicode.Scalar(bytes[offset]))) }
            offset += 1
        }
    }

    private mutating func readWord(from start: Int) {
        while offset < bytes.count, SwiftWords.isWord(bytes[offset]) { offset += 1 }
        words.append(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    /// A name between backticks, which stay: it may be a keyword otherwise.
    private mutating func readQuotedWord() {
        let start = offset
        offset += 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "`"), bytes[offset] != 0x0A { offset += 1 }
        offset = min(offset + 1, bytes.count)
        words.append(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func skipBlockComment() {
        var depth = 0
        while offset < bytes.count {
            if begins("/*") {
                depth += 1
                offset += 2
            } else if begins("*/") {
                depth -= 1
                offset += 2
                if depth == 0 { return }
            } else {
                offset += 1
            }
        }
    }

    /// How many `#` stand here.
    private var marks: Int { bytes[offset...].prefix { $0 == UInt8(ascii: "#") }.count }

    private static func marks(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "#"), count: count) }

    /// Skips a string literal, if one begins here.
    private mutating func skipString() -> Bool {
        let marks = marks
        let start = offset
        offset += marks
        guard begins("\"") else {
            offset = start
            return false
        }
        let isLong = begins("\"\"\"")
        let end = Array((isLong ? "\"\"\"" : "\"").utf8) + SwiftWords.marks(marks)
        let escape = Array("\\".utf8) + SwiftWords.marks(marks)
        offset += isLong ? 3 : 1
        while offset < bytes.count {
            if begins(escape) {
                offset += escape.count
                if begins("(") { skipInterpolation() } else { offset += 1 }
            } else if begins(end) {
                offset += end.count
                return true
            } else if !isLong, bytes[offset] == 0x0A {
                return true
            } else {
                offset += 1
            }
        }
        return true
    }

    /// Skips an expression between parentheses, which may hold strings of its own; no type is declared there.
    private mutating func skipInterpolation() {
        let count = words.count
        var depth = 0
        while offset < bytes.count {
            if begins("(") { depth += 1 }
            if begins(")") { depth -= 1 }
            readOne()
            if depth == 0 { break }
        }
        words.removeSubrange(count...)
    }

    /// Skips the literal of a regular expression, if one begins here: `#/…/#`, or `/…/` where nothing stands before it that
    /// could be divided.
    private mutating func skipExpression() -> Bool {
        let marks = marks
        let start = offset
        offset += marks
        if begins("/"), marks > 0 || !canDivide, endsExpression(marks) { return true }
        offset = start
        return false
    }

    private mutating func endsExpression(_ marks: Int) -> Bool {
        let end = Array("/".utf8) + SwiftWords.marks(marks)
        offset += 1
        // A blank behind the slash makes an operator of it.
        if marks == 0, offset == bytes.count || bytes[offset] <= 0x20 { return false }
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\\") {
                offset += 2
            } else if begins(end) {
                offset += end.count
                return true
            } else if marks == 0, bytes[offset] == 0x0A {
                return false
            } else {
                offset += 1
            }
        }
        return false
    }

    /// Whether what stands before could be a number or a name that a `/` divides.
    private var canDivide: Bool {
        guard let last = words.last, let first = last.utf8.first else { return false }
        if ["return", "in", "case", "throw", "try", "await", "else", "where", "is", "as"].contains(last) {
            return false
        }
        return SwiftWords.isWord(first) || [")", "]", "}", "\"\"", "!", "?"].contains(last) || last.hasPrefix("`")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte >= 0x80
    }
}
