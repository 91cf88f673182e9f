/// What a Swift revision declares, as the words of a `CREATE` statement.
enum DeclarationText {
    static func table(_ table: TableDeclaration) -> String {
        let items = table.columns.map(column) + table.constraints.map(constraint)
        let options = [table.isStrict ? "STRICT" : nil, table.isWithoutRowID ? "WITHOUT ROWID" : nil].compactMap(\.self)
        let end = options.isEmpty ? "" : " " + options.joined(separator: ", ")
        let body = items.map { "    \($0)" }.joined(separator: ",\n")
        return "CREATE TABLE \(quoted(table.name)) (\n\(body)\n)\(end)"
    }

    static func column(_ column: ColumnDeclaration) -> String {
        var words = [quoted(column.name)]
        if let type = column.type, !type.isEmpty { words.append(type) }
        if column.isPrimaryKey { words.append("PRIMARY KEY" + (column.isAutoincrement ? " AUTOINCREMENT" : "")) }
        if !column.isNullable { words.append("NOT NULL") }
        if let value = column.defaultValue { words.append(defaultClause(value)) }
        if column.isUnique { words.append("UNIQUE") }
        if let check = column.check { words.append("CHECK \(parenthesized(check))") }
        if let collation = column.collation { words.append("COLLATE \(quoted(collation))") }
        if let reference = column.reference { words.append(references(reference)) }
        if let generated = column.generated {
            let kind = generated.isStored ? "STORED" : "VIRTUAL"
            words.append("GENERATED ALWAYS AS \(parenthesized(generated.expression)) \(kind)")
        }
        return words.joined(separator: " ")
    }

    static func constraint(_ constraint: ConstraintDeclaration) -> String {
        let name = constraint.name.map { "CONSTRAINT \(quoted($0)) " } ?? ""
        switch constraint.kind {
        case .primaryKey(let columns): return "\(name)PRIMARY KEY (\(list(columns)))"
        case .unique(let columns): return "\(name)UNIQUE (\(list(columns)))"
        case .check(let expression): return "\(name)CHECK \(parenthesized(expression))"
        case .foreignKey(let columns, let reference):
            return "\(name)FOREIGN KEY (\(list(columns))) \(references(reference))"
        }
    }

    static func index(_ index: IndexDeclaration) -> String {
        let terms = index.terms.map { term in
            let what =
                switch term.content {
                case .column(let name): quoted(name)
                case .expression(let sql): parenthesized(sql)
                }
            return what + (term.collation.map { " COLLATE \(quoted($0))" } ?? "") + (term.isDescending ? " DESC" : "")
        }
        return "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(quoted(index.name)) ON \(quoted(index.table))"
            + " (\(terms.joined(separator: ", ")))" + (index.condition.map { " WHERE \($0)" } ?? "")
    }

    static func defaultClause(_ value: ColumnDefault) -> String {
        switch value.content {
        // A text with a NUL character is no literal, but a call.
        case .value(let value):
            "DEFAULT \(value.literal.hasPrefix("CAST") ? parenthesized(value.literal) : value.literal)"
        case .sql(let text): "DEFAULT \(isWord(text) ? text : parenthesized(text))"
        }
    }

    private static func references(_ reference: ColumnReference) -> String {
        let columns = reference.columns.isEmpty ? "" : " (\(list(reference.columns)))"
        let actions =
            (reference.onDelete == .noAction ? "" : " ON DELETE \(reference.onDelete.rawValue)")
            + (reference.onUpdate == .noAction ? "" : " ON UPDATE \(reference.onUpdate.rawValue)")
        let deferral = reference.isDeferred ? " DEFERRABLE INITIALLY DEFERRED" : ""
        return "REFERENCES \(quoted(reference.table))\(columns)\(actions)\(deferral)"
    }

    /// A comment at the end of an expression must not take the parenthesis along.
    static func parenthesized(_ expression: String) -> String {
        expression.contains("--") ? "(\(expression)\n)" : "(\(expression))"
    }

    private static func isWord(_ text: String) -> Bool {
        ["current_time", "current_date", "current_timestamp", "null", "true", "false"].contains(Identifier.fold(text))
    }

    private static func quoted(_ name: String) -> String { Identifier(name).quoted }

    private static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }
}
