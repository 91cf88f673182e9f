extension DDLParser {
    /// Reads a `CREATE TABLE`.
    ///
    /// - Returns: the table, with the hints of its comments.
    /// - Throws: `SchemaError` for text that is no `CREATE TABLE` with columns.
    package mutating func table() throws(SchemaError) -> Table {
        cursor.position = 0
        try expectHead(.table)
        let name = try cursor.qualifiedName()
        guard cursor.isPunctuation("(") else { throw cursor.unexpected("'('") }
        let body = cursor.position
        let scope = NameScope(table: name.text, columns: columnNames())
        cursor.position = body + 1
        var definition = TableDefinition(table: Table(name: name.text, sql: sql, columns: []), scope: scope)
        definition.table.layout.name = name.range
        repeat { try column(&definition) } while cursor.acceptPunctuation(",") && !isTableConstraint
        while !cursor.isPunctuation(")") {
            _ = cursor.acceptPunctuation(",")
            try tableConstraint(&definition)
        }
        let opening = cursor.tokens[body].range.lowerBound
        definition.table.layout.body = opening..<(cursor.peek()?.range.upperBound ?? opening)
        try cursor.expectPunctuation(")")
        try options(&definition.table)
        definition.settle()
        attachHints(&definition.table)
        return definition.table
    }

    /// Whether a constraint of the table follows, which no column can be called without quotes.
    var isTableConstraint: Bool {
        cursor.isWord("CONSTRAINT") || cursor.isWord("PRIMARY") || cursor.isWord("UNIQUE") || cursor.isWord("CHECK")
            || cursor.isWord("FOREIGN")
    }

    /// The names of all columns, which expressions before them may mention.
    private mutating func columnNames() -> [String] {
        var names: [String] = []
        var depth = 0
        var isFirst = false
        while let token = cursor.peek() {
            if cursor.isPunctuation("(") {
                depth += 1
                isFirst = depth == 1
            } else if cursor.isPunctuation(")") {
                depth -= 1
                if depth == 0 { return names }
            } else if cursor.isPunctuation(","), depth == 1 {
                isFirst = true
            } else if isFirst {
                isFirst = false
                if !isTableConstraint { names.append(cursor.unquoted(token)) }
            }
            cursor.position += 1
        }
        return names
    }

    /// `WITHOUT ROWID` and `STRICT`.
    private mutating func options(_ table: inout Table) throws(SchemaError) {
        while !cursor.isAtEnd {
            if cursor.accept("WITHOUT", "ROWID") {
                table.isWithoutRowID = true
            } else if cursor.accept("STRICT") {
                table.isStrict = true
            } else {
                throw cursor.unexpected("WITHOUT ROWID, STRICT or the end")
            }
            guard cursor.acceptPunctuation(",") || cursor.isAtEnd else { throw cursor.unexpected("','") }
        }
    }

    /// A name, a type and constraints.
    private mutating func column(_ definition: inout TableDefinition) throws(SchemaError) {
        let name = try cursor.name()
        var column = Column(name: name.text, type: try type())
        try columnConstraints(&column, &definition)
        let last = cursor.peek(-1)?.range.upperBound ?? name.range.upperBound
        definition.table.layout.columns.append(name.range.lowerBound..<last)
        definition.table.columns.append(column)
    }

    /// The words of a type, and the numbers behind them.
    mutating func type() throws(SchemaError) -> String? {
        let start = cursor.position
        var words: [String] = []
        while let token = cursor.peek(), isTypeWord(token) {
            words.append(words.isEmpty ? cursor.unquoted(token) : cursor.text(token.range))
            cursor.position += 1
        }
        guard let first = cursor.peek(start - cursor.position), let last = cursor.peek(-1), let word = words.first
        else {
            return nil
        }
        var numbers = ""
        if cursor.isPunctuation("(") {
            for position in try cursor.skipParentheses() {
                numbers += cursor.text(cursor.tokens[position].range)
            }
            numbers = "(\(numbers))"
        }
        // SQLite takes the quotes off the whole text, which then ends at the closing one.
        if first.kind != .word { return word.isEmpty ? nil : word }
        if numbers.isEmpty { dropGenerated(from: &words, length: last.range.upperBound - first.range.lowerBound) }
        return words.isEmpty ? nil : words.joined(separator: " ") + numbers
    }

    /// `GENERATED ALWAYS` at the end of a type belongs to the constraint that follows.
    ///
    /// SQLite looks at the text's last letters alone (`sqlite3AddColumn`); a comment between the two is no difference here.
    private func dropGenerated(from words: inout [String], length: Int) {
        func drop(_ suffix: String) -> Bool {
            guard let last = words.last, Identifier.fold(last).hasSuffix(suffix) else { return false }
            words.removeLast()
            if last.utf8.count > suffix.utf8.count { words.append(String(last.dropLast(suffix.count))) }
            return true
        }
        if length >= 16, drop("always") { _ = drop("generated") }
    }

    private func isTypeWord(_ token: Token) -> Bool {
        switch token.kind {
        case .word: !Keyword.isReserved(Identifier.fold(cursor.text(token.range)))
        case .quotedName, .string: true
        case .whitespace, .comment, .blob, .number, .parameter, .semicolon, .punctuation: false
        }
    }
}
