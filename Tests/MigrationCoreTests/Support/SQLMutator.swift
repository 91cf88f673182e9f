import MigrationCore

/// Changes SQL text at random: by a seed, so that a failure can be repeated.
struct SQLMutator {
    private var generator: SeededGenerator
    private static let words = [
        "(", ")", ",", ";", "'", "\"", "[", "]", "`", "--", "/*", "*/", "\n", " ", ".", "x'", "0x", "1e", "NOT", "NULL",
        "CHECK", "(a)", "DEFAULT", "UNIQUE", "PRIMARY KEY", "REFERENCES p", "COLLATE NOCASE", "AS (1)", "CONSTRAINT c",
        "ON CONFLICT IGNORE", "GENERATED ALWAYS", "DESC", "AND", "OR", "IN (1, 2)", "BETWEEN 1 AND 2",
        "CASE WHEN 1 THEN 2 END",
        "CAST(a AS TEXT)", "\u{0}", "é", "\u{FEFF}", "-- migrate:was b\n", "/* migrate:backfill 'x */", "migrate:",
        "WHERE",
        "SELECT", "((((((((", "))))))))", "-", "~", "||", "->>", "IS NOT", "ISNULL", "ESCAPE", "EXISTS (SELECT 1)",
        "STRICT",
        "WITHOUT ROWID", "DEFERRABLE INITIALLY DEFERRED", "FOREIGN KEY (a) REFERENCES t(a)", "1_000", "?1", ":a",
        "BEGIN", "END",
    ]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.randomElement(using: &generator)
    }

    /// A text with a few words or bytes removed, doubled, moved or put in.
    mutating func mutated(_ text: String, with other: String) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let length = min(Int.random(in: 0...12, using: &generator), bytes.count - position)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.removeSubrange(position..<(position + length))
            case 1: bytes.insert(contentsOf: bytes[position..<(position + length)], at: position)
            case 2:
                let word = SQLMutator.words.randomElement(using: &generator) ?? ""
                bytes.insert(contentsOf: " \(word) ".utf8, at: position)
            case 3:
                bytes.insert(contentsOf: (SQLMutator.words.randomElement(using: &generator) ?? "").utf8, at: position)
            case 4:
                let piece = Array(other.utf8)
                let start = Int.random(in: 0...piece.count, using: &generator)
                bytes.insert(contentsOf: piece[start..<min(start + 20, piece.count)], at: position)
            default:
                if position < bytes.count { bytes[position] = UInt8.random(in: 0x20...0x7E, using: &generator) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same statement spelt otherwise: other blanks, comments, letters and quotes.
    mutating func respelt(_ text: String) throws -> String {
        var result = ""
        var tokenizer = Tokenizer(text)
        while let token = try tokenizer.next() {
            let word = tokenizer.text(token)
            switch token.kind {
            case .whitespace, .comment: result += blank()
            case .word:
                result += Bool.random(using: &generator) ? word.lowercased(ascii: true) : word.lowercased(ascii: false)
            case .quotedName: result += quoted(word)
            case .string, .blob, .number, .parameter, .semicolon: result += word
            case .punctuation: result += blank(orNothing: true) + synonym(word) + blank(orNothing: true)
            }
        }
        return result
    }

    private mutating func blank(orNothing: Bool = false) -> String {
        let blanks = [" ", "  ", "\n", "\t", " /* x ) ' */ ", " -- y ( \"\n"] + (orNothing ? ["", ""] : [])
        return blanks.randomElement(using: &generator) ?? " "
    }

    private func synonym(_ word: String) -> String {
        switch word {
        case "=": " == "
        case "==": " = "
        case "<>": "!="
        case "!=": "<>"
        default: word
        }
    }

    /// Names in brackets and backticks are names; in double quotes they may be strings, and stay.
    private mutating func quoted(_ word: String) -> String {
        guard word.first != "\"", !word.contains("]"), !word.dropFirst().dropLast().contains("`") || word.first == "["
        else {
            return word
        }
        let name = Identifier.unquote(Array(word.utf8))
        guard !name.contains("`"), !name.contains("]") else { return word }
        return Bool.random(using: &generator) ? "`\(name)`" : "[\(name)]"
    }
}

extension String {
    fileprivate func lowercased(ascii isUpper: Bool) -> String {
        String(
            decoding: utf8.map { byte in
                isUpper && (0x61...0x7A).contains(byte)
                    ? byte & 0xDF : (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            },
            as: UTF8.self
        )
    }
}
