extension SQLScript {
    /// A statement as the sqlite3 shell must be given it.
    ///
    /// A line that holds nothing but `/` or `go` ends the statement there, and a dot at its start makes it one of the shell's
    /// own commands (`shell.c`, `process_input`). A comment before them is nothing to SQLite, and hides them from the shell.
    static func shielded(_ text: String) -> String {
        guard mayBeMistaken(text.utf8), let tokens = try? Tokenizer.tokens(of: text) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var isFirstInLine = true
        for token in tokens {
            let word = bytes[token.range]
            switch token.kind {
            case .whitespace:
                if word.contains(UInt8(ascii: "\n")) { isFirstInLine = true }
            case .comment:
                // Behind a block comment nothing stands at the start of its line.
                isFirstInLine = false
            case .word, .quotedName, .string, .blob, .number, .parameter, .semicolon, .punctuation:
                let isDot = token.range.lowerBound == 0 && word.first == UInt8(ascii: ".")
                if isFirstInLine, isDot || isTerminator(word) { result += Array("/**/ ".utf8) }
                isFirstInLine = false
            }
            result += word
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isTerminator(_ word: ArraySlice<UInt8>) -> Bool {
        word.elementsEqual("/".utf8) || word.map { $0 | 0x20 }.elementsEqual("go".utf8)
    }

    /// Whether any line begins like one of them: nearly no statement does, and none of the others need be read.
    private static func mayBeMistaken(_ bytes: String.UTF8View) -> Bool {
        var isAtStart = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): isAtStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "/"), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "."):
                if isAtStart { return true }
            default: isAtStart = false
            }
        }
        return false
    }
}
