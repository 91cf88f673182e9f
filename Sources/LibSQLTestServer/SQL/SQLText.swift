/// One statement of a text, with its tokens.
struct SQLText: Sendable {
    let text: String
    let tokens: [SQLToken]

    /// The statements of a text, each trigger with its body.
    static func statements(of sql: String) -> [SQLText] {
        var statements: [SQLText] = []
        var current: [SQLToken] = []
        for token in SQLScanner.tokens(of: sql) {
            guard token.isSymbol(";") else {
                current.append(token)
                continue
            }
            if isOpenTrigger(current) {
                current.append(token)
            } else {
                statements += statement(current, of: sql)
                current = []
            }
        }
        return statements + statement(current, of: sql)
    }

    private static func statement(_ tokens: [SQLToken], of sql: String) -> [SQLText] {
        guard let first = tokens.first, let last = tokens.last else { return [] }
        let text = String(decoding: Array(sql.utf8)[first.offset..<last.end], as: UTF8.self)
        return [SQLText(text: text, tokens: SQLScanner.tokens(of: text))]
    }

    /// A trigger ends with an `END` that follows a semicolon.
    private static func isOpenTrigger(_ tokens: [SQLToken]) -> Bool {
        let words = tokens.prefix(3)
        guard words.first?.isWord("CREATE") == true, words.contains(where: { $0.isWord("TRIGGER") }) else {
            return false
        }
        guard let last = tokens.last, last.isWord("END") else { return true }
        return !(tokens.dropLast().last?.isSymbol(";") ?? false)
    }

    /// The statements inside a trigger's `BEGIN … END`; none for anything else.
    var triggerBody: [String] {
        guard tokens.first?.isWord("CREATE") == true, tokens.prefix(3).contains(where: { $0.isWord("TRIGGER") }),
            let begin = tokens.firstIndex(where: { $0.isWord("BEGIN") })
        else { return [] }
        return tokens[(begin + 1)...].dropLast().split { $0.isSymbol(";") }.compactMap { part in
            guard let first = part.first, let last = part.last else { return nil }
            return String(decoding: Array(text.utf8)[first.offset..<last.end], as: UTF8.self)
        }
    }
}
