extension DDLParser {
    /// `REFERENCES` and what follows it.
    mutating func references(
        _ name: String?,
        _ columns: [String],
        isInColumn: Bool
    ) throws(SchemaError) -> ForeignKey {
        try cursor.expect("REFERENCES")
        var key = ForeignKey(name: name, columns: columns, parent: try cursor.name().text, isInColumn: isInColumn)
        if cursor.isPunctuation("(") { key.parentColumns = try nameList() }
        while true {
            if cursor.accept("MATCH") {
                key.match = try cursor.name().text
            } else if cursor.accept("ON", "DELETE") {
                key.onDelete = try action()
            } else if cursor.accept("ON", "UPDATE") {
                key.onUpdate = try action()
            } else if cursor.accept("ON", "INSERT") {
                _ = try action()
            } else {
                break
            }
        }
        if cursor.isWord("DEFERRABLE") || (cursor.isWord("NOT") && cursor.isWord("DEFERRABLE", at: 1)) {
            key.isDeferred = deferral()
        }
        return key
    }

    private mutating func action() throws(SchemaError) -> ForeignKey.Action {
        if cursor.accept("SET", "NULL") { return .setNull }
        if cursor.accept("SET", "DEFAULT") { return .setDefault }
        if cursor.accept("CASCADE") { return .cascade }
        if cursor.accept("RESTRICT") { return .restrict }
        if cursor.accept("NO", "ACTION") { return .noAction }
        throw cursor.unexpected("SET NULL, SET DEFAULT, CASCADE, RESTRICT or NO ACTION")
    }

    /// `[NOT] DEFERRABLE [INITIALLY …]`: whether the key is checked at COMMIT.
    mutating func deferral() -> Bool {
        let isNegated = cursor.accept("NOT")
        _ = cursor.accept("DEFERRABLE")
        if cursor.accept("INITIALLY", "DEFERRED") { return !isNegated }
        _ = cursor.accept("INITIALLY", "IMMEDIATE")
        return false
    }

    /// Names in parentheses; a collation or direction behind one, which old versions took, is read over.
    mutating func nameList() throws(SchemaError) -> [String] {
        try cursor.expectPunctuation("(")
        var names: [String] = []
        repeat {
            names.append(try cursor.name().text)
            if cursor.accept("COLLATE") { _ = try cursor.name() }
            _ = direction()
        } while cursor.acceptPunctuation(",")
        try cursor.expectPunctuation(")")
        return names
    }

    /// `ASC` or `DESC`: whether it is the latter.
    mutating func direction() -> Bool {
        if cursor.accept("DESC") { return true }
        _ = cursor.accept("ASC")
        return false
    }

    /// The columns of a key or an index, in parentheses, with AUTOINCREMENT where it stands among them.
    mutating func keyColumns(_ scope: NameScope) throws(SchemaError) -> ([IndexedColumn], isAutoincrement: Bool) {
        let tokens = try cursor.skipParentheses()
        var parts: [IndexedColumn] = []
        var isAutoincrement = false
        var probe = cursor
        probe.position = tokens.lowerBound
        while probe.position < tokens.upperBound {
            let start = probe.position
            var depth = 0
            while probe.position < tokens.upperBound, depth > 0 || !probe.isPunctuation(",") {
                if probe.isPunctuation("(") { depth += 1 } else if probe.isPunctuation(")") { depth -= 1 }
                probe.position += 1
            }
            var part = start..<probe.position
            probe.position += 1
            if let last = part.last, last > start, cursor.matches(cursor.tokens[last], "AUTOINCREMENT") {
                isAutoincrement = true
                part = start..<last
            }
            parts.append(try indexedColumn(part, scope))
        }
        return (parts, isAutoincrement)
    }

    /// A column or an expression, with its collation and direction.
    private func indexedColumn(_ tokens: Range<Int>, _ scope: NameScope) throws(SchemaError) -> IndexedColumn {
        var end = tokens.upperBound
        func word(_ distance: Int, _ keyword: StaticString) -> Bool {
            let position = end - distance
            guard position > tokens.lowerBound, cursor.tokens[position].kind == .word else { return false }
            return cursor.matches(cursor.tokens[position], keyword)
        }
        if word(2, "NULLS"), word(1, "FIRST") || word(1, "LAST") { end -= 2 }
        var isDescending = false
        if word(1, "DESC") || word(1, "ASC") {
            isDescending = word(1, "DESC")
            end -= 1
        }
        var collation: String?
        var inner = ExpressionParser.withoutOuterParentheses(tokens.lowerBound..<end, in: cursor)
        while inner.count > 2, cursor.tokens[inner.upperBound - 2].kind == .word,
            cursor.matches(cursor.tokens[inner.upperBound - 2], "COLLATE")
        {
            // The outermost collation counts.
            collation = collation ?? cursor.unquoted(cursor.tokens[inner.upperBound - 1])
            inner = ExpressionParser.withoutOuterParentheses(inner.lowerBound..<(inner.upperBound - 2), in: cursor)
        }
        guard let first = inner.first else {
            throw SchemaError(message: "expected a column", offset: offset(at: tokens.lowerBound))
        }
        let term = term(cursor.tokens[first], inner, scope)
        return IndexedColumn(term, collation: collation, isDescending: isDescending)
    }

    private func term(_ token: Token, _ tokens: Range<Int>, _ scope: NameScope) -> IndexedColumn.Term {
        let isName = token.kind == .word || token.kind == .quotedName || token.kind == .string
        let name = cursor.unquoted(token)
        // In a key every name is a column's; in an index, a word in double quotes that is no column is a string.
        if tokens.count == 1, isName, token.kind == .word || scope.contains(Identifier.fold(name)) {
            if token.kind != .word || !Keyword.isReserved(Identifier.fold(name)) { return .column(Identifier(name)) }
        }
        return .expression(ExpressionParser.expression(in: cursor, tokens: tokens, scope: scope))
    }

    private func offset(at position: Int) -> Int {
        cursor.tokens.indices.contains(position) ? cursor.tokens[position].range.lowerBound : cursor.bytes.count
    }
}
