extension DDLParser {
    /// The constraints of one column, in any order.
    mutating func columnConstraints(_ column: inout Column, _ definition: inout TableDefinition) throws(SchemaError) {
        var name: String?
        while !cursor.isAtEnd, !cursor.isPunctuation(","), !cursor.isPunctuation(")") {
            if cursor.accept("CONSTRAINT") {
                name = try cursor.name().text
                continue
            }
            if try columnValue(&column, name, definition.scope) {
                name = nil
            } else if try columnKey(column, name, &definition) {
                name = nil
            } else {
                throw cursor.unexpected("a column constraint")
            }
        }
    }

    /// NULL, DEFAULT, COLLATE and GENERATED: what is the column's own.
    mutating func columnValue(
        _ column: inout Column,
        _ name: String?,
        _ scope: NameScope
    ) throws(SchemaError) -> Bool {
        if cursor.accept("NOT", "NULL") {
            column.notNull = Column.NotNull(conflict: try conflict(), name: name)
        } else if cursor.accept("NULL") {
            _ = try conflict()
        } else if cursor.accept("DEFAULT") {
            column.defaultValue = try defaultValue()
        } else if cursor.accept("COLLATE") {
            let collation = try cursor.name().text
            column.collation = Identifier.fold(collation) == "binary" ? nil : collation
        } else if cursor.isWord("AS") || (cursor.isWord("GENERATED") && cursor.isWord("ALWAYS", at: 1)) {
            column.generated = try generated(scope)
        } else {
            return false
        }
        return true
    }

    /// PRIMARY KEY, UNIQUE, CHECK and REFERENCES: what the table may say as well.
    mutating func columnKey(
        _ column: Column,
        _ name: String?,
        _ definition: inout TableDefinition
    ) throws(SchemaError) -> Bool {
        if cursor.accept("PRIMARY", "KEY") {
            let isDescending = direction()
            let part = IndexedColumn(column.name, isDescending: isDescending)
            var key = PrimaryKey(name: name, columns: [part], conflict: try conflict(), isInColumn: true)
            key.isAutoincrement = cursor.accept("AUTOINCREMENT")
            definition.table.primaryKey = key
        } else if cursor.accept("UNIQUE") {
            let parts = [IndexedColumn(column.name)]
            definition.table.uniqueConstraints.append(
                UniqueConstraint(name: name, columns: parts, conflict: try conflict(), isInColumn: true)
            )
        } else if cursor.isWord("CHECK") {
            definition.table.checks.append(try check(name, definition.scope, isInColumn: true))
        } else if cursor.isWord("REFERENCES") {
            definition.table.foreignKeys.append(try references(name, [column.name], isInColumn: true))
        } else if cursor.isWord("DEFERRABLE") || (cursor.isWord("NOT") && cursor.isWord("DEFERRABLE", at: 1)) {
            let isDeferred = deferral()
            if let last = definition.table.foreignKeys.indices.last {
                definition.table.foreignKeys[last].isDeferred = isDeferred
            }
        } else {
            return false
        }
        return true
    }

    /// One constraint behind the columns; a name alone is one too.
    mutating func tableConstraint(_ definition: inout TableDefinition) throws(SchemaError) {
        var name: String?
        while cursor.accept("CONSTRAINT") { name = try cursor.name().text }
        if cursor.accept("PRIMARY", "KEY") {
            let (columns, isAutoincrement) = try keyColumns(definition.scope)
            definition.table.primaryKey = PrimaryKey(
                name: name,
                columns: columns,
                isAutoincrement: isAutoincrement,
                conflict: try conflict()
            )
        } else if cursor.accept("UNIQUE") {
            let (columns, _) = try keyColumns(definition.scope)
            definition.table.uniqueConstraints.append(
                UniqueConstraint(name: name, columns: columns, conflict: try conflict())
            )
        } else if cursor.isWord("CHECK") {
            definition.table.checks.append(try check(name, definition.scope, isInColumn: false))
            _ = try conflict()
        } else if cursor.accept("FOREIGN", "KEY") {
            let columns = try nameList()
            definition.table.foreignKeys.append(try references(name, columns, isInColumn: false))
        } else if name == nil {
            throw cursor.unexpected("a constraint or ')'")
        }
    }

    /// `ON CONFLICT …`; `nil` for none and for ABORT.
    private mutating func conflict() throws(SchemaError) -> ConflictClause? {
        guard cursor.accept("ON", "CONFLICT") else { return nil }
        if cursor.accept("ABORT") { return nil }
        if cursor.accept("ROLLBACK") { return .rollback }
        if cursor.accept("FAIL") { return .fail }
        if cursor.accept("IGNORE") { return .ignore }
        if cursor.accept("REPLACE") { return .replace }
        throw cursor.unexpected("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE")
    }

    private mutating func check(
        _ name: String?,
        _ scope: NameScope,
        isInColumn: Bool
    ) throws(SchemaError) -> Check {
        try cursor.expect("CHECK")
        let tokens = try cursor.skipParentheses()
        let expression = ExpressionParser.expression(in: cursor, tokens: tokens, scope: scope)
        return Check(name: name, expression: expression, isInColumn: isInColumn)
    }

    private mutating func generated(_ scope: NameScope) throws(SchemaError) -> Column.Generated {
        _ = cursor.accept("GENERATED", "ALWAYS")
        try cursor.expect("AS")
        let tokens = try cursor.skipParentheses()
        let expression = ExpressionParser.expression(in: cursor, tokens: tokens, scope: scope)
        let isStored = cursor.accept("STORED")
        if !isStored { _ = cursor.accept("VIRTUAL") }
        return Column.Generated(expression: expression, isStored: isStored)
    }

    /// A literal with or without a sign, a word, or an expression in parentheses; `nil` for NULL, which is no default.
    private mutating func defaultValue() throws(SchemaError) -> Expression? {
        if cursor.isPunctuation("(") {
            let tokens = try cursor.skipParentheses()
            let value = ExpressionParser.expression(in: cursor, tokens: tokens, scope: .none)
            return value.normalized == "NULL " ? nil : value
        }
        let start = cursor.position
        if !cursor.acceptPunctuation("-") { _ = cursor.acceptPunctuation("+") }
        guard let token = cursor.peek() else { throw cursor.unexpected("a default value") }
        cursor.position += 1
        if start == cursor.position - 1, isWordDefault(token) {
            // `DEFAULT foo` and `DEFAULT "foo"` are the string 'foo'.
            var form = NormalForm()
            form.string(cursor.unquoted(token))
            return Expression(text: cursor.text(token.range), normalized: form.text)
        }
        let value = ExpressionParser.expression(in: cursor, tokens: start..<cursor.position, scope: .none)
        return value.normalized == "NULL " ? nil : value
    }

    private func isWordDefault(_ token: Token) -> Bool {
        switch token.kind {
        case .quotedName: return true
        case .word:
            let values: [StaticString] = [
                "NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP",
            ]
            return !values.contains { cursor.matches(token, $0) }
        case .whitespace, .comment, .string, .blob, .number, .parameter, .semicolon, .punctuation: return false
        }
    }
}
