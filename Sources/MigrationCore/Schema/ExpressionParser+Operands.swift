extension ExpressionParser {
    /// Reads what stands between operators, with the prefixes before it.
    mutating func operand() throws(SchemaError) {
        guard let token else { throw cursor.unexpected("an expression") }
        switch token.kind {
        case .number, .blob:
            cursor.position += 1
            output.folded(cursor.bytes[token.range])
        case .parameter:
            cursor.position += 1
            output.raw(cursor.bytes[token.range])
        case .string:
            guard !isPunctuation(".", at: 1) else { return try reference() }
            cursor.position += 1
            output.raw(cursor.bytes[token.range])
        case .quotedName: try reference()
        case .word: try word(token)
        case .punctuation: try prefixOrParentheses()
        case .semicolon, .whitespace, .comment: throw cursor.unexpected("an expression")
        }
    }

    /// Signs bind tighter than every operator but COLLATE's operand; a run of them is read without nesting.
    private mutating func prefixOrParentheses() throws(SchemaError) {
        if isPunctuation("(") { return try parentheses() }
        var signs: [Range<Int>] = []
        while let token, token.kind == .punctuation, isPunctuation("-") || isPunctuation("+") || isPunctuation("~") {
            signs.append(token.range)
            cursor.position += 1
        }
        guard !signs.isEmpty else { throw cursor.unexpected("an expression") }
        try expression(.unary)
        for sign in signs.reversed() { output.mark("u" + cursor.text(sign)) }
    }

    private mutating func parentheses() throws(SchemaError) {
        if isQuery(at: 1) {
            try query()
            return output.mark("QUERY")
        }
        cursor.position += 1
        let count = try list(until: ")")
        if count != 1 { output.mark("ROW(\(count))") }
    }

    /// Whether a query begins at a distance.
    func isQuery(at distance: Int) -> Bool {
        isWord("SELECT", at: distance) || isWord("WITH", at: distance) || isWord("VALUES", at: distance)
    }

    /// A query in parentheses, token by token.
    mutating func query() throws(SchemaError) {
        var flat = StatementNormalizer(cursor: cursor, scope: scope)
        flat.append(try cursor.skipParentheses())
        guard cursor.position <= end else { throw cursor.unexpected("')'") }
        output.mark("{")
        output.raw(flat.output.bytes)
        output.mark("}")
    }

    /// Expressions between commas up to a closing parenthesis, which is read too.
    ///
    /// - Returns: how many there are.
    mutating func list(until closing: Unicode.Scalar) throws(SchemaError) -> Int {
        if acceptPunctuation(closing) { return 0 }
        var count = 0
        repeat {
            try expression(.lowest)
            count += 1
        } while acceptPunctuation(",")
        try expectPunctuation(closing)
        return count
    }

    private mutating func word(_ token: Token) throws(SchemaError) {
        if isWord("NOT") { return try negation() }
        if isPunctuation("(", at: 1) {
            if accept("CAST") { return try cast() }
            if accept("EXISTS") {
                try query()
                return output.mark("EXISTS")
            }
            if accept("RAISE") { return try flatCall("RAISE") }
        }
        if accept("CASE") { return try caseExpression() }
        if let constant = acceptConstant() { return output.mark("\(constant)") }
        guard !Keyword.isReserved(Identifier.fold(cursor.text(token.range))) || isPunctuation("(", at: 1) else {
            throw cursor.unexpected("an expression")
        }
        try reference()
    }

    /// A word that is a value; TRUE and FALSE are columns where a column is called so.
    private mutating func acceptConstant() -> StaticString? {
        if accept("NULL") { return "NULL" }
        if accept("CURRENT_TIME") { return "CURRENT_TIME" }
        if accept("CURRENT_DATE") { return "CURRENT_DATE" }
        if accept("CURRENT_TIMESTAMP") { return "CURRENT_TIMESTAMP" }
        guard !isPunctuation("(", at: 1), !isPunctuation(".", at: 1) else { return nil }
        if isWord("TRUE"), !scope.contains("true"), accept("TRUE") { return "TRUE" }
        if isWord("FALSE"), !scope.contains("false"), accept("FALSE") { return "FALSE" }
        return nil
    }

    /// A run of NOTs is read without nesting.
    private mutating func negation() throws(SchemaError) {
        var count = 0
        while accept("NOT") { count += 1 }
        try expression(.not)
        for _ in 0..<count { output.mark("NOT") }
    }

    private mutating func cast() throws(SchemaError) {
        try expectPunctuation("(")
        try expression(.lowest)
        guard accept("AS") else { throw cursor.unexpected("AS") }
        output.mark("AS")
        while let token, !isPunctuation(")") {
            if isPunctuation("(") {
                for position in try cursor.skipParentheses() {
                    output.folded(cursor.bytes[cursor.tokens[position].range])
                }
            } else {
                cursor.position += 1
                output.name(Identifier.fold(cursor.unquoted(token)))
            }
        }
        try expectPunctuation(")")
        output.mark("CAST")
    }

    private mutating func caseExpression() throws(SchemaError) {
        var mark = "CASE"
        if !isWord("WHEN") {
            try expression(.lowest)
            mark += "_OF"
        }
        var count = 0
        while accept("WHEN") {
            try expression(.lowest)
            guard accept("THEN") else { throw cursor.unexpected("THEN") }
            try expression(.lowest)
            count += 1
        }
        if accept("ELSE") {
            try expression(.lowest)
            mark += "_ELSE"
        }
        guard accept("END") else { throw cursor.unexpected("END") }
        output.mark("\(mark)(\(count))")
    }

    /// A column, with or without its table and database, or a function call.
    private mutating func reference() throws(SchemaError) {
        guard let first = token else { throw cursor.unexpected("a name") }
        var parts = [try cursor.name().text]
        if isPunctuation("(") { return try call(parts[0]) }
        while parts.count < 3, acceptPunctuation(".") {
            guard token != nil else { throw cursor.unexpected("a name") }
            parts.append(try cursor.name().text)
        }
        if parts.count == 1, first.kind == .quotedName, cursor.bytes[first.range.lowerBound] == UInt8(ascii: "\""),
            !scope.contains(Identifier.fold(parts[0]))
        {
            return output.string(parts[0])
        }
        for part in parts { output.name(Identifier.fold(part)) }
        if parts.count > 1 { output.mark(".\(parts.count)") }
    }

    private mutating func call(_ name: String) throws(SchemaError) {
        let opening = cursor.position
        cursor.position += 1
        var mark = ""
        if accept("DISTINCT") { mark = "DISTINCT" } else if accept("ALL") { mark = "ALL" }
        if isPunctuation("*"), isPunctuation(")", at: 1) {
            cursor.position += 2
            mark += "*"
        } else if isPunctuation(")") {
            cursor.position += 1
            mark += "0"
        } else {
            var count = 0
            repeat {
                try expression(.lowest)
                count += 1
            } while acceptPunctuation(",")
            mark += "\(count)"
            if isWord("ORDER") {
                cursor.position = opening
                return try flatCall(name)
            }
            try expectPunctuation(")")
        }
        output.name(Identifier.fold(name))
        output.mark("CALL(\(mark))")
        try windowClauses()
    }

    /// FILTER and OVER, token by token.
    private mutating func windowClauses() throws(SchemaError) {
        while isWord("FILTER") || isWord("OVER") {
            guard isPunctuation("(", at: 1) || isWord("OVER") else { return }
            var flat = StatementNormalizer(cursor: cursor, scope: scope)
            let start = cursor.position
            cursor.position += 1
            if isPunctuation("(") { _ = try cursor.skipParentheses() } else { _ = try cursor.name() }
            flat.append(start..<cursor.position)
            output.raw(flat.output.bytes)
        }
    }

    /// A call whose arguments have a grammar of their own, token by token.
    private mutating func flatCall(_ name: String) throws(SchemaError) {
        var flat = StatementNormalizer(cursor: cursor, scope: scope)
        flat.append(try cursor.skipParentheses())
        output.raw(flat.output.bytes)
        output.name(Identifier.fold(name))
        output.mark("CALL")
    }
}
