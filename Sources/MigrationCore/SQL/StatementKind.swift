/// What a statement's leading words say about running it inside a transaction.
package enum StatementKind: Hashable, Sendable {
    /// BEGIN, COMMIT, END or ROLLBACK of the whole transaction. Savepoints are none: they nest.
    case transactionControl(keyword: String)
    /// A statement that SQLite refuses within a transaction: `VACUUM`, `PRAGMA journal_mode = …`.
    case outsideTransactions(keyword: String)
    /// `PRAGMA foreign_keys = …`, which does nothing within a transaction and says nothing about it.
    case foreignKeysPragma
    case other

    /// The kind of one statement.
    ///
    /// - Parameter text: its text; comments, blanks and semicolons before it don't matter.
    package init(_ text: String) {
        var copy = text
        self = copy.withUTF8 { StatementKind($0, 0..<$0.count) }
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        var words = LeadingWords(bytes, range)
        guard let first = words.next() else {
            self = .other
            return
        }
        switch bytes[first.lowerBound] | 0x20 {
        case UInt8(ascii: "b") where bytes.hasWord("BEGIN", at: first): self = .transactionControl(keyword: "BEGIN")
        case UInt8(ascii: "c") where bytes.hasWord("COMMIT", at: first): self = .transactionControl(keyword: "COMMIT")
        case UInt8(ascii: "e") where bytes.hasWord("END", at: first): self = .transactionControl(keyword: "END")
        case UInt8(ascii: "r") where bytes.hasWord("ROLLBACK", at: first): self = words.rollback()
        case UInt8(ascii: "v") where bytes.hasWord("VACUUM", at: first): self = .outsideTransactions(keyword: "VACUUM")
        case UInt8(ascii: "p") where bytes.hasWord("PRAGMA", at: first): self = words.pragma()
        default: self = .other
        }
    }
}

/// The tokens at a statement's start, without blanks, comments and the semicolons of empty statements.
private struct LeadingWords {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var tokens: TokenScanner
    private let end: Int
    private var hasBegun = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        tokens = TokenScanner(bytes: bytes, offset: range.lowerBound)
        end = range.upperBound
    }

    mutating func next() -> Range<Int>? {
        while tokens.offset < end {
            let start = tokens.offset
            guard let kind = try? tokens.scan() else { return nil }
            if kind == .whitespace || kind == .comment || kind == .semicolon && !hasBegun { continue }
            hasBegun = true
            return start..<tokens.offset
        }
        return nil
    }

    /// `ROLLBACK [TRANSACTION] TO …` goes back to a savepoint and stays in the transaction.
    mutating func rollback() -> StatementKind {
        while let word = next() {
            if bytes.hasWord("TO", at: word) { return .other }
            guard bytes.hasWord("TRANSACTION", at: word) else { break }
        }
        return .transactionControl(keyword: "ROLLBACK")
    }

    /// A pragma that only reads is harmless anywhere; `wal_checkpoint` acts without a value.
    mutating func pragma() -> StatementKind {
        guard var name = next() else { return .other }
        var following = next()
        if let dot = following, bytes[dot.lowerBound] == UInt8(ascii: "."), let second = next() {
            name = second
            following = next()
        }
        if bytes.hasName("WAL_CHECKPOINT", at: name) { return .outsideTransactions(keyword: "PRAGMA wal_checkpoint") }
        guard following != nil else { return .other }
        if bytes.hasName("FOREIGN_KEYS", at: name) { return .foreignKeysPragma }
        if bytes.hasName("JOURNAL_MODE", at: name) { return .outsideTransactions(keyword: "PRAGMA journal_mode") }
        if bytes.hasName("SYNCHRONOUS", at: name) { return .outsideTransactions(keyword: "PRAGMA synchronous") }
        return .other
    }
}
