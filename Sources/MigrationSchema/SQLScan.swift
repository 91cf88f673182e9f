/// What can be seen of a piece of SQL without its grammar: whether its quotes, comments and parentheses end within it.
struct SQLScan {
    /// Why it can't stand in a statement as it is.
    private(set) var fault: String?
    /// Whether it is a comment or nothing.
    private(set) var isEmpty = true
    /// Whether what follows on the same line would belong to a comment.
    private(set) var endsInLineComment = false
    private(set) var hasLineComment = false
    /// Whether a line ends within quotes.
    private(set) var hasLineBreakInQuotes = false
    private(set) var hasSemicolon = false
    /// Whether the last thing that is no comment is a semicolon.
    private(set) var endsInSemicolon = false
    /// Whether there is a comma outside parentheses.
    private(set) var hasComma = false
    /// How often the outermost parentheses close before the end.
    private var closings = 0
    private var endsInParenthesis = false
    private var depth = 0
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count, fault == nil { index = read(at: index) }
        if fault == nil, depth > 0 { fault = "a '(' is never closed" }
    }

    /// Whether it is a function's name and its arguments, and nothing else.
    var isCall: Bool {
        let name = bytes.prefix { $0 != UInt8(ascii: "(") }
        return closings == 1 && endsInParenthesis && Name.isBare(String(decoding: name, as: UTF8.self))
    }

    /// Reads one token, and returns where the next begins.
    private mutating func read(at index: Int) -> Int {
        let byte = bytes[index]
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return skipQuotes(from: index, to: byte)
        case UInt8(ascii: "["): return skipQuotes(from: index, to: UInt8(ascii: "]"))
        case UInt8(ascii: "-") where next == byte: return skipLine(from: index)
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"): return skipComment(from: index)
        case 0:
            fault = "it holds a zero byte, where SQLite would stop reading"
        case 0x20, 0x09...0x0D: break
        default: note(byte)
        }
        return index + 1
    }

    private mutating func note(_ byte: UInt8) {
        isEmpty = false
        endsInSemicolon = byte == UInt8(ascii: ";")
        endsInParenthesis = byte == UInt8(ascii: ")")
        switch byte {
        case UInt8(ascii: "("):
            depth += 1
        case UInt8(ascii: ")"):
            depth -= 1
            if depth == 0 { closings += 1 }
            if depth < 0 { fault = "a ')' has no '('" }
        case UInt8(ascii: ";"): hasSemicolon = true
        case UInt8(ascii: ","): hasComma = hasComma || depth == 0
        default: break
        }
    }

    private mutating func skipQuotes(from index: Int, to end: UInt8) -> Int {
        note(bytes[index])
        guard let close = bytes[(index + 1)...].firstIndex(of: end) else {
            fault = "a quote is never closed: \(Character(Unicode.Scalar(bytes[index])))"
            return bytes.count
        }
        let text = bytes[index...close]
        if text.contains(0x0A) { hasLineBreakInQuotes = true }
        if text.contains(0) { fault = "it holds a zero byte, where SQLite would stop reading" }
        return close + 1
    }

    private mutating func skipLine(from index: Int) -> Int {
        hasLineComment = true
        guard let end = bytes[index...].firstIndex(of: 0x0A) else {
            endsInLineComment = true
            return bytes.count
        }
        return end + 1
    }

    private mutating func skipComment(from index: Int) -> Int {
        var position = index + 2
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { return position + 2 }
            position += 1
        }
        fault = "a comment is never closed"
        return bytes.count
    }
}

extension String {
    /// Without the blanks and line ends around it.
    var trimmed: String {
        let isBlank = { (character: Character) in character.isWhitespace }
        var text = self[...].drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
