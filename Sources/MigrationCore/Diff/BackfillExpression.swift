/// What a backfill may be: one SQL expression, which stands in the middle of generated statements.
enum BackfillExpression {
    /// Refuses text that is more or less than one expression; whether its names exist is for SQLite to say.
    ///
    /// - Parameters:
    ///   - text: what was declared.
    ///   - column: `table.column`, for the message.
    /// - Throws: `SchemaDiffError` with what is wrong.
    static func check(_ text: String, of column: String) throws(SchemaDiffError) {
        guard let fault = fault(in: text) else { return }
        throw SchemaDiffError(
            "the backfill of '\(column)' is not one SQL expression: \(fault)".escapingControls,
            remedy:
                "write one expression over the columns of the old row, as in --backfill \"prompts.slug='n' || id\"; "
                + "further statements belong into the revision file"
        )
    }

    private static func fault(in text: String) -> String? {
        let tokens: [Token]
        do throws(SQLSyntaxError) {
            tokens = try Tokenizer.tokens(of: text)
        } catch {
            return error.message
        }
        if !tokens.contains(where: { !$0.isTrivia }) { return "it is empty" }
        let bytes = Array(text.utf8)
        var depth = 0
        for token in tokens {
            switch token.kind {
            case .semicolon: return "it holds a semicolon"
            case .comment: return "it holds a comment"
            case .parameter: return "it holds the parameter '\(String(decoding: bytes[token.range], as: UTF8.self))'"
            case .punctuation where bytes[token.range] == [UInt8(ascii: "(")]: depth += 1
            case .punctuation where bytes[token.range] == [UInt8(ascii: ")")]: depth -= 1
            case .whitespace, .word, .quotedName, .string, .blob, .number, .punctuation: break
            }
            if depth < 0 { return "a ')' closes nothing" }
        }
        return depth == 0 ? nil : "a '(' is not closed"
    }
}
