/// SQL as the text of a file that `sqlite3` reads.
struct SQLScript {
    private(set) var lines: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func blank() {
        lines.append("")
    }

    /// A comment; line breaks in it would end it.
    mutating func comment(_ text: String) {
        let line = text.escapingControls
        lines.append(line.isEmpty ? "--" : "-- \(line)")
    }

    /// A statement and its semicolon, which stands on a line of its own where the text ends in a comment.
    mutating func statement(_ statement: SQLStatement) {
        lines.append(SQLScript.shielded(statement.text) + (SQLScript.endsInComment(statement.text) ? "\n;" : ";"))
    }

    mutating func statements(_ statements: some Sequence<SQLStatement>) {
        for each in statements { statement(each) }
    }

    private static func endsInComment(_ text: String) -> Bool {
        guard let last = text.utf8.split(separator: 0x0A).last, last.contains(UInt8(ascii: "-")) else { return false }
        guard let tokens = try? Tokenizer.tokens(of: text) else { return true }
        return tokens.last { $0.kind != .whitespace }?.kind == .comment
    }
}
