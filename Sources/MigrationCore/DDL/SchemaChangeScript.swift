/// What a revision's code asks for, as the statements that do it: made by the same engine as generated revisions.
struct SchemaChangeScript {
    let schema: Schema
    let engine: EngineVersion

    /// Whether a change is one statement by itself, whatever the database holds.
    static func statement(for change: SchemaChange) -> String? {
        switch change {
        case .createTable(let table): DeclarationText.table(table)
        case .renameTable(let old, let new): "ALTER TABLE \(DDLText.quoted(old)) RENAME TO \(DDLText.quoted(new))"
        case .renameColumn(let old, let new, let table):
            "ALTER TABLE \(DDLText.quoted(table)) RENAME COLUMN \(DDLText.quoted(old)) TO \(DDLText.quoted(new))"
        case .createIndex(let index): DeclarationText.index(index)
        case .createView(let name, let query): "CREATE VIEW \(DDLText.quoted(name)) AS \(query)"
        case .createTrigger(let sql): sql
        case .drop(let object, let name): "DROP \(object.rawValue) \(DDLText.quoted(name))"
        case .dropTable, .addColumn, .dropColumn, .alterColumn, .addConstraint, .dropConstraint: nil
        }
    }

    /// The statements of a change that depends on what the database holds.
    ///
    /// - Parameter change: the change.
    /// - Returns: the statements, and whether they need foreign keys off; none where nothing changes.
    /// - Throws: `SchemaDiffError` where it names what is not there, or can't be done.
    func script(for change: SchemaChange) throws(SchemaDiffError) -> DDLScript {
        switch change {
        case .dropTable(let name): return try dropTable(name)
        case .addColumn(let column, let table, let backfill):
            let text = try self.text(of: table)
            if text[column: column.name] != nil {
                throw SchemaDiffError("table '\(table)' has a column '\(column.name)' already")
            }
            let sql = text.adding(column: DeclarationText.column(column))
            return try replace(table, with: sql, backfill: backfill.map { (column.name, $0) })
        case .dropColumn(let name, let table):
            try refuseIndexes(on: name, of: table)
            let text = try self.text(of: table)
            return try replace(table, with: text.dropping(try column(name, of: table, in: text)))
        case .alterColumn(let name, let table, let alteration):
            let text = try self.text(of: table)
            let sql = text.altering(try column(name, of: table, in: text), alteration)
            return try replace(table, with: sql, backfill: alteration.backfill.map { (name, $0) })
        case .addConstraint(let constraint, let table):
            let text = try self.text(of: table)
            for name in constraint.columns { _ = try column(name, of: table, in: text) }
            return try replace(table, with: text.adding(constraint: DeclarationText.constraint(constraint)))
        case .dropConstraint(let selector, let table):
            let text = try self.text(of: table)
            return try replace(table, with: text.dropping(try constraint(selector, of: table, in: text)))
        case .createTable, .renameTable, .renameColumn, .createIndex, .createView, .createTrigger, .drop:
            return DDLScript(statements: SchemaChangeScript.statement(for: change).map { [DDLStatement($0)] } ?? [])
        }
    }

    // MARK: Tables

    private func table(_ name: String) throws(SchemaDiffError) -> Table {
        if let table = schema[table: name] { return table }
        if schema[virtualTable: name] != nil {
            throw SchemaDiffError(
                "'\(name)' is a virtual table, whose columns can't be changed",
                remedy: "drop it and create it anew with `op.execute`"
            )
        }
        throw SchemaDiffError(
            "there is no table '\(name)'" + Suggestion.phrase(for: name, in: schema.tables.map(\.name))
        )
    }

    private func text(of name: String) throws(SchemaDiffError) -> TableText {
        let table = try table(name)
        do throws(SchemaError) {
            return try TableText(table.sql)
        } catch {
            throw SchemaDiffError("the declaration of table '\(name)' can't be read: \(error.message)")
        }
    }

    private func dropTable(_ name: String) throws(SchemaDiffError) -> DDLScript {
        if schema[virtualTable: name] != nil {
            return DDLScript(statements: [DDLStatement("DROP TABLE \(DDLText.quoted(name))")])
        }
        let key = Identifier.fold(try table(name).name)
        var target = schema
        target.tables.removeAll { Identifier.fold($0.name) == key }
        target.indexes.removeAll { Identifier.fold($0.table) == key }
        target.triggers.removeAll { Identifier.fold($0.table) == key }
        return try script(to: target)
    }

    /// The table of another text, with all that depends on it.
    private func replace(
        _ name: String,
        with sql: String,
        backfill: (column: String, expression: String)? = nil
    ) throws(SchemaDiffError) -> DDLScript {
        let changed: Table
        do throws(SchemaError) {
            changed = try DDLParser.table(sql)
        } catch {
            throw SchemaDiffError("the changed declaration of table '\(name)' can't be read: \(error.message)")
        }
        let key = Identifier.fold(try table(name).name)
        var target = schema
        target.tables = schema.tables.map { Identifier.fold($0.name) == key ? changed : $0 }
        let backfills = backfill.map { value in
            [DeclaredBackfill(table: changed.name, column: value.column, expression: value.expression)]
        }
        var script = try script(to: target, backfills: backfills ?? [])
        // Nothing happens to other rows when a table goes to which none refers.
        if !isReferredTo(key) { script.foreignKeys = .enforced }
        return script
    }

    /// Whether rows of any table, its own among them, refer to a table.
    private func isReferredTo(_ key: String) -> Bool {
        schema.tables.contains { table in table.foreignKeys.contains { Identifier.fold($0.parent) == key } }
    }

    private func script(to target: Schema, backfills: [DeclaredBackfill] = []) throws(SchemaDiffError) -> DDLScript {
        let options = DiffOptions(backfills: backfills, treatsRestAsDropAndAdd: true, usesHints: false)
        return try DDLRenderer(
            try SchemaDiff(from: schema, to: target, options: options),
            engine: engine,
            isScript: true
        )
        .script()
    }

    // MARK: Parts of a table

    private func column(
        _ name: String,
        of table: String,
        in text: TableText
    ) throws(SchemaDiffError) -> TableText.ColumnText {
        if let column = text[column: name] { return column }
        let names = text.columns.map(\.name)
        throw SchemaDiffError("table '\(table)' has no column '\(name)'" + Suggestion.phrase(for: name, in: names))
    }

    private func refuseIndexes(on column: String, of table: String) throws(SchemaDiffError) {
        let key = Identifier.fold(column)
        guard let index = schema.indexes(of: table).first(where: { $0.mentions.contains(key) }) else { return }
        throw SchemaDiffError(
            "index '\(index.name)' names column '\(table).\(column)'",
            remedy: "drop it first: `try op.dropIndex(\"\(index.name)\")`"
        )
    }

    private func constraint(
        _ selector: ConstraintSelector,
        of table: String,
        in text: TableText
    ) throws(SchemaDiffError) -> TableText.Piece {
        let pieces = text.columns.flatMap(\.pieces) + text.constraints
        let found = pieces.filter { selector.selects($0, scope: text.columns.map(\.name), table: table) }
        guard let piece = found.first else {
            throw SchemaDiffError("table '\(table)' has no \(selector.words)")
        }
        guard found.count == 1 else {
            throw SchemaDiffError("table '\(table)' has \(found.count) times a \(selector.words)")
        }
        return piece
    }
}

extension TableDeclaration {
    /// A column that a constraint names, and that is none of the table's.
    var unknownColumn: String? {
        let names = Set(columns.map { Identifier($0.name) })
        return constraints.lazy.flatMap(\.columns).first { !names.contains(Identifier($0)) }
    }
}

extension ConstraintDeclaration {
    /// The table's own columns that it is about.
    fileprivate var columns: [String] {
        switch kind {
        case .primaryKey(let columns), .unique(let columns), .foreignKey(let columns, _): columns
        case .check: []
        }
    }
}

extension ConstraintSelector {
    fileprivate var words: String {
        switch self {
        case .name(let name): "constraint '\(name)'"
        case .unique(let columns): "unique constraint on (\(columns.joined(separator: ", ")))"
        case .check(let expression): "check constraint (\(expression))"
        case .foreignKey(let columns): "foreign key of (\(columns.joined(separator: ", ")))"
        }
    }

    fileprivate func selects(_ piece: TableText.Piece, scope columns: [String], table: String) -> Bool {
        switch (self, piece.content) {
        case (.name(let name), _): piece.name.map { Identifier($0) == Identifier(name) } ?? false
        case (.unique(let names), .unique(let key)):
            key.columns.map { $0.name.map { Identifier($0) } } == names.map { Identifier($0) }
        case (.foreignKey(let names), .foreignKey(let key)):
            key.columns.map { Identifier($0) } == names.map { Identifier($0) }
        case (.check(let text), .check(let check)):
            ConstraintSelector.expression(text, columns: columns, table: table) == check.expression
        case (.unique, _), (.check, _), (.foreignKey, _): false
        }
    }

    /// The expression as a table of these columns reads it.
    private static func expression(_ text: String, columns: [String], table: String) -> Expression? {
        let names = columns.map { Identifier($0).quoted }.joined(separator: ", ")
        let sql = "CREATE TABLE \(Identifier(table).quoted) (\(names), CHECK \(DeclarationText.parenthesized(text)))"
        return (try? DDLParser.table(sql))?.checks.first?.expression
    }
}
