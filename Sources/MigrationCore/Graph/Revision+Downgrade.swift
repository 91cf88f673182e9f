extension Revision {
    /// What applies it, as messages name it.
    package var nameOfUpgrade: String {
        switch body {
        case .sql: "migrate:up"
        case .script: "func upgrade"
        }
    }

    /// What takes it back, as messages name it.
    package var nameOfDowngrade: String {
        switch body {
        case .sql: "migrate:down section"
        case .script: "func downgrade"
        }
    }

    /// Whether a Swift revision may be taken back, told from its text without compiling it: some line that is no comment
    /// declares `func downgrade`.
    ///
    /// Without a text nothing is known, and the code itself decides.
    package var mayHaveDowngrade: Bool {
        guard !text.isEmpty else { return true }
        return text.split(whereSeparator: \.isNewline).contains { line in
            let code = line.drop { $0 == " " || $0 == "\t" }
            return !code.hasPrefix("//")
                && code.ranges(of: "func").contains { word in
                    let name = code[word.upperBound...]
                    return name.first.map { $0 == " " || $0 == "\t" } ?? false
                        && name.drop { $0 == " " || $0 == "\t" }.hasPrefix("downgrade")
                }
        }
    }
}
