extension Schema {
    /// The schema behind `ALTER TABLE … RENAME TO`: references of other tables follow, as SQLite makes them.
    ///
    /// Views and triggers keep their text; whoever renames drops and restores those that may be concerned.
    func renamingTable(_ old: String, to new: String) -> Schema {
        let key = Identifier.fold(old)
        var schema = self
        schema.tables = tables.map { table in
            var table = table
            for position in table.foreignKeys.indices where Identifier.fold(table.foreignKeys[position].parent) == key {
                table.foreignKeys[position].parent = new
            }
            if Identifier.fold(table.name) == key { table = table.renamed(to: new) }
            return table
        }
        schema.indexes = indexes.map { index in
            var index = index
            if Identifier.fold(index.table) == key { index.table = new }
            return index
        }
        schema.virtualTables = virtualTables.map { table in
            var table = table
            if Identifier.fold(table.name) == key { table.name = new }
            return table
        }
        return schema
    }

    /// The schema behind `ALTER TABLE … RENAME COLUMN`: keys, expressions, indexes and references follow.
    func renamingColumn(_ old: String, to new: String, of tableName: String) -> Schema {
        let key = Identifier.fold(tableName)
        let columns = [Identifier.fold(old): new]
        var schema = self
        schema.tables = tables.map { table in
            var table = table
            for position in table.foreignKeys.indices where Identifier.fold(table.foreignKeys[position].parent) == key {
                let parents = table.foreignKeys[position].parentColumns
                table.foreignKeys[position].parentColumns = parents?.map { columns[Identifier.fold($0)] ?? $0 }
            }
            if Identifier.fold(table.name) == key { table = table.renaming(columns) }
            return table
        }
        let names = schema[table: tableName]?.columns.map(\.name) ?? []
        schema.indexes = indexes.map { index in
            Identifier.fold(index.table) == key ? index.renaming(columns, of: names) : index
        }
        return schema
    }
}

extension Table {
    fileprivate func renamed(to new: String) -> Table {
        var table = self
        let names = columns.map(\.name)
        let tables = [Identifier.fold(name): new]
        table.mapExpressions { $0.renaming(columns: [:], tables: tables, in: new, of: names) }
        table.name = new
        return table
    }

    fileprivate func renaming(_ new: [String: String]) -> Table {
        var table = self
        func name(_ old: String) -> String { new[Identifier.fold(old)] ?? old }
        for position in columns.indices { table.columns[position].name = name(columns[position].name) }
        let names = table.columns.map(\.name)
        table.mapExpressions { $0.renaming(columns: new, tables: [:], in: self.name, of: names) }
        table.primaryKey?.columns = (primaryKey?.columns ?? []).map { $0.renaming(name) }
        for position in uniqueConstraints.indices {
            table.uniqueConstraints[position].columns = uniqueConstraints[position].columns.map { $0.renaming(name) }
        }
        for position in foreignKeys.indices {
            table.foreignKeys[position].columns = foreignKeys[position].columns.map(name)
        }
        return table
    }

    /// Defaults are left out: no column can occur in them.
    private mutating func mapExpressions(_ transform: (Expression) -> Expression) {
        for position in checks.indices { checks[position].expression = transform(checks[position].expression) }
        for position in columns.indices {
            columns[position].generated = columns[position].generated.map {
                Column.Generated(expression: transform($0.expression), isStored: $0.isStored)
            }
        }
    }
}

extension Index {
    fileprivate func renaming(_ new: [String: String], of names: [String]) -> Index {
        var index = self
        let table = table
        index.columns = columns.map { column in
            var renamed = column.renaming { new[Identifier.fold($0)] ?? $0 }
            if case .expression(let expression) = column.term {
                renamed.term = .expression(expression.renaming(columns: new, tables: [:], in: table, of: names))
            }
            return renamed
        }
        index.predicate = predicate?.renaming(columns: new, tables: [:], in: table, of: names)
        return index
    }
}

extension IndexedColumn {
    fileprivate func renaming(_ name: (String) -> String) -> IndexedColumn {
        var column = self
        if let old = self.name { column.term = .column(Identifier(name(old))) }
        return column
    }
}
