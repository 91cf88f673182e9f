extension Batch {
    /// Whether one of its statements begins or ends a transaction.
    var holdsTransactionControl: Bool {
        statements.contains { DatabaseError.transactionControl($0) != nil }
    }
}

extension [SQLStatement] {
    /// The position of the statement that a server's message repeats.
    ///
    /// A message has line feeds as escapes, and may be cut; where it repeats several, as a statement within another, the
    /// longest is meant.
    package func firstIndex(repeatedIn message: String) -> Int? {
        let message = SQLStatement.onOneLine(message)
        let found = indices.map { ($0, SQLStatement.onOneLine(self[$0].text)) }.filter { _, text in
            !text.isEmpty && message.contains(text.prefix(500))
        }
        let longest = found.map(\.1.count).max()
        return found.first { $0.1.count == longest }?.0
    }
}

extension SQLStatement {
    /// A text with one blank for each run of blanks, line feeds and their escapes.
    fileprivate static func onOneLine(_ text: String) -> String {
        let blanks = ["\\n", "\\r", "\\t"].reduce(text) { $0.replacing($1, with: " ") }
        return blanks.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
