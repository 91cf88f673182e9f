/// One word of SQL text: its kind, and its place in the text's UTF-8 bytes.
package struct Token: Hashable, Sendable {
    /// What a token is, by SQLite's own tokenizer.
    package enum Kind: Hashable, Sendable {
        case whitespace
        /// `-- …` to the end of the line, or `/* … */`; the latter may be left open at the end of the text, as in SQLite.
        case comment
        /// A keyword or a bare name; which of the two is the parser's to tell.
        case word
        /// `"…"`, `` `…` `` or `[…]`.
        case quotedName
        /// `'…'`.
        case string
        /// `x'…'`.
        case blob
        case number
        /// `?`, `?1`, `:a`, `@a` or `$a`.
        case parameter
        case semicolon
        /// Operators, parentheses, commas and dots.
        case punctuation
    }

    package let kind: Kind
    /// Offsets into the UTF-8 bytes of the text.
    package let range: Range<Int>

    package init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }

    /// Whether the token means nothing to SQLite: blanks and comments.
    package var isTrivia: Bool {
        kind == .whitespace || kind == .comment
    }
}

/// Text that SQLite's tokenizer would refuse.
package struct SQLSyntaxError: Error, Hashable, Sendable {
    /// What is wrong, without a place: `unterminated string`.
    package let message: String
    /// The offset into the UTF-8 bytes at which the wrong token starts.
    package let offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}
