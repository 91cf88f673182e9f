/// Splits SQL text into its statements, as SQLite would read them one after the other.
package enum StatementSplitter {
    /// One statement: from its first word to its last, without the closing semicolon.
    package struct Statement: Hashable, Sendable {
        /// The text; comments inside are kept, those before and behind are not.
        package let text: String
        /// The line of its first word, counted from 1.
        package let line: Int
        /// Where its first word starts, in the UTF-8 bytes of the whole text.
        package let offset: Int

        /// What it means to run it inside a transaction.
        package var kind: StatementKind { StatementKind(text) }

        /// The bare words at its start in upper case, up to the first other token: `CREATE`, `TEMP`, `TRIGGER`, `NAME`.
        package var leadingWords: [String] {
            var tokenizer = Tokenizer(text)
            var words: [String] = []
            while let token = try? tokenizer.next(), token.isTrivia || token.kind == .word {
                if token.kind == .word { words.append(Identifier.fold(tokenizer.text(token)).uppercased()) }
            }
            return words
        }
    }

    /// The statements of a text; parts that hold only comments are none.
    ///
    /// - Parameter text: SQL text; a byte order mark and any line endings are fine.
    /// - Returns: the statements, in order.
    /// - Throws: `SQLSyntaxError` for what SQLite's tokenizer refuses, and for a block comment or a trigger's body that
    ///   is not closed.
    package static func statements(in text: String) throws(SQLSyntaxError) -> [Statement] {
        try Array(text.utf8).withUnsafeBufferPointer { bytes throws(SQLSyntaxError) in
            var scanner = StatementScanner(bytes, from: bytes.byteOrderMark)
            var statements: [Statement] = []
            while let event = try scanner.next() {
                guard case .statement(let extent) = event else { continue }
                let text = bytes.text(extent.range)
                statements.append(Statement(text: text, line: extent.line, offset: extent.range.lowerBound))
            }
            return statements
        }
    }

    /// The line of an offset into the UTF-8 bytes of a text, counted from 1.
    package static func line(of offset: Int, in text: String) -> Int {
        1 + text.utf8.prefix(offset).count { $0 == 0x0A }
    }
}
