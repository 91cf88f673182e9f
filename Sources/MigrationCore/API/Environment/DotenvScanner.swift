/// Walks over the bytes of a dotenv file.
struct DotenvScanner {
    /// What makes a value unreadable.
    enum Failure: Error {
        case unclosedQuote(Character)
        case textBehindQuote
    }

    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func advance() {
        if current == UInt8(ascii: "\n") { line += 1 }
        offset += 1
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
        {
            advance()
        }
    }

    /// Goes to the first line that is neither blank nor a comment, and returns its number.
    mutating func skipToAssignment() -> Int? {
        while true {
            skipBlanks()
            switch current {
            case nil: return nil
            case UInt8(ascii: "\n"): advance()
            case UInt8(ascii: "#"): skipLine()
            case .some: return line
            }
        }
    }

    mutating func skipLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    }

    /// Reads `NAME =`, with or without `export` before it; stays where it is when the line is something else.
    mutating func scanName() -> String? {
        let start = offset
        var name = scanWord()
        if name == "export", current != UInt8(ascii: "=") {
            skipBlanks()
            let exported = scanWord()
            if !exported.isEmpty { name = exported }
        }
        skipBlanks()
        guard let first = name.first, !("0"..."9").contains(first), current == UInt8(ascii: "=") else {
            offset = start
            return nil
        }
        advance()
        return name
    }

    /// `export NAME` without a value is right in a shell and sets nothing here.
    mutating func skipExportWithoutValue() -> Bool {
        let start = offset
        defer { offset = start }
        guard scanWord() == "export" else { return false }
        skipBlanks()
        guard !scanWord().isEmpty else { return false }
        skipBlanks()
        return current == nil || current == UInt8(ascii: "\n")
    }

    private mutating func scanWord() -> String {
        let start = offset
        while let byte = current,
            DotenvFile.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        {
            advance()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }
}

extension DotenvScanner {
    mutating func scanValue() throws(Failure) -> ValueTemplate {
        skipBlanks()
        switch current {
        case UInt8(ascii: "'"): return try scanSingleQuoted()
        case UInt8(ascii: "\""): return try scanDoubleQuoted()
        default: return scanUnquoted()
        }
    }

    /// Between single quotes nothing is special.
    private mutating func scanSingleQuoted() throws(Failure) -> ValueTemplate {
        advance()
        var text: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "'") {
            appendNormalized(byte, to: &text)
            advance()
        }
        guard current != nil else { throw .unclosedQuote("'") }
        advance()
        try expectEndOfLine()
        return ValueTemplate(pieces: text.isEmpty ? [] : [.text(String(decoding: text, as: UTF8.self))])
    }

    /// Between double quotes backslashes escape, `${…}` expands, and a line may end.
    private mutating func scanDoubleQuoted() throws(Failure) -> ValueTemplate {
        advance()
        var text: [UInt8] = []
        var literal: Set<Int> = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                advance()
                guard let escaped = current else { break }
                appendEscaped(escaped, to: &text, literal: &literal)
                advance()
            } else if let end = ValueTemplate.endOfReference(bytes, at: offset) {
                // A default may hold quotes of its own.
                text += bytes[offset..<end]
                while offset < end { advance() }
            } else {
                appendNormalized(byte, to: &text)
                advance()
            }
        }
        guard current != nil else { throw .unclosedQuote("\"") }
        advance()
        try expectEndOfLine()
        return ValueTemplate(bytes: text, literal: literal)
    }

    private func appendEscaped(_ byte: UInt8, to text: inout [UInt8], literal: inout Set<Int>) {
        switch byte {
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "$"):
            literal.insert(text.count)
            text.append(byte)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): text.append(byte)
        default: text += [UInt8(ascii: "\\"), byte]
        }
    }

    /// A line break inside quotes is `\n` whatever the file's line endings are.
    private func appendNormalized(_ byte: UInt8, to text: inout [UInt8]) {
        let isBreak = byte == UInt8(ascii: "\r") && bytes.dropFirst(offset + 1).first == UInt8(ascii: "\n")
        if !isBreak { text.append(byte) }
    }

    /// To the end of the line or a `#` behind a blank, without the blanks around it.
    private mutating func scanUnquoted() -> ValueTemplate {
        var text: [UInt8] = []
        var literal: Set<Int> = []
        while let byte = current, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "#"), text.isEmpty || isBlank(text[text.count - 1]) { break }
            if byte == UInt8(ascii: "\\"), bytes.dropFirst(offset + 1).first == UInt8(ascii: "$") {
                advance()
                literal.insert(text.count)
                text.append(UInt8(ascii: "$"))
                advance()
            } else if let end = ValueTemplate.endOfReference(bytes, at: offset),
                !bytes[offset..<end].contains(UInt8(ascii: "\n"))
            {
                text += bytes[offset..<end]
                offset = end
            } else {
                text.append(byte)
                advance()
            }
        }
        skipLine()
        while let last = text.last, isBlank(last) { text.removeLast() }
        return ValueTemplate(bytes: text, literal: literal)
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private mutating func expectEndOfLine() throws(Failure) {
        skipBlanks()
        switch current {
        case nil, UInt8(ascii: "\n"): return
        case UInt8(ascii: "#"): skipLine()
        case .some: throw .textBehindQuote
        }
    }
}
