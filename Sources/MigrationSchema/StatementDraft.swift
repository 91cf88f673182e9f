/// A statement while it is written, and what is wrong with it.
struct StatementDraft {
    private(set) var lines: [SchemaRendering.Line] = []
    private(set) var problems: [SchemaRendering.Problem] = []

    /// Adds lines of text that come from one place.
    mutating func add(_ text: String, _ place: Place) {
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(SchemaRendering.Line(text: String(line), file: place.file, line: place.line))
        }
    }

    mutating func report(_ message: String, _ place: Place) {
        problems.append(SchemaRendering.Problem(message: message, file: place.file, line: place.line))
    }

    /// A name as SQL.
    mutating func name(_ name: String, of what: String, _ place: Place) -> String {
        if name.isEmpty { report("\(what) needs a name", place) }
        if name.utf8.contains(0) { report("the name of \(what) holds a zero byte", place) }
        return Name.sql(name)
    }

    /// Names as SQL, with commas between them.
    mutating func names(_ names: [String], of what: String, _ place: Place) -> String {
        var list: [String] = []
        for name in names { list.append(self.name(name, of: what, place)) }
        return list.joined(separator: ", ")
    }

    /// An expression as it may stand before a closing parenthesis.
    mutating func expression(_ text: String, of what: String, _ place: Place) -> String {
        let scan = check(text, of: what, place)
        if scan.hasSemicolon, scan.fault == nil { report("\(what) holds a semicolon; it is one expression", place) }
        return text.trimmed + (scan.endsInLineComment ? "\n" : "")
    }

    /// Looks whether quotes, comments and parentheses end within a text.
    @discardableResult
    mutating func check(_ text: String, of what: String, _ place: Place) -> SQLScan {
        let scan = SQLScan(text.trimmed)
        if let fault = scan.fault {
            report("\(what) can't be read: \(fault)", place)
        } else if scan.isEmpty {
            report("\(what) is empty", place)
        }
        return scan
    }

    /// A column or an expression of a key or an index.
    mutating func part(_ part: KeyPart, of what: String, _ place: Place) -> String {
        var text: String
        switch part.term {
        case .column(let name):
            text = self.name(name, of: "a column of \(what)", place)
        case .sql(let sql):
            text = expression(sql, of: "an expression of \(what)", place)
            if !SQLScan(text).isCall { text = "(\(text))" }
        }
        if let collation = part.collation { text += " COLLATE " + name(collation, of: "a collation", place) }
        return part.isDescending ? text + " DESC" : text
    }

    mutating func parts(_ parts: [KeyPart], of what: String, _ place: Place) -> String {
        if parts.isEmpty { report("\(what) needs a column", place) }
        var list: [String] = []
        for part in parts { list.append(self.part(part, of: what, place)) }
        return list.joined(separator: ", ")
    }

    // MARK: Comments

    /// Comments as lines, each of which stays one.
    mutating func comments(_ texts: [String], _ place: Place) -> [String] {
        let lines = texts.flatMap { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
        return lines.map { line in
            let text = String(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
            if text.drop(while: { $0 == " " || $0 == "-" }).hasPrefix("migrate:") {
                report("a comment can't begin with 'migrate:'; there are renamed(from:) and backfill(_:)", place)
            }
            let trimmed = text.trimmed
            return trimmed.isEmpty ? "--" : "-- \(trimmed)"
        }
    }

    /// The hints of an item, as one comment.
    mutating func hints(was: String?, backfill: String? = nil, _ place: Place) -> String? {
        var hints: [String] = []
        if let was {
            if was.utf8.contains(0x0A) { report("the former name can't hold a line's end", place) }
            hints.append("-- migrate:was " + name(was, of: "what was renamed", place))
        }
        if let backfill {
            let scan = check(backfill, of: "the backfill", place)
            if scan.hasLineBreakInQuotes || scan.hasLineComment {
                report("the backfill must fit on one line, without a comment", place)
            }
            let words = backfill.trimmed.split(whereSeparator: \.isNewline).map { String($0).trimmed }
            hints.append("-- migrate:backfill " + words.joined(separator: " "))
        }
        return hints.isEmpty ? nil : hints.joined(separator: " ")
    }
}
