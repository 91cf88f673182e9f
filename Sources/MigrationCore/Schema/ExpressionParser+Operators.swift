extension ExpressionParser {
    /// How tightly operators bind, from the `%left` and `%right` lines of SQLite's `parse.y`.
    enum Precedence: Int, Comparable {
        case or = 1
        case and, not, equality, comparison, escape, bits, sum, product, concatenation, collate, unary

        static let lowest = Precedence.or

        static func < (left: Precedence, right: Precedence) -> Bool {
            left.rawValue < right.rawValue
        }

        /// The one above, for the right side of operators that group to the left.
        var next: Precedence {
            Precedence(rawValue: rawValue + 1) ?? .unary
        }
    }

    /// Reads an operator of punctuation and its right side.
    ///
    /// - Returns: whether there was one that binds tightly enough.
    mutating func binaryOperator(_ token: Token, _ minimum: Precedence) throws(SchemaError) -> Bool {
        guard let precedence = precedence(of: token), precedence >= minimum else { return false }
        cursor.position += 1
        try expression(precedence.next)
        output.punctuation(cursor.bytes[token.range])
        return true
    }

    private func precedence(of token: Token) -> Precedence? {
        let text = cursor.bytes[token.range]
        switch (text.first, text.dropFirst().first) {
        case (UInt8(ascii: "|"), UInt8(ascii: "|")), (UInt8(ascii: "-"), UInt8(ascii: ">")): return .concatenation
        case (UInt8(ascii: "<"), UInt8(ascii: "<")), (UInt8(ascii: ">"), UInt8(ascii: ">")): return .bits
        case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "!"), _), (UInt8(ascii: "="), _): return .equality
        case (UInt8(ascii: "<"), _), (UInt8(ascii: ">"), _): return .comparison
        case (UInt8(ascii: "*"), nil), (UInt8(ascii: "/"), nil), (UInt8(ascii: "%"), nil): return .product
        case (UInt8(ascii: "+"), nil), (UInt8(ascii: "-"), nil): return .sum
        case (UInt8(ascii: "&"), nil), (UInt8(ascii: "|"), nil): return .bits
        case (_, _): return nil
        }
    }

    /// Reads an operator that is a word, and what belongs to it.
    ///
    /// - Returns: whether there was one that binds tightly enough.
    mutating func wordOperator(_ minimum: Precedence) throws(SchemaError) -> Bool {
        if minimum <= .and, accept("AND") { return try finish("AND", .not) }
        if minimum <= .or, accept("OR") { return try finish("OR", .and) }
        if minimum <= .collate, accept("COLLATE") {
            output.name(Identifier.fold(try cursor.name().text))
            output.mark("COLLATE")
            return true
        }
        if minimum <= .not, isWord("NOT") { return try negatedOperator() }
        guard minimum <= .equality else { return false }
        if accept("IS") { return try isOperator() }
        if accept("ISNULL") {
            output.mark("ISNULL")
            return true
        }
        if accept("NOTNULL") {
            output.mark("NOTNULL")
            return true
        }
        return try likeBetweenOrIn("")
    }

    private mutating func finish(_ mark: String, _ right: Precedence) throws(SchemaError) -> Bool {
        try expression(right)
        output.mark(mark)
        return true
    }

    private mutating func negatedOperator() throws(SchemaError) -> Bool {
        cursor.position += 1
        if accept("NULL") {
            output.mark("NOTNULL2")
            return true
        }
        guard try likeBetweenOrIn("NOT_") else { throw cursor.unexpected("LIKE, BETWEEN, IN or NULL") }
        return true
    }

    private mutating func isOperator() throws(SchemaError) -> Bool {
        var mark = "IS"
        if accept("NOT") { mark += "_NOT" }
        if isWord("DISTINCT"), isWord("FROM", at: 1) {
            cursor.position += 2
            mark += "_DISTINCT"
        }
        return try finish(mark, .comparison)
    }

    private mutating func likeBetweenOrIn(_ prefix: String) throws(SchemaError) -> Bool {
        if let keyword = acceptMatching() {
            try expression(.comparison)
            let isEscaped = accept("ESCAPE")
            if isEscaped { try expression(.comparison) }
            output.mark("\(prefix)\(keyword)\(isEscaped ? "_ESCAPE" : "")")
            return true
        }
        if accept("BETWEEN") {
            try expression(.not)
            guard accept("AND") else { throw cursor.unexpected("AND") }
            return try finish("\(prefix)BETWEEN", .comparison)
        }
        if accept("IN") {
            try inOperand()
            output.mark("\(prefix)IN")
            return true
        }
        return false
    }

    private mutating func acceptMatching() -> StaticString? {
        if accept("LIKE") { return "LIKE" }
        if accept("GLOB") { return "GLOB" }
        if accept("REGEXP") { return "REGEXP" }
        return accept("MATCH") ? "MATCH" : nil
    }

    /// A list, a query, or a table or table-valued function by its name.
    private mutating func inOperand() throws(SchemaError) {
        if isPunctuation("(") {
            if isQuery(at: 1) { return try query() }
            cursor.position += 1
            output.mark("(\(try list(until: ")")))")
            return
        }
        output.name(Identifier.fold(try cursor.qualifiedName().text))
        if acceptPunctuation("(") { output.mark("TABLE(\(try list(until: ")")))") }
    }
}
