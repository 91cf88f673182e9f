/// The types of a Swift revision's file that conform to `Migration`, read without a compiler.
struct MigrationTypes {
    /// A type and how it is declared.
    struct Declaration: Hashable {
        var name: String
        /// `private` or `fileprivate`: no other file can name it.
        var isHidden: Bool
    }

    private(set) var declarations: [Declaration] = []

    /// Reads a file's text.
    ///
    /// - Parameter text: Swift, as far as it goes; what is no Swift declares nothing.
    init(_ text: String) {
        let words = SwiftWords.words(of: text)
        var depth = 0
        for (index, word) in words.enumerated() {
            switch word {
            case "{": depth += 1
            case "}": depth -= 1
            case "struct", "class", "enum", "extension", "actor":
                guard depth == 0, let name = MigrationTypes.conforming(words[(index + 1)...]) else { continue }
                let modifiers = words[max(0, index - 2)..<index]
                let isHidden = modifiers.contains("private") || modifiers.contains("fileprivate")
                if !declarations.contains(where: { $0.name == name }) {
                    declarations.append(Declaration(name: name, isHidden: isHidden))
                }
            default: break
            }
        }
    }

    /// The name of a type whose list of conformances holds `Migration`.
    private static func conforming(_ words: ArraySlice<String>) -> String? {
        var name = ""
        var rest = words
        while let word = rest.first, word != ":", word != "{", word != "<", word != "where" {
            name += word
            rest.removeFirst()
        }
        skipParameters(&rest)
        let list = rest.prefix { $0 != "{" && $0 != "where" }
        guard list.first == ":", list.contains("Migration") else { return nil }
        return name
    }

    /// Skips what a generic type asks of its parameters, which it is not itself.
    private static func skipParameters(_ words: inout ArraySlice<String>) {
        guard words.first == "<" else { return }
        var depth = 0
        while let word = words.popFirst() {
            if word == "<" { depth += 1 }
            if word == ">" { depth -= 1 }
            if depth == 0 { return }
        }
    }
}
