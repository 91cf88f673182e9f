/// The rows of a changed table as they will be: what stands in each column after the change, in terms of the row before.
struct RowProjection {
    let difference: TableDifference

    /// What a column of the new table will hold.
    enum Source: Hashable {
        /// The old column of the name, untouched.
        case column(String)
        /// Computed from the old row: a backfill, with what there was where the column existed.
        case expression(String)
        /// The column's default, a literal.
        case literal(String)
        /// Nothing is known to fill it: NULL.
        case null
        /// A default that is computed row by row; or what the new expression of a generated column makes.
        case computed
    }

    func source(of column: Column) -> Source {
        let old = difference.from[column: column.name]
        if column.generated != nil {
            guard let old, old.generated?.expression == column.generated?.expression else { return .computed }
            return .column(old.name)
        }
        if let backfill = difference.backfills[Identifier.fold(column.name)] {
            return .expression(old.map { "coalesce(\(sql(ofOld: $0.name)), (\(backfill)))" } ?? "(\(backfill))")
        }
        if let old { return .column(old.name) }
        guard let value = column.defaultValue else { return isRowID(column) ? .computed : .null }
        return value.literal.map(Source.literal) ?? .computed
    }

    /// The SQL of a column's new value, where it can be told before the change.
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

    /// Whether the column keeps its values, and how they compare and convert.
    func keepsMeaning(_ column: Column) -> Bool {
        guard let old = difference.from[column: column.name] else { return true }
        return difference.from.affinity(of: old) == difference.to.affinity(of: column)
            && old.collationKey == column.collationKey
    }

    private func isRowID(_ column: Column) -> Bool {
        difference.to.rowIDAlias.map { Identifier($0.name) == Identifier(column.name) } ?? false
    }

    /// A FROM clause with the new rows under the table's own name; the row's label is `_migrate_row`.
    ///
    /// - Parameter names: the folded names of the columns that are needed.
    /// - Returns: `nil` where one of them can't be told before the change.
    func fromClause(needing names: Set<String>) -> String? {
        var parts = ["\(difference.from.rowLabel.sql) AS \"_migrate_row\""]
        for column in difference.to.columns where names.contains(Identifier.fold(column.name)) {
            guard let sql = sql(of: column) else { return nil }
            parts.append("\(sql) AS \(DDLText.quoted(column.name))")
        }
        // An expression may name the rowid itself, which a subquery does not have.
        let rowIDs: Set<String> = ["rowid", "oid", "_rowid_"]
        guard rowIDs.isDisjoint(with: names.filter { difference.to[column: $0] == nil }) else { return nil }
        let table = DDLText.quoted(difference.from.name)
        return "(SELECT \(parts.joined(separator: ", ")) FROM \(table)) AS \(DDLText.quoted(difference.to.name))"
    }
}
