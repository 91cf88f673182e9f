/// A table while its `CREATE TABLE` is read.
struct TableDefinition {
    var table: Table
    /// What its expressions see.
    let scope: NameScope

    /// Brings what can be spelt in several ways into one form, as SQLite does at the end of the statement.
    mutating func settle() {
        settlePrimaryKey()
        settleCollations()
        dropRepeatedKeys()
    }

    private mutating func settlePrimaryKey() {
        guard var key = table.primaryKey else { return }
        // The order of a rowid has no direction: `PRIMARY KEY(id DESC)` behind the columns is the rowid all the same.
        if !key.isInColumn, !table.isWithoutRowID, key.columns.count == 1, key.columns[0].isDescending {
            key.columns[0].isDescending = false
            table.primaryKey = key
            if table.rowIDAlias == nil {
                key.columns[0].isDescending = true
                table.primaryKey = key
            }
        }
        guard table.isWithoutRowID || table.isStrict else { return }
        let alias = table.rowIDAlias.map(\.name)
        for name in key.columns.compactMap(\.name) {
            guard let position = table.position(of: name), table.columns[position].name != alias else { continue }
            if table.columns[position].notNull == nil { table.columns[position].notNull = Column.NotNull() }
        }
    }

    /// A collation that the column has anyway is none.
    private mutating func settleCollations() {
        if var key = table.primaryKey {
            key.columns = table.settled(key.columns)
            table.primaryKey = key
        }
        table.uniqueConstraints = table.uniqueConstraints.map { constraint in
            var constraint = constraint
            constraint.columns = table.settled(constraint.columns)
            return constraint
        }
    }

    /// SQLite makes one index for keys over the same columns and collations (`sqlite3CreateIndex`).
    private mutating func dropRepeatedKeys() {
        guard !table.uniqueConstraints.isEmpty else { return }
        var kept: [UniqueConstraint] = []
        var positions: [[IndexedColumn]: Int] = [:]
        let primary = table.rowIDAlias == nil ? table.primaryKey : nil
        let primaryColumns = primary.map { TableDefinition.undirected($0.columns) }
        for constraint in table.uniqueConstraints {
            let columns = TableDefinition.undirected(constraint.columns)
            if columns == primaryColumns {
                let conflict = primary?.conflict ?? constraint.conflict
                table.primaryKey?.conflict = conflict
            } else if let position = positions[columns] {
                kept[position].conflict = kept[position].conflict ?? constraint.conflict
            } else {
                positions[columns] = kept.count
                kept.append(constraint)
            }
        }
        table.uniqueConstraints = kept
    }

    private static func undirected(_ columns: [IndexedColumn]) -> [IndexedColumn] {
        columns.map { IndexedColumn($0.term, collation: $0.collation) }
    }
}

extension Table {
    /// Indexed columns without the collations that their columns have anyway.
    func settled(_ parts: [IndexedColumn]) -> [IndexedColumn] {
        parts.map { part in
            guard let collation = part.collation else { return part }
            var own = "binary"
            if let name = part.name, let column = self[column: name] { own = column.collationKey }
            guard Identifier.fold(collation) == own else { return part }
            return IndexedColumn(part.term, isDescending: part.isDescending)
        }
    }
}
