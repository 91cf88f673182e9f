extension DDLParser {
    /// Reads a `CREATE VIRTUAL TABLE`.
    ///
    /// - Returns: the virtual table with the hints of its comments, without its shadow tables.
    /// - Throws: `SchemaError` for text that is none.
    package mutating func virtualTable() throws(SchemaError) -> VirtualTable {
        cursor.position = 0
        try expectHead(.virtualTable)
        let name = try cursor.qualifiedName()
        try cursor.expect("USING")
        let module = try cursor.name()
        let normalized = normalized(from: cursor.position, [])
        var table = VirtualTable(name: name.text, module: module.text, normalized: normalized, sql: sql)
        table.layout = TableLayout(name: name.range, body: module.range)
        if cursor.isPunctuation("(") {
            let opening = cursor.peek()?.range.lowerBound ?? module.range.upperBound
            let ranges = split(try cursor.skipParentheses())
            table.layout.body = opening..<(cursor.peek(-1)?.range.upperBound ?? opening)
            table.arguments = ranges.map(cursor.text)
            table.readColumns(ranges)
        } else {
            table.readColumns([])
        }
        attachHints(&table)
        return table
    }

    /// What stands between the commas: SQLite gives a module the text from an argument's first token to its last, with the
    /// comments within, and without those before and behind.
    private func split(_ tokens: Range<Int>) -> [Range<Int>] {
        var probe = cursor
        probe.position = tokens.lowerBound
        var arguments: [Range<Int>] = []
        while probe.position < tokens.upperBound {
            let start = probe.position
            var depth = 0
            while probe.position < tokens.upperBound, depth > 0 || !probe.isPunctuation(",") {
                if probe.isPunctuation("(") { depth += 1 } else if probe.isPunctuation(")") { depth -= 1 }
                probe.position += 1
            }
            if probe.position > start {
                let last = cursor.tokens[probe.position - 1].range.upperBound
                arguments.append(cursor.tokens[start].range.lowerBound..<last)
            }
            probe.position += 1
        }
        return arguments
    }
}

extension VirtualTable {
    /// Takes the columns out of the arguments, whose places in the text are given.
    fileprivate mutating func readColumns(_ ranges: [Range<Int>]) {
        for (argument, range) in zip(arguments, ranges) {
            guard let column = column(declaredBy: argument) else { continue }
            columns.append(column)
            layout.columns.append(range)
        }
        // A table of FTS3 or FTS4 without columns has one by this name.
        if columns.isEmpty, isFullText, Identifier.fold(module) != "fts5", !isContentIndex {
            columns = [Column(name: "content")]
        }
    }
}
