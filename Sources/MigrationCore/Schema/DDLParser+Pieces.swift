/// The pieces of a `CREATE TABLE`, read by the same rules as the table itself.
struct TablePieces {
    var columns: [TableText.ColumnText] = []
    var constraints: [TableText.Piece] = []
    /// Where the closing parenthesis stands.
    var closing = 0
}

extension DDLParser {
    mutating func tablePieces() throws(SchemaError) -> TablePieces {
        cursor.position = 0
        let table = try table()
        cursor.position = 0
        try expectHead(.table)
        _ = try cursor.qualifiedName()
        cursor.position += 1
        let scope = NameScope(table: table.name, columns: table.columns.map(\.name))
        var pieces = TablePieces()
        repeat {
            pieces.columns.append(try columnPieces(table, scope))
        } while cursor.acceptPunctuation(",") && !isTableConstraint
        while !cursor.isPunctuation(")") {
            _ = cursor.acceptPunctuation(",")
            pieces.constraints.append(try constraintPiece(table, scope))
        }
        pieces.closing = cursor.peek()?.range.lowerBound ?? cursor.bytes.count
        return pieces
    }

    private mutating func columnPieces(
        _ table: Table,
        _ scope: NameScope
    ) throws(SchemaError) -> TableText.ColumnText {
        let name = try cursor.name()
        let before = cursor.position
        let declared = try type()
        let last = cursor.peek(-1)?.range.upperBound ?? name.range.upperBound
        let first = before < cursor.position ? cursor.tokens[before].range.lowerBound : name.range.upperBound
        var column = TableText.ColumnText(
            name: name.text,
            type: declared == nil ? name.range.upperBound..<name.range.upperBound : first..<last,
            pieces: [],
            range: name.range
        )
        while !cursor.isAtEnd, !cursor.isPunctuation(","), !cursor.isPunctuation(")") {
            column.pieces.append(try columnPiece(Column(name: name.text), table, scope))
        }
        column.range = name.range.lowerBound..<(cursor.peek(-1)?.range.upperBound ?? name.range.upperBound)
        return column
    }

    private mutating func columnPiece(
        _ column: Column,
        _ table: Table,
        _ scope: NameScope
    ) throws(SchemaError) -> TableText.Piece {
        let start = cursor.peek()?.range.lowerBound ?? 0
        var name: String?
        while cursor.accept("CONSTRAINT") { name = try cursor.name().text }
        var content: TableText.Content?
        var definition = TableDefinition(table: Table(name: table.name, columns: []), scope: scope)
        var own = column
        let word = valueContent
        if try columnValue(&own, name, scope) {
            content = word
        } else if try columnKey(own, name, &definition) {
            content = definition.table.onlyConstraint ?? .deferral
        } else if name == nil {
            throw cursor.unexpected("a column constraint")
        }
        return TableText.Piece(
            name: name,
            content: content,
            range: start..<(cursor.peek(-1)?.range.upperBound ?? start)
        )
    }

    private var valueContent: TableText.Content {
        if cursor.isWord("NOT") { return .notNull }
        if cursor.isWord("NULL") { return .null }
        if cursor.isWord("DEFAULT") { return .defaultValue }
        return cursor.isWord("COLLATE") ? .collation : .generated
    }

    private mutating func constraintPiece(_ table: Table, _ scope: NameScope) throws(SchemaError) -> TableText.Piece {
        let start = cursor.peek()?.range.lowerBound ?? 0
        let name = constraintName
        var definition = TableDefinition(table: Table(name: table.name, columns: []), scope: scope)
        try tableConstraint(&definition)
        return TableText.Piece(
            name: name,
            content: definition.table.onlyConstraint,
            range: start..<(cursor.peek(-1)?.range.upperBound ?? start)
        )
    }

    private var constraintName: String? {
        guard cursor.isWord("CONSTRAINT"), let token = cursor.peek(1) else { return nil }
        return cursor.unquoted(token)
    }
}

extension Table {
    /// The constraint that was read into an empty table.
    fileprivate var onlyConstraint: TableText.Content? {
        if primaryKey != nil { return .primaryKey }
        if let constraint = uniqueConstraints.first { return .unique(constraint) }
        if let check = checks.first { return .check(check) }
        return foreignKeys.first.map { .foreignKey($0) }
    }
}
