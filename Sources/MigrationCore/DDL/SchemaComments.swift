/// The comments of a `CREATE TABLE`, by what they are about.
struct TableComments {
    private(set) var table: String?
    /// By the position of the column.
    private(set) var columns: [Int: String] = [:]

    /// Reads the comments.
    ///
    /// - Returns: `nil` where one belongs to no column and not to the table, or stands within a definition.
    init?(_ table: Table) {
        let bytes = Array(table.sql.utf8)
        guard let tokens = try? Tokenizer.tokens(of: table.sql) else { return nil }
        let layout = table.layout
        for token in tokens where token.kind == .comment && token.range.lowerBound > layout.name.lowerBound {
            let comment = SchemaComment(token.range, of: bytes)
            if comment.isHint { continue }
            guard let lines = comment.lines, let owner = TableComments.owner(of: token.range, layout, bytes) else {
                return nil
            }
            switch owner {
            case .table: self.table = self.table.map { $0 + "\n" + lines } ?? lines
            case .column(let position): columns[position] = columns[position].map { $0 + "\n" + lines } ?? lines
            }
        }
    }

    private enum Owner {
        case table
        case column(Int)
    }

    private static func owner(of comment: Range<Int>, _ layout: TableLayout, _ bytes: [UInt8]) -> Owner? {
        if comment.upperBound <= layout.body.lowerBound { return .table }
        if comment.upperBound > layout.body.upperBound { return nil }
        if layout.columns.contains(where: { $0.overlaps(comment) }) { return nil }
        let before = layout.columns.lastIndex { $0.upperBound <= comment.lowerBound }
        let start = before.map { layout.columns[$0].upperBound } ?? layout.body.lowerBound
        if !bytes[start..<comment.lowerBound].contains(0x0A) {
            // Behind the last column, a constraint may stand on its line before the comment.
            let between = bytes[start..<comment.lowerBound]
            let isBehind = between.allSatisfy { [0x20, 0x09, UInt8(ascii: ",")].contains($0) }
            return before.map { isBehind ? .column($0) : nil } ?? .table
        }
        return layout.columns.firstIndex { $0.lowerBound >= comment.upperBound }.map { .column($0) }
    }
}

/// One comment of a statement.
struct SchemaComment {
    /// Whether it is a hint, which the value of the table or column has.
    let isHint: Bool
    /// What it says; `nil` where it looks like a hint and is none.
    let lines: String?

    init(_ range: Range<Int>, of bytes: [UInt8]) {
        let hints = try? HintReader.hints(in: range, of: bytes)
        isHint = hints.map { !$0.isEmpty } ?? false
        let isBlock = bytes[range.lowerBound] == UInt8(ascii: "/")
        let text = bytes[range].dropFirst(2).dropLast(isBlock ? 2 : 0)
        let content = String(decoding: text, as: UTF8.self)
        let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(SchemaComment.trim)
        let looksLikeHint = lines.contains { $0.drop { $0 == "-" || $0 == " " }.hasPrefix("migrate:") }
        self.lines = hints == nil || looksLikeHint ? nil : lines.joined(separator: "\n")
    }

    private static func trim(_ line: Substring) -> String {
        var line = line.drop(while: \.isWhitespace)
        while let last = line.last, last.isWhitespace { line.removeLast() }
        return String(line)
    }

    /// The comments that stand right behind an object's name, and nowhere else.
    ///
    /// - Parameters:
    ///   - sql: the statement.
    ///   - name: where the object's name stands.
    ///   - end: up to where comments are looked for.
    ///   - hints: whether hints may stand among them, which are left out.
    /// - Returns: what they say; `nil` where there are others.
    static func behindName(_ sql: String, _ name: Range<Int>, upTo end: Int = .max, hints: Bool = false) -> [String]? {
        let bytes = Array(sql.utf8)
        guard let tokens = try? Tokenizer.tokens(of: sql) else { return nil }
        var comments: [String] = []
        var isBehindName = true
        for token in tokens where token.range.lowerBound >= name.upperBound && token.range.lowerBound < end {
            guard token.kind == .comment else {
                isBehindName = isBehindName && token.kind == .whitespace
                continue
            }
            let comment = SchemaComment(token.range, of: bytes)
            if comment.isHint, hints { continue }
            guard isBehindName, !comment.isHint, let lines = comment.lines else { return nil }
            comments.append(lines)
        }
        return comments
    }
}
