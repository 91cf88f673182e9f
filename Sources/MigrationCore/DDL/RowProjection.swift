/// The rows of a changed table as they will be: what stands in each column after the change, in terms of the row before.
struct RowProjection {
    let difference: TableDifference

    /// What a column of the new table will hold.
    enum Source: Hashable {
        /// The old column of the name, converted at most.
        case column(String)
        /// Computed from the old row: a backfill, with what there was where the column existed.
        case expression(String)
        /// The column's default, a literal.
        case literal(String)
        /// Nothing is known to fill it: NULL.
        case null
        /// A default that is computed row by row; or what the expression of a generated column makes anew.
        case computed
    }

    func source(of column: Column) -> Source {
        source(of: column, within: [])
    }

    private func source(of column: Column, within readers: Set<String>) -> Source {
        let old = difference.from[column: column.name]
        if let generated = column.generated {
            guard let old, old.generated?.expression == generated.expression,
                difference.from.affinity(of: old) == difference.to.affinity(of: column),
                reads(generated, of: column, within: readers).allSatisfy({ isUnchanged($0.column, within: $0.readers) })
            else { return .computed }
            return .column(old.name)
        }
        if let backfill = difference.backfills[Identifier.fold(column.name)] {
            return .expression(old.map { "coalesce(\(sql(ofOld: $0.name)), (\(backfill)))" } ?? "(\(backfill))")
        }
        if let old { return .column(old.name) }
        guard let value = column.defaultValue else { return isRowID(column) ? .computed : .null }
        return value.literal.map(Source.literal) ?? .computed
    }

    /// The columns that a generated one reads, each with those on the way to it: a declaration may hold a circle.
    private func reads(
        _ generated: Column.Generated,
        of column: Column,
        within readers: Set<String>
    ) -> [(column: Column, readers: Set<String>)] {
        let all = readers.union([Identifier.fold(column.name)])
        let mentions = generated.expression.mentions
        return difference.to.columns.filter {
            mentions.contains(Identifier.fold($0.name)) && !all.contains(Identifier.fold($0.name))
        }.map { ($0, all) }
    }

    /// The SQL of a column's new value before it is stored, where it can be told before the change.
    func sql(of column: Column) -> String? {
        switch source(of: column) {
        case .column(let name): sql(ofOld: name)
        case .expression(let text), .literal(let text): text
        case .null: "NULL"
        case .computed: nil
        }
    }

    /// A column of the old row, with the table's name: SQLite takes a quoted name that no column has for a string, and a
    /// database may lack what its revisions made.
    func sql(ofOld column: String) -> String {
        "\(DDLText.quoted(difference.from.name)).\(DDLText.quoted(column))"
    }

    /// The SQL of a column's new value as the column's affinity stores it.
    func storedSQL(of column: Column) -> String? {
        guard let sql = sql(of: column) else { return nil }
        return keepsValue(column) ? sql : difference.to.affinity(of: column).storing(sql)
    }

    /// Whether the affinity leaves what the column is filled with as it is.
    private func keepsValue(_ column: Column) -> Bool {
        let affinity = difference.to.affinity(of: column)
        switch source(of: column) {
        case .column(let name):
            guard let old = difference.from[column: name] else { return false }
            return affinity.keepsValues(of: difference.from.affinity(of: old))
        case .literal(let text): return affinity == .blob || affinity.isOwn(literal: text)
        case .expression: return affinity == .blob
        case .null: return true
        case .computed: return false
        }
    }

    /// Whether the column holds the same values as before.
    func keepsOldValues(_ column: Column) -> Bool {
        if case .column = source(of: column) { keepsValue(column) } else { false }
    }

    /// Whether the column holds the same values, which compare and convert as before.
    func isUnchanged(_ column: Column) -> Bool {
        isUnchanged(column, within: [])
    }

    private func isUnchanged(_ column: Column, within readers: Set<String>) -> Bool {
        guard let old = difference.from[column: column.name], case .column = source(of: column, within: readers) else {
            return false
        }
        return difference.from.affinity(of: old) == difference.to.affinity(of: column)
            && old.collationKey == column.collationKey
    }

    private func isRowID(_ column: Column) -> Bool {
        difference.to.rowIDAlias.map { Identifier($0.name) == Identifier(column.name) } ?? false
    }
}

// MARK: As a table

extension RowProjection {
    /// A FROM clause with the new rows under the table's own name; the row's label is `_migrate_row`.
    ///
    /// - Parameters:
    ///   - names: the folded names of the columns whose values are needed.
    ///   - compared: those of columns that expressions see, which have to compare and convert as the new columns will. Rows
    ///     whose values no expression can show that way are left out.
    ///   - expressions: what sees them.
    ///   - conditions: SQL about the old rows.
    /// - Returns: `nil` where one of them can't be told before the change.
    func fromClause(
        needing names: Set<String>,
        comparing compared: Set<String> = [],
        in expressions: [Expression] = [],
        where conditions: [String] = []
    ) -> String? {
        var compared = compared
        guard let generated = generatedColumns(for: names, &compared) else { return nil }
        let needed = names.union(compared)
        let bare = generated.isEmpty ? bareAffinities(compared, expressions) : []
        func part(_ column: Column, _ value: String) -> (sql: String, condition: String?) {
            compared.contains(Identifier.fold(column.name)) ? comparable(column, value, bare) : (value, nil)
        }
        var parts = ["\(difference.from.rowLabel.sql) AS \"_migrate_row\""]
        var conditions = conditions
        for column in difference.to.columns where needed.contains(Identifier.fold(column.name)) {
            if generated.contains(where: { $0.name == column.name }) { continue }
            guard let value = storedSQL(of: column) else { return nil }
            let part = part(column, value)
            parts.append("\(part.sql) AS \(DDLText.quoted(column.name))")
            if let condition = part.condition { conditions.append(condition) }
        }
        // An expression may name the rowid itself, which a subquery does not have.
        let rowIDs: Set<String> = ["rowid", "oid", "_rowid_"]
        guard rowIDs.isDisjoint(with: needed.filter { difference.to[column: $0] == nil }) else { return nil }
        let rows = subquery(parts, DDLText.quoted(difference.from.name), conditions)
        return generated.reduce(rows) { rows, column in
            let expression = column.generated.map { "(\($0.expression.text))" } ?? "NULL"
            let value = difference.to.affinity(of: column).storing(expression)
            let part = part(column, value)
            let parts = ["*", "\(part.sql) AS \(DDLText.quoted(column.name))"]
            return subquery(parts, rows, part.condition.map { [$0] } ?? [])
        }
    }

    private func subquery(_ parts: [String], _ rows: String, _ conditions: [String]) -> String {
        let filter = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
        return
            "(SELECT \(parts.joined(separator: ", ")) FROM \(rows)\(filter)) AS \(DDLText.quoted(difference.to.name))"
    }

    /// The generated columns among those needed that are to be computed anew, each behind those that it reads.
    ///
    /// - Parameters:
    ///   - names: the folded names of what is needed.
    ///   - compared: those of what expressions see; what the columns read is added.
    /// - Returns: `nil` where they read each other in a circle.
    private func generatedColumns(for names: Set<String>, _ compared: inout Set<String>) -> [Column]? {
        var waiting: [(column: Column, reads: Set<String>)] = []
        var next = names.union(compared)
        while !next.isEmpty {
            let new = difference.to.columns.filter { column in
                column.generated != nil && next.contains(Identifier.fold(column.name))
                    && source(of: column) == .computed
                    && !waiting.contains { $0.column.name == column.name }
            }
            next = []
            for column in new {
                let reads = column.generated?.expression.mentions ?? []
                waiting.append((column, reads))
                next.formUnion(reads)
            }
            compared.formUnion(next)
        }
        var order: [Column] = []
        while !waiting.isEmpty {
            let open = Set(waiting.map { Identifier.fold($0.column.name) })
            guard let free = waiting.firstIndex(where: { open.isDisjoint(with: $0.reads) }) else { return nil }
            order.append(waiting.remove(at: free).column)
        }
        return order
    }

    /// The affinities that make no difference in some expressions: that of numbers where nothing else is there to be converted,
    /// that of any value where no text converts it.
    private func bareAffinities(_ compared: Set<String>, _ expressions: [Expression]) -> Set<TypeAffinity> {
        let columns = difference.to.columns.filter { compared.contains(Identifier.fold($0.name)) }
        let affinities = Set(columns.map(difference.to.affinity))
        var bare: Set<TypeAffinity> = []
        if !affinities.contains(.text), !compared.contains("cast") { bare.insert(.blob) }
        let names = Set(columns.map { Identifier.fold($0.name) })
        if affinities.isDisjoint(with: [.text, .blob]),
            expressions.allSatisfy({ ExpressionNames($0.text).holdNoNumericText(besides: names) })
        {
            bare.formUnion([.integer, .numeric, .real])
        }
        return bare
    }

    /// A value with the affinity and the collation of the new column, and for which rows that can be had: CAST gives the
    /// affinity, and leaves values of the type as they are.
    private func comparable(
        _ column: Column,
        _ value: String,
        _ bare: Set<TypeAffinity>
    ) -> (sql: String, condition: String?) {
        if isUnchanged(column) { return (value, nil) }
        let affinity = difference.to.affinity(of: column)
        let collated = { (sql: String) in
            "\(sql) COLLATE \(DDLText.quoted(column.collation ?? "BINARY"))"
        }
        var isOwn = false
        switch source(of: column) {
        case .null: return (value, nil)
        case .column(let name):
            if let old = difference.from[column: name], difference.from.affinity(of: old) == affinity {
                return (collated(value), nil)
            }
        case .literal(let text): isOwn = affinity.isOwn(literal: text)
        case .expression, .computed: break
        }
        if bare.contains(affinity) { return (collated("+\(value)"), nil) }
        let classes = affinity.ownClasses.map { "'\($0)'" }.joined(separator: ", ")
        let condition = isOwn ? nil : "typeof(\(value)) IN (\(classes))"
        switch affinity {
        case .blob: return (collated("+\(value)"), condition)
        case .text, .real: return (collated("CAST(\(value) AS \(affinity.rawValue))"), condition)
        // INTEGER would cut fractions, which such a column may hold; in comparisons both are the same.
        case .integer, .numeric: return (collated("CAST(\(value) AS NUMERIC)"), condition)
        }
    }
}

extension TypeAffinity {
    /// Whether a literal is of the type already, as it is written.
    fileprivate func isOwn(literal: String) -> Bool {
        switch self {
        case .text: literal.hasPrefix("'")
        case .integer, .numeric: literal.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        case .real:
            literal.contains(".") && literal.utf8.allSatisfy { $0 >= UInt8(ascii: ".") && $0 <= UInt8(ascii: "9") }
        case .blob: false
        }
    }
}
