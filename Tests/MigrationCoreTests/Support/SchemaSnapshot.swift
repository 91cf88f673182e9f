import Foundation
import MigrationCore

/// A database's schema as text, by rules of its own, those of the cases' comparer.
///
/// Pragmas tell what they can, tokens the rest. It shares nothing with the library's own equality but the tokenizer.
struct SchemaSnapshot: Equatable {
    private(set) var lines: Set<String> = []

    init(_ connection: any DatabaseConnection) throws {
        let objects = try connection.query(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        let shadows = Set(
            try connection.query("SELECT name FROM pragma_table_list WHERE type = 'shadow'").compactMap { $0[0].text }
        )
        for object in objects {
            guard let type = object[0].text, let name = object[1].text, let table = object[2].text,
                let sql = object[3].text,
                !shadows.contains(name), !shadows.contains(table)
            else { continue }
            let key = "\(type) \(Identifier.fold(name))"
            let words = Words(sql)
            if type == "table", words.upper(1) != "VIRTUAL" {
                try add(table: name, words, key, connection)
            } else if type == "index" {
                try add(index: name, of: table, words, key, connection)
            } else {
                lines.insert("\(key): \(words.statement)")
            }
        }
    }

    func differences(from other: SchemaSnapshot) -> [String] {
        lines.subtracting(other.lines).sorted().map { "only here: \($0)" }
            + other.lines.subtracting(lines).sorted().map { "only there: \($0)" }
    }

    private mutating func add(table: String, _ words: Words, _ key: String, _ connection: any DatabaseConnection) throws
    {
        let name = SQLValue.text(table)
        let details = TableWords(words)
        let columns = try connection.query(SQLStatement("SELECT * FROM pragma_table_xinfo(?)", [name]))
        for (position, row) in columns.enumerated() {
            let column = Identifier.fold(row[1].text ?? "")
            let type = Words(row[2].text ?? "").plain
            let own = details.columns[column] ?? []
            lines.insert(
                "\(key).\(column): \(position) type \(type) notnull \(row[3]) default \(Words.value(row[4])) pk \(row[5])"
                    + " hidden \(row[6]) \(own.sorted().joined(separator: " "))"
            )
        }
        for row in try connection.query(SQLStatement("SELECT * FROM pragma_index_list(?) WHERE origin <> 'c'", [name]))
        {
            let parts = try connection.query(
                SQLStatement("SELECT * FROM pragma_index_xinfo(?) WHERE key = 1", [row[1]])
            )
            let shown = parts.map {
                "\(Identifier.fold($0[2].text ?? "")) \($0[3]) \(Identifier.fold($0[4].text ?? ""))"
            }
            lines.insert("\(key) \(row[3].text ?? "") (\(shown.joined(separator: ", ")))")
        }
        let references = try connection.query(
            SQLStatement("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [name])
        )
        for (_, rows) in Dictionary(grouping: references, by: { $0[0] }) {
            let from = rows.map { Identifier.fold($0[3].text ?? "") }
            let to = rows.map { Identifier.fold($0[4].text ?? "-") }
            let parent = Identifier.fold(rows[0][2].text ?? "")
            lines.insert("\(key) fk \(from) \(parent) \(to) \(rows[0][5].text ?? "") \(rows[0][6].text ?? "")")
        }
        for line in details.constraints { lines.insert("\(key) \(line)") }
        let options = try connection.query(
            SQLStatement("SELECT wr, strict FROM pragma_table_list(?) WHERE schema = 'main'", [name])
        )
        lines.insert("\(key) options \(options.map { "\($0[0]) \($0[1])" })")
    }

    private mutating func add(
        index: String,
        of table: String,
        _ words: Words,
        _ key: String,
        _ connection: any DatabaseConnection
    ) throws {
        let parts = try connection.query(
            SQLStatement("SELECT * FROM pragma_index_xinfo(?) WHERE key = 1", [.text(index)])
        )
        let shown = parts.map { "\(Identifier.fold($0[2].text ?? "")) \($0[3]) \(Identifier.fold($0[4].text ?? ""))" }
        let isUnique = words.upper(1) == "UNIQUE"
        let (terms, rest) = words.indexTerms
        // Names, directions and collations are the pragma's; only expressions are told by their text.
        let expressions = zip(parts, terms).map { $0[1].integer == -2 ? $1 : "" }
        lines.insert(
            "\(key) on \(Identifier.fold(table)) unique \(isUnique) (\(shown.joined(separator: ", "))) \(expressions) \(rest)"
        )
    }
}

/// The tokens of a statement, compared as SQLite reads them.
struct Words {
    let tokens: [(kind: Token.Kind, text: String)]

    init(_ sql: String) {
        let bytes = Array(sql.utf8)
        tokens = ((try? Tokenizer.tokens(of: sql, keepingTrivia: false)) ?? []).map { token in
            let text = String(decoding: bytes[token.range], as: UTF8.self)
            switch token.kind {
            case .word, .quotedName: return (token.kind, Identifier.fold(Identifier.unquote(bytes[token.range])))
            case .number, .blob: return (token.kind, text.lowercased())
            default: return (token.kind, text == "==" ? "=" : text == "<>" ? "!=" : text)
            }
        }
    }

    init(_ tokens: ArraySlice<(kind: Token.Kind, text: String)>) {
        self.tokens = Array(tokens)
    }

    func upper(_ position: Int) -> String {
        tokens.indices.contains(position) ? tokens[position].text.uppercased() : ""
    }

    /// One blank between tokens, no parentheses around all.
    var plain: String {
        var inner = tokens[...]
        while inner.count > 2, inner.first?.text == "(", Words.close(Array(inner), 0) == inner.count - 1 {
            inner = inner.dropFirst().dropLast()
        }
        return inner.map(\.text).joined(separator: " ")
    }

    /// A whole statement, without IF NOT EXISTS and `main.`.
    var statement: String {
        var kept: [String] = []
        var position = 0
        while position < tokens.count {
            if upper(position) == "IF", upper(position + 1) == "NOT", upper(position + 2) == "EXISTS", position < 6 {
                position += 3
            } else if upper(position) == "MAIN", upper(position + 1) == "." {
                position += 2
            } else {
                kept.append(tokens[position].text)
                position += 1
            }
        }
        while kept.last == ";" { kept.removeLast() }
        return kept.joined(separator: " ")
    }

    static func value(_ value: SQLValue) -> String {
        guard case .text(let text) = value else { return "none" }
        let plain = Words(text).plain
        return plain == "null" ? "none" : plain
    }

    static func close(_ tokens: [(kind: Token.Kind, text: String)], _ start: Int) -> Int {
        var depth = 0
        for position in start..<tokens.count {
            if tokens[position].text == "(", tokens[position].kind == .punctuation { depth += 1 }
            if tokens[position].text == ")", tokens[position].kind == .punctuation {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return tokens.count - 1
    }

    /// The parts between commas of the parentheses that start at a position.
    func parts(at start: Int) -> (parts: [Words], end: Int) {
        let end = Words.close(tokens, start)
        var parts: [Words] = []
        var depth = 0
        var from = start + 1
        for position in (start + 1)..<max(end, start + 1) {
            if tokens[position].text == "(" { depth += 1 }
            if tokens[position].text == ")" { depth -= 1 }
            if tokens[position].text == ",", depth == 0 {
                parts.append(Words(tokens[from..<position]))
                from = position + 1
            }
        }
        if from < end { parts.append(Words(tokens[from..<end])) }
        return (parts, end)
    }

    var indexTerms: (terms: [String], rest: String) {
        guard let start = tokens.firstIndex(where: { $0.text == "(" }) else { return ([], "") }
        let (parts, end) = parts(at: start)
        let terms = parts.map { part in
            var words = part.tokens[...]
            if ["asc", "desc"].contains(words.last?.text) { words = words.dropLast() }
            if words.count > 2, words.dropLast().last?.text == "collate" { words = words.dropLast(2) }
            return Words(words).plain
        }
        let rest = Words(tokens[min(end + 2, tokens.count)...])
        return (terms, end + 1 < tokens.count ? rest.plain : "")
    }
}

/// What no pragma tells of a table: collations, generated expressions, conflict clauses, checks, AUTOINCREMENT.
struct TableWords {
    private(set) var columns: [String: [String]] = [:]
    private(set) var constraints: [String] = []

    init(_ words: Words) {
        guard let start = words.tokens.firstIndex(where: { $0.text == "(" }) else { return }
        let starts = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        for item in words.parts(at: start).parts {
            let isConstraint = item.tokens.first?.kind == .word && starts.contains(item.upper(0))
            read(item, column: isConstraint ? nil : item.tokens.first?.text)
        }
    }

    private mutating func read(_ item: Words, column: String?) {
        var position = column == nil ? 0 : 1
        var subject = ""
        while position < item.tokens.count {
            let isWord = item.tokens[position].kind == .word
            switch isWord ? item.upper(position) : "" {
            case "CHECK":
                let end = Words.close(item.tokens, position + 1)
                constraints.append("check \(Words(item.tokens[(position + 1)...end]).plain)")
                position = end
            case "AS":
                let end = Words.close(item.tokens, position + 1)
                columns[column ?? "", default: []].append("as \(Words(item.tokens[(position + 1)...end]).plain)")
                position = end
            case "COLLATE":
                let name = item.upper(position + 1)
                if let column, name != "BINARY" { columns[column, default: []].append("collate \(name)") }
                position += 1
            case "AUTOINCREMENT": constraints.append("autoincrement")
            case "CONFLICT":
                let clause = item.upper(position + 1)
                if clause != "ABORT" { constraints.append("\(subject) \(column ?? "") conflict \(clause)") }
                position += 1
            case "DEFERRED": constraints.append("deferred \(column ?? item.plain)")
            case "PRIMARY", "UNIQUE", "NOT": subject = item.upper(position)
            default:
                if item.tokens[position].text == "(" { position = Words.close(item.tokens, position) }
            }
            position += 1
        }
    }
}
