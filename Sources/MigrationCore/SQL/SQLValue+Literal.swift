extension SQLValue {
    /// The value as a literal, for where no parameter can be.
    package var literal: String {
        switch self {
        case .null: return "NULL"
        case .integer(.min): return "(-9223372036854775807 - 1)"
        case .integer(let number): return "\(number)"
        // Bound, it would be NULL as well.
        case .real(let number) where number.isNaN: return "NULL"
        case .real(let number):
            return number.isInfinite ? (number < 0 ? "-9e999" : "9e999") : "\(number)"
        // A literal ends at a NUL character.
        case .text(let text) where text.utf8.contains(0):
            return "CAST(\(SQLValue.blob(Array(text.utf8)).literal) AS TEXT)"
        case .text(let text): return sqlStringLiteral(text)
        case .blob(let bytes):
            let digits = Array("0123456789ABCDEF")
            return "X'" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "'"
        }
    }
}

extension SQLStatement {
    /// The statement with its values in place of the parameters; `nil` where they don't fit.
    package var withLiterals: SQLStatement? {
        guard !arguments.isEmpty else { return self }
        guard let tokens = try? Tokenizer.tokens(of: text) else { return nil }
        let bytes = Array(text.utf8)
        var result = ""
        // As SQLite numbers them: `?` is one more than the highest so far (sqlite.org/lang_expr.html#varparam).
        var highest = 0
        var names: [String: Int] = [:]
        for token in tokens {
            let word = String(decoding: bytes[token.range], as: UTF8.self)
            guard token.kind == .parameter else {
                result += word
                continue
            }
            let given = word.hasPrefix("?") ? Int(word.dropFirst()) : names[word]
            let number = given ?? highest + 1
            guard arguments.indices.contains(number - 1) else { return nil }
            highest = max(highest, number)
            if !word.hasPrefix("?") { names[word] = number }
            result += arguments[number - 1].literal
        }
        return SQLStatement(result, source: source)
    }
}
