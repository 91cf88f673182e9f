/// Finds the type of a Swift revision: `struct NAME: …, Migration, … {`, in the code and not in a comment or a string.
enum MigrationType {
    /// The types of a file, of which there has to be one.
    static func names(in text: String) -> [String] {
        let words = words(of: code(in: text))
        let keywords: Set = ["struct", "class", "enum", "actor", "extension"]
        return words.enumerated().compactMap { index, word in
            guard keywords.contains(word), index + 2 < words.count, words[index + 2] == ":" else { return nil }
            return words[(index + 3)...].prefix { $0 != "{" }.contains("Migration") ? words[index + 1] : nil
        }
    }

    /// Names, with the backticks around those that are keywords otherwise, and other characters each for itself.
    private static func words(of code: String) -> [String] {
        var words: [String] = []
        var name = ""
        for character in code + " " {
            if character.isLetter || character.isNumber || character == "_" || character == "`" {
                name.append(character)
                continue
            }
            if !name.isEmpty { words.append(name) }
            name = ""
            if !character.isWhitespace { words.append(String(character)) }
        }
        return words
    }

    /// The text without comments, and with nothing between the quotes of strings.
    private static func code(in text: String) -> String {
        var code = ""
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("//") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                skipComment(&rest)
            } else if character == "\"" || character == "#", let opening = opening(rest) {
                rest = rest.dropFirst(opening.count)
                skipString(&rest, opening)
            } else {
                code.append(character)
                rest.removeFirst()
            }
        }
        return code
    }

    /// Comments nest in Swift.
    private static func skipComment(_ rest: inout Substring) {
        var depth = 0
        while !rest.isEmpty {
            if rest.hasPrefix("/*") {
                depth += 1
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("*/") {
                depth -= 1
                rest = rest.dropFirst(2)
                if depth == 0 { return }
            } else {
                rest.removeFirst()
            }
        }
    }

    /// `"`, `"""`, `#"`, `##"""`; `nil` for a mark that begins no string.
    private static func opening(_ rest: Substring) -> Substring? {
        let marks = rest.prefix { $0 == "#" }
        let quotes = rest.dropFirst(marks.count)
        if quotes.hasPrefix("\"\"\"") { return rest.prefix(marks.count + 3) }
        return quotes.hasPrefix("\"") ? rest.prefix(marks.count + 1) : nil
    }

    private static func skipString(_ rest: inout Substring, _ opening: Substring) {
        let marks = String(opening.prefix { $0 == "#" })
        let closing = String(opening.dropFirst(marks.count)) + marks
        let escape = "\\" + marks
        while !rest.isEmpty {
            if rest.hasPrefix(escape + "(") {
                rest = rest.dropFirst(escape.count)
                skipInterpolation(&rest)
            } else if rest.hasPrefix(escape) {
                rest = rest.dropFirst(escape.count + 1)
            } else if rest.hasPrefix(closing) {
                rest = rest.dropFirst(closing.count)
                return
            } else {
                rest.removeFirst()
            }
        }
    }

    /// An expression between parentheses, which may hold strings of its own.
    private static func skipInterpolation(_ rest: inout Substring) {
        var depth = 0
        while let character = rest.first {
            if let opening = opening(rest) {
                rest = rest.dropFirst(opening.count)
                skipString(&rest, opening)
                continue
            }
            rest.removeFirst()
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { return }
        }
    }
}
