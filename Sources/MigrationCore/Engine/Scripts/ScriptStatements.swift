/// The statements of requests that carry no SQL of their own.
enum ScriptStatements {
    /// Older libraries take 999 parameters (sqlite.org/limits.html#max_variable_number).
    private static let maximumParameters = 999

    /// INSERTs of many rows each.
    static func insertions(into table: String, _ columns: [String], _ rows: [SQLRow]) -> [SQLStatement] {
        let names = columns.map { Identifier($0).quoted }.joined(separator: ", ")
        let size = max(1, maximumParameters / max(1, columns.count))
        let group = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
        return stride(from: 0, to: rows.count, by: size).map { start in
            let chunk = rows[start..<min(start + size, rows.count)]
            let groups = Array(repeating: group, count: chunk.count).joined(separator: ", ")
            return SQLStatement(
                "INSERT INTO \(Identifier(table).quoted) (\(names)) VALUES \(groups)",
                chunk.flatMap(\.values)
            )
        }
    }

    /// A question that fails where an index would be made of columns that its table does not have.
    ///
    /// A word in double quotes that is no column would be a string, the same in each row (sqlite.org/quirks.html#dblquote).
    static func probe(of change: SchemaChange) -> SQLStatement? {
        guard case .createIndex(let index) = change else { return nil }
        let columns = index.terms.compactMap { term -> String? in
            guard case .column(let name) = term.content else { return nil }
            return "\(quoted(index.table)).\(quoted(name))"
        }
        guard !columns.isEmpty else { return nil }
        return SQLStatement("SELECT \(columns.joined(separator: ", ")) FROM \(quoted(index.table)) LIMIT 0")
    }

    /// The next rows of a table; the first column is the key.
    ///
    /// Names carry the table's before them, for a word in double quotes that is no column would be a string.
    static func page(_ page: ScriptPage) -> SQLStatement {
        let table = quoted(page.table)
        let key = column(page.key, of: page)
        let columns = page.columns.isEmpty ? ["\(table).*"] : page.columns.map { column($0, of: page) }
        let conditions =
            (page.condition.map { [DeclarationText.parenthesized($0)] } ?? [])
            + (page.after.map { _ in ["\(key) > ?"] } ?? []) + (page.through.map { _ in ["\(key) <= ?"] } ?? [])
        let clause = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return SQLStatement(
            "SELECT \(key), \(columns.joined(separator: ", ")) FROM \(table)\(clause)"
                + " ORDER BY \(key)\(page.isFromEnd ? " DESC" : "") LIMIT \(page.limit)",
            page.values + [page.after, page.through].compactMap(\.self)
        )
    }

    private static func column(_ name: String, of page: ScriptPage) -> String {
        "\(quoted(page.table)).\(quoted(name))"
    }

    private static func quoted(_ name: String) -> String { Identifier(name).quoted }
}
