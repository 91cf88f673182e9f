/// A default as ADD COLUMN gives it to the rows that are there: the literal itself, unconverted in part and unchecked.
///
/// New rows get the value as an INSERT stores it. The two differ for hexadecimal numbers beyond 32 bits, for other numbers that
/// text has a second spelling of, and for what a STRICT column refuses (compared on SQLite 3.40, literal by literal).
struct AddedDefault {
    private enum Literal {
        case null, integer, real, hexadecimal, truth, string, blob
    }

    /// The default, a literal.
    let expression: Expression
    let column: Column
    let table: Table

    /// Whether rows that are there get what new rows get.
    var isExact: Bool {
        guard let literal else { return false }
        let affinity = table.affinity(of: column)
        if table.isStrict { return isExactInStrict(literal) }
        switch literal {
        case .null, .integer, .string, .blob: return true
        case .real: return [.integer, .numeric, .real].contains(affinity)
        case .truth: return affinity != .text
        case .hexadecimal: return false
        }
    }

    private func isExactInStrict(_ literal: Literal) -> Bool {
        switch (Identifier.fold(column.type ?? ""), literal) {
        case (_, .null), ("int", .integer), ("integer", .integer), ("int", .truth), ("integer", .truth): true
        case ("real", .integer), ("real", .real), ("real", .truth): true
        case ("text", .string), ("text", .integer), ("blob", .blob): true
        case ("any", .integer), ("any", .string), ("any", .blob), ("any", .truth): true
        default: false
        }
    }

    private var literal: Literal? {
        guard expression.isConstant, let tokens = try? Tokenizer.tokens(of: expression.text, keepingTrivia: false),
            let last = tokens.last
        else { return nil }
        let bytes = Array(expression.text.utf8)
        switch last.kind {
        case .number: return number(tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }.joined())
        case .string, .quotedName: return .string
        case .blob: return .blob
        case .word:
            switch Identifier.fold(expression.text) {
            case "null": return .null
            case "true", "false": return .truth
            default: return .string
            }
        case .whitespace, .comment, .parameter, .semicolon, .punctuation: return nil
        }
    }

    private func number(_ text: String) -> Literal {
        if text.lowercased().contains("0x") { return .hexadecimal }
        return Int64(text) == nil ? .real : .integer
    }
}
