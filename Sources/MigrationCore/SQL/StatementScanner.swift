/// Cuts SQL text into statements over raw bytes, and reports the comments that are directives of this tool.
///
/// A statement ends at its semicolon. That of `CREATE TRIGGER` ends where SQLite's own `sqlite3_complete` sees the end:
/// at `; END ;`, for the END of a CASE never follows a semicolon.
struct StatementScanner {
    /// One statement: from its first word to its last, the comments between them included.
    struct Extent: Hashable {
        let range: Range<Int>
        /// The line of its first word, counted from 1.
        let line: Int
    }

    /// A comment `-- migrate:…`.
    struct Directive: Hashable {
        /// Where the comment starts.
        let start: Int
        /// What stands behind `migrate:`, to the end of the line.
        let range: Range<Int>
        let line: Int
        /// Whether nothing but blanks stands before it on its line.
        let startsLine: Bool
    }

    enum Event: Hashable {
        case statement(Extent)
        case directive(Directive)
    }

    /// How far the words read so far decide what the statement is.
    private enum Phase {
        case start, explain, create, plain
        case triggerHead, triggerBody, triggerBoundary, triggerEnd
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var tokens: TokenScanner
    private var lines: LineCounter
    private var phase = Phase.start
    private var start: Int?
    private var startLine = 1
    private var end = 0

    /// `EXPLAIN QUERY PLAN CREATE TRIGGER …`: `sqlite3_complete` lets anything but these stand before CREATE.
    private static let endsExplain: [StaticString] = ["EXPLAIN", "TEMP", "TEMPORARY", "TRIGGER", "END"]

    /// Whether a statement has begun that has not ended yet.
    var isInsideStatement: Bool { start != nil }

    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0) {
        self.bytes = bytes
        tokens = TokenScanner(bytes: bytes, offset: offset)
        lines = LineCounter(bytes)
    }

    /// The next statement or directive; `nil` at the end.
    ///
    /// - Throws: `SQLSyntaxError` as the tokenizer, and for a block comment or a trigger's body that is not closed.
    mutating func next() throws(SQLSyntaxError) -> Event? {
        while tokens.offset < bytes.count {
            let offset = tokens.offset
            switch try tokens.scan() {
            case .whitespace:
                continue
            case .comment:
                try checkClosed(offset)
                if let directive = directive(offset) { return .directive(directive) }
            case .semicolon:
                if continuesTrigger(offset) { continue }
                if let extent = take() { return .statement(extent) }
            case .word:
                begin(offset)
                phase = phase(after: offset..<tokens.offset)
            case .quotedName, .string, .blob, .number, .parameter, .punctuation:
                begin(offset)
                phase = phaseAfterOther()
            }
        }
        return try endStatement().map { .statement($0) }
    }

    /// Ends the statement that has begun, as the end of the text or of a section does.
    mutating func endStatement() throws(SQLSyntaxError) -> Extent? {
        switch phase {
        case .triggerBody, .triggerBoundary:
            throw SQLSyntaxError(message: "unterminated trigger: its body has no closing END", offset: start ?? end)
        case .start, .explain, .create, .plain, .triggerHead, .triggerEnd:
            return take()
        }
    }

    private mutating func take() -> Extent? {
        defer {
            start = nil
            phase = .start
        }
        return start.map { Extent(range: $0..<end, line: startLine) }
    }

    private mutating func begin(_ offset: Int) {
        if start == nil {
            start = offset
            // Counted here, so that the counter never has to go back over a directive within the statement.
            startLine = lines.line(at: offset)
        }
        end = tokens.offset
    }

    private mutating func continuesTrigger(_ offset: Int) -> Bool {
        switch phase {
        case .triggerBody, .triggerBoundary:
            end = tokens.offset
            phase = .triggerBoundary
            return true
        case .start, .explain, .create, .plain, .triggerHead, .triggerEnd:
            return false
        }
    }

    private func phase(after word: Range<Int>) -> Phase {
        switch phase {
        case .start:
            if bytes.hasWord("CREATE", at: word) { return .create }
            return bytes.hasWord("EXPLAIN", at: word) ? .explain : .plain
        case .explain:
            if bytes.hasWord("CREATE", at: word) { return .create }
            return StatementScanner.endsExplain.contains { bytes.hasWord($0, at: word) } ? .plain : .explain
        case .create:
            if bytes.hasWord("TRIGGER", at: word) { return .triggerHead }
            return bytes.hasWord("TEMP", at: word) || bytes.hasWord("TEMPORARY", at: word) ? .create : .plain
        case .triggerHead:
            return bytes.hasWord("BEGIN", at: word) ? .triggerBody : .triggerHead
        case .triggerBoundary:
            return bytes.hasWord("END", at: word) ? .triggerEnd : .triggerBody
        case .triggerBody, .triggerEnd:
            return .triggerBody
        case .plain:
            return .plain
        }
    }

    private func phaseAfterOther() -> Phase {
        switch phase {
        case .start, .create, .plain: .plain
        case .explain, .triggerHead: phase
        case .triggerBody, .triggerBoundary, .triggerEnd: .triggerBody
        }
    }

    /// SQLite lets a block comment run to the end of the text; in a file that would swallow every section behind it.
    private func checkClosed(_ offset: Int) throws(SQLSyntaxError) {
        guard tokens.offset == bytes.count, bytes[offset] == UInt8(ascii: "/") else { return }
        let isClosed = tokens.offset - offset >= 4 && bytes[bytes.count - 1] == UInt8(ascii: "/")
        guard isClosed, bytes[bytes.count - 2] == UInt8(ascii: "*") else {
            throw SQLSyntaxError(message: "unterminated comment", offset: offset)
        }
    }

    private mutating func directive(_ offset: Int) -> Directive? {
        guard bytes[offset] == UInt8(ascii: "-") else { return nil }
        let content = bytes.trimmingBlanks((offset + 2)..<tokens.offset)
        guard let rest = bytes.range(content, droppingPrefix: "migrate:") else { return nil }
        return Directive(
            start: offset,
            range: bytes.trimmingBlanks(rest),
            line: lines.line(at: offset),
            startsLine: bytes.startsLine(offset)
        )
    }
}
