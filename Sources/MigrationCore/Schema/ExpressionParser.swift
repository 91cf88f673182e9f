/// Reads an expression by the precedences of SQLite's grammar, and writes it operands first: so parentheses which change
/// nothing leave no trace, and no text is copied twice.
struct ExpressionParser {
    var cursor: TokenCursor
    /// The position behind the expression's last token.
    let end: Int
    let scope: NameScope
    var output = NormalForm()
    /// Nesting is bounded, as SQLite bounds it; what goes deeper is compared token by token.
    private var depth = 0
    private static let maximumDepth = 250

    init(cursor: TokenCursor, tokens: Range<Int>, scope: NameScope) {
        self.cursor = cursor
        self.cursor.position = tokens.lowerBound
        end = min(tokens.upperBound, cursor.tokens.count)
        self.scope = scope
    }

    /// The expression that these tokens are.
    static func expression(in cursor: TokenCursor, tokens: Range<Int>, scope: NameScope) -> Expression {
        let inner = withoutOuterParentheses(tokens, in: cursor)
        guard let first = inner.first, let last = inner.last else { return Expression(text: "", normalized: "") }
        let text = cursor.text(cursor.tokens[first].range.lowerBound..<cursor.tokens[last].range.upperBound)
        var parser = ExpressionParser(cursor: cursor, tokens: inner, scope: scope)
        do throws(SchemaError) {
            try parser.expression(.lowest)
            guard parser.token == nil else { throw parser.cursor.unexpected("the end") }
            return Expression(text: text, normalized: parser.output.text)
        } catch {
            // Grammar that is newer than this parser, or too deep: the tokens themselves are the meaning.
            var flat = StatementNormalizer(cursor: cursor, scope: scope)
            flat.append(inner)
            return Expression(text: text, normalized: flat.output.text)
        }
    }

    /// The tokens between the parentheses that enclose all of them.
    static func withoutOuterParentheses(_ tokens: Range<Int>, in cursor: TokenCursor) -> Range<Int> {
        var cursor = cursor
        var leading = 0
        cursor.position = tokens.lowerBound
        while cursor.position < tokens.upperBound, cursor.isPunctuation("(") {
            leading += 1
            cursor.position += 1
        }
        var depth = leading
        var lowest = leading
        var trailing = 0
        while cursor.position < tokens.upperBound {
            if cursor.isPunctuation(")") {
                trailing += 1
                depth -= 1
            } else {
                lowest = min(lowest, depth)
                trailing = 0
                if cursor.isPunctuation("(") { depth += 1 }
            }
            cursor.position += 1
        }
        let count = depth == 0 ? max(0, min(lowest, trailing)) : 0
        return (tokens.lowerBound + count)..<(tokens.upperBound - count)
    }

    /// The next token of the expression.
    var token: Token? { cursor.position < end ? cursor.peek() : nil }

    /// Reads an expression whose operators bind at least as tightly as this.
    mutating func expression(_ minimum: Precedence) throws(SchemaError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionParser.maximumDepth else { throw cursor.unexpected("less nesting") }
        try operand()
        while let token {
            switch token.kind {
            case .punctuation:
                guard try binaryOperator(token, minimum) else { return }
            case .word:
                guard try wordOperator(minimum) else { return }
            case .whitespace, .comment, .quotedName, .string, .blob, .number, .parameter, .semicolon:
                return
            }
        }
    }

    func isWord(_ keyword: StaticString, at distance: Int = 0) -> Bool {
        cursor.position + distance < end && cursor.isWord(keyword, at: distance)
    }

    mutating func accept(_ keyword: StaticString) -> Bool {
        isWord(keyword) && cursor.accept(keyword)
    }

    func isPunctuation(_ character: Unicode.Scalar, at distance: Int = 0) -> Bool {
        cursor.position + distance < end && cursor.isPunctuation(character, at: distance)
    }

    mutating func acceptPunctuation(_ character: Unicode.Scalar) -> Bool {
        isPunctuation(character) && cursor.acceptPunctuation(character)
    }

    mutating func expectPunctuation(_ character: Unicode.Scalar) throws(SchemaError) {
        guard acceptPunctuation(character) else { throw cursor.unexpected("'\(character)'") }
    }
}
