extension DDLParser {
    /// Reads a `CREATE INDEX`.
    ///
    /// - Parameter table: the table of a name; without it every name is taken for a column.
    /// - Returns: the index.
    /// - Throws: `SchemaError` for text that is none.
    package mutating func index(of table: (String) -> Table?) throws(SchemaError) -> Index {
        cursor.position = 0
        try expectHead(.index)
        let isUnique = cursor.tokens.dropFirst().first.map { cursor.matches($0, "UNIQUE") } ?? false
        let name = try cursor.qualifiedName()
        try cursor.expect("ON")
        let owner = try cursor.qualifiedName()
        let definition = table(owner.text)
        let scope = NameScope(table: owner.text, columns: definition?.columns.map(\.name) ?? Array(mentions()))
        let (columns, _) = try keyColumns(scope)
        var index = Index(name: name.text, table: owner.text, columns: columns, isUnique: isUnique, sql: sql)
        index.columns = definition?.settled(columns) ?? columns
        index.layout = ObjectLayout(name: name.range, table: owner.range)
        if cursor.accept("WHERE") {
            let tokens = cursor.position..<cursor.tokens.count
            index.predicate = ExpressionParser.expression(in: cursor, tokens: tokens, scope: scope)
        } else if !cursor.isAtEnd {
            throw cursor.unexpected("WHERE or the end")
        }
        return index
    }

    /// Reads a `CREATE VIEW`.
    ///
    /// - Parameter names: all names of tables and columns, folded.
    /// - Returns: the view.
    /// - Throws: `SchemaError` for text that is none.
    package mutating func view(names: Set<String>) throws(SchemaError) -> View {
        cursor.position = 0
        try expectHead(.view)
        let name = try cursor.qualifiedName()
        let start = cursor.position
        let columns = cursor.isPunctuation("(") ? try nameList() : nil
        try cursor.expect("AS")
        return View(
            name: name.text,
            columns: columns,
            normalized: normalized(from: start, names),
            sql: sql,
            mentions: mentions(),
            layout: ObjectLayout(name: name.range)
        )
    }

    /// Reads a `CREATE TRIGGER`.
    ///
    /// - Parameter names: all names of tables and columns, folded.
    /// - Returns: the trigger.
    /// - Throws: `SchemaError` for text that is none.
    package mutating func trigger(names: Set<String>) throws(SchemaError) -> Trigger {
        cursor.position = 0
        try expectHead(.trigger)
        let name = try cursor.qualifiedName()
        let start = cursor.position
        let timing = try timing()
        let event = try event()
        try cursor.expect("ON")
        let table = try cursor.qualifiedName()
        var local: [String] = []
        if case .update(let columns) = event { local = columns.map(\.folded) }
        return Trigger(
            name: name.text,
            table: table.text,
            timing: timing,
            event: event,
            normalized: normalized(from: start, names, local),
            sql: sql,
            mentions: mentions(),
            layout: ObjectLayout(name: name.range, table: table.range)
        )
    }

    private mutating func timing() throws(SchemaError) -> Trigger.Timing {
        if cursor.accept("AFTER") { return .after }
        if cursor.accept("INSTEAD") {
            try cursor.expect("OF")
            return .insteadOf
        }
        _ = cursor.accept("BEFORE")
        return .before
    }

    private mutating func event() throws(SchemaError) -> Trigger.Event {
        if cursor.accept("DELETE") { return .delete }
        if cursor.accept("INSERT") { return .insert }
        try cursor.expect("UPDATE")
        var columns: [Identifier] = []
        if cursor.accept("OF") {
            repeat { columns.append(Identifier(try cursor.name().text)) } while cursor.acceptPunctuation(",")
        }
        return .update(of: columns)
    }

    /// The statement's tokens behind the object's name; names that occur bare or bracketed are names in quotes too.
    func normalized(from start: Int, _ names: Set<String>, _ local: [String] = []) -> String {
        var local = local
        if cursor.tokens.contains(where: isDoubleQuoted) {
            for token in cursor.tokens where token.kind == .word || token.kind == .quotedName {
                if !isDoubleQuoted(token) { local.append(cursor.unquoted(token)) }
            }
        }
        var flat = StatementNormalizer(cursor: cursor, scope: NameScope(names: names, local: local))
        flat.append(start..<cursor.tokens.count)
        return flat.output.text
    }

    private func isDoubleQuoted(_ token: Token) -> Bool {
        cursor.bytes[token.range.lowerBound] == UInt8(ascii: "\"")
    }
}
