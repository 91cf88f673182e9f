/// Rows that satisfy the constraints of a schema as well as they can: a few for each table, full ones and bare ones.
struct SampleRows {
    let schema: Schema
    /// Folded names.
    let sampled: Set<String>
    /// The folded names of columns that JSON functions read: other text in them is an error and no row.
    var holdsJSON: Set<String> = []

    private static let rowsPerTable = 3

    /// Fills the tables; one that takes no row stays empty.
    ///
    /// - Parameter connection: a database that holds the tables, and no trigger yet.
    /// - Throws: `DatabaseError` where the connection itself fails.
    func insert(into connection: any DatabaseConnection) throws(DatabaseError) {
        for table in parentsFirst {
            for row in 1...SampleRows.rowsPerTable {
                for variant in Variant.allCases {
                    guard variant != .bare || row > 1 else { continue }
                    if attempt(insertion(into: table, row: row, variant), on: connection) { break }
                }
            }
            if table.primaryKey?.isAutoincrement ?? false {
                let name = sqlStringLiteral(table.name)
                _ = attempt("UPDATE sqlite_sequence SET seq = seq + 100 WHERE name = \(name)", on: connection)
            }
        }
        for table in schema.virtualTables where sampled.contains(Identifier.fold(table.name)) {
            for statement in insertions(into: table) { _ = attempt(statement, on: connection) }
        }
    }

    /// How a row is filled: with values of the columns' types, with the literals of CHECK constraints, or with defaults and
    /// NULL where they are allowed.
    private enum Variant: CaseIterable {
        case bare, typed, listed, defaults
    }

    private func attempt(_ text: String, on connection: any DatabaseConnection) -> Bool {
        (try? connection.query(SQLStatement(text))) != nil
    }

    private var parentsFirst: [Table] {
        var waiting = schema.tables.filter { sampled.contains(Identifier.fold($0.name)) }
        var order: [Table] = []
        while !waiting.isEmpty {
            let names = Set(waiting.map { Identifier.fold($0.name) })
            let free = waiting.filter { table in
                !table.foreignKeys.contains {
                    names.contains(Identifier.fold($0.parent)) && Identifier($0.parent) != Identifier(table.name)
                }
            }
            let next = free.isEmpty ? [waiting[0]] : free
            order += next
            let taken = Set(next.map(\.name))
            waiting.removeAll { taken.contains($0.name) }
        }
        return order
    }

    private func insertion(into table: Table, row: Int, _ variant: Variant) -> String {
        var names: [String] = []
        var values: [String] = []
        for column in table.storedColumns {
            guard let value = value(of: column, in: table, row: row, variant) else { continue }
            names.append(Identifier(column.name).quoted)
            values.append(value)
        }
        let name = Identifier(table.name).quoted
        guard !names.isEmpty else { return "INSERT INTO \(name) DEFAULT VALUES" }
        return
            "INSERT OR ABORT INTO \(name) (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
    }

    /// Rows with gaps between their rowids; an index over another table reads the rows that are there.
    private func insertions(into table: VirtualTable) -> [String] {
        let name = Identifier(table.name).quoted
        switch table.content {
        case .external: return table.isFullText ? ["INSERT INTO \(name) (\(name)) VALUES ('rebuild')"] : []
        case .unknown: return []
        case .own, .none:
            return [3, 8].map { row in
                var pairs = table.isFullText ? [(name: "rowid", value: "\(row)")] : []
                for (position, column) in table.columns.enumerated() {
                    // The bounds of an R-tree must be in order.
                    let text = sqlStringLiteral("\(column.name) sample \(row)")
                    let value = table.isFullText ? text : "\(row + position)"
                    pairs.append((Identifier(column.name).quoted, value))
                }
                let names = pairs.map(\.name).joined(separator: ", ")
                return "INSERT INTO \(name) (\(names)) VALUES (\(pairs.map(\.value).joined(separator: ", ")))"
            }
        }
    }

    /// The value's SQL, or `nil` to leave the column out.
    private func value(of column: Column, in table: Table, row: Int, _ variant: Variant) -> String? {
        let isFree = !table.refusesNull(column)
        // Only the second row is bare, so that there is a NULL where there can be one, and a value too.
        if variant == .bare, row == 2, isFree { return isKey(column, of: table) ? typed(column, table, row) : "NULL" }
        if variant == .defaults, column.defaultValue != nil || isFree { return nil }
        if let parent = parentValue(column, table, row) { return parent }
        if variant == .listed, let literal = literals(for: column, of: table, row) { return literal }
        return typed(column, table, row)
    }

    private func isKey(_ column: Column, of table: Table) -> Bool {
        table.primaryKey?.columns.contains { $0.name.map { Identifier($0) == Identifier(column.name) } ?? false }
            ?? false
    }

    private func parentValue(_ column: Column, _ table: Table, _ row: Int) -> String? {
        let name = Identifier.fold(column.name)
        for key in table.foreignKeys {
            guard let position = key.columns.firstIndex(where: { Identifier.fold($0) == name }),
                let parent = schema[table: key.parent]
            else { continue }
            let parents = key.parentColumns ?? parent.primaryKey?.columns.compactMap(\.name) ?? []
            guard parents.indices.contains(position) else { continue }
            let parentName = Identifier(parent.name).quoted
            let value = Identifier(parents[position]).quoted
            return
                "(SELECT \(value) FROM \(parentName) WHERE \(value) IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET \(row == 3 ? 1 : 0))"
        }
        return nil
    }

    /// A literal out of a CHECK that names the column, for a list of allowed values.
    private func literals(for column: Column, of table: Table, _ row: Int) -> String? {
        let name = Identifier.fold(column.name)
        var found: [String] = []
        for check in table.checks where check.expression.mentions.contains(name) {
            let bytes = Array(check.expression.text.utf8)
            let tokens = (try? Tokenizer.tokens(of: check.expression.text, keepingTrivia: false)) ?? []
            found += tokens.filter { $0.kind == .string || $0.kind == .number }.map {
                String(decoding: bytes[$0.range], as: UTF8.self)
            }
        }
        return found.isEmpty ? nil : found[(row - 1) % found.count]
    }

    private func typed(_ column: Column, _ table: Table, _ row: Int) -> String {
        switch table.affinity(of: column) {
        case .integer, .numeric: "\(row)"
        case .real: "\(row).5"
        case .text:
            holdsJSON.contains(Identifier.fold(column.name))
                ? "'{\"n\": \(row)}'" : sqlStringLiteral("\(column.name) \(row)")
        case .blob: "x'0\(row)'"
        }
    }
}
