extension RevisionTemplate {
    /// The names of new files where the configuration has no `file_template`.
    package static let defaultFilePattern = "{date}_{time}_{rev}_{slug}"

    /// The words that a file pattern may hold between braces.
    package static let patternTokens = [
        "date", "time", "rev", "slug", "year", "month", "day", "hour", "minute", "second", "epoch",
    ]

    /// A new id: 12 hexadecimal digits that no other revision has.
    ///
    /// - Parameters:
    ///   - taken: the ids that exist.
    ///   - generator: where the digits come from.
    /// - Returns: the id.
    package static func newID(
        avoiding taken: Set<RevisionID> = [],
        using generator: inout some RandomNumberGenerator
    ) -> RevisionID {
        while true {
            let digits = String(UInt64.random(in: 0..<(1 << 48), using: &generator), radix: 16)
            let id = RevisionID(String(repeating: "0", count: 12 - digits.count) + digits)
            if !taken.contains(id) { return id }
        }
    }

    /// The words of a message in lower case, joined by `_`, and cut at a word's end where they are longer than 40.
    ///
    /// - Parameter message: any text.
    /// - Returns: the words, empty where the message has none.
    package static func slug(_ message: String) -> String {
        var slug = ""
        for word in words(of: message) {
            let next = slug.isEmpty ? word : "\(slug)_\(word)"
            if next.unicodeScalars.count > 40 {
                return slug.isEmpty ? String(String.UnicodeScalarView(word.unicodeScalars.prefix(40))) : slug
            }
            slug = next
        }
        return slug
    }

    /// The name of a Swift revision's type: the message's words in upper camel case.
    ///
    /// One word alone could be the name of another type, so it gets `Revision` behind it; a name that is taken, by another
    /// revision or by what revisions import, or none, gets the id.
    ///
    /// - Parameters:
    ///   - message: the revision's message.
    ///   - id: its id.
    ///   - revisions: the other revisions, whose types need other names.
    /// - Returns: a name that Swift takes.
    package static func typeName(for message: String, id: RevisionID, besides revisions: [Revision] = []) -> String {
        let words = words(of: message).prefix(8).map { $0.prefix(1).uppercased() + $0.dropFirst() }
        var name = words.joined() + (words.count < 2 ? "Revision" : "")
        if name.unicodeScalars.first?.properties.isXIDStart != true { name = "Revision\(name)" }
        let isTaken =
            revisions.contains { $0.body == .script && $0.text.contains(" \(name)") }
            || ["struct", "enum", "final class", "protocol"].contains { kind in
                ScriptSources.files.contains { $0.text.contains("public \(kind) \(name)") }
            }
        return words.isEmpty || isTaken ? "\(name)_\(identifier(id.rawValue))" : name
    }

    /// The file's name: the pattern with its tokens replaced, and the language's ending.
    ///
    /// - Parameter pattern: the name's pattern, `file_template` of the configuration.
    /// - Returns: the name, with the language's ending.
    /// - Throws: `RevisionFileError` for an unknown token, and for a name that would not be found again.
    package func fileName(_ pattern: String) throws(RevisionFileError) -> String {
        var name = ""
        var rest = Substring(pattern)
        while let open = rest.firstIndex(of: "{") {
            name += rest[..<open]
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else {
                throw patternError("file_template has a '{' that is not closed: \(pattern)")
            }
            name += try value(of: String(rest[..<close]), pattern)
            rest = rest[rest.index(after: close)...]
        }
        name = RevisionTemplate.collapsingUnderscores(name + rest)
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !last.isEmpty, !last.hasPrefix("."), !name.hasPrefix("/"), !name.contains("..") else {
            throw patternError("file_template makes the name '\(name)', which would not be read as a revision")
        }
        return "\(name).\(body.language.rawValue)"
    }

    private func value(of token: String, _ pattern: String) throws(RevisionFileError) -> String {
        switch token {
        case "date": CivilTime.digits(created.year, 4) + CivilTime.digits(created.month) + CivilTime.digits(created.day)
        case "time": CivilTime.digits(created.hour) + CivilTime.digits(created.minute)
        case "rev": RevisionTemplate.identifier(id.rawValue)
        case "slug": RevisionTemplate.slug(message)
        case "year": CivilTime.digits(created.year, 4)
        case "month": CivilTime.digits(created.month)
        case "day": CivilTime.digits(created.day)
        case "hour": CivilTime.digits(created.hour)
        case "minute": CivilTime.digits(created.minute)
        case "second": CivilTime.digits(created.second)
        case "epoch": String(created.epoch)
        default:
            throw patternError(
                "unknown token '{\(token)}' in file_template"
                    + Suggestion.phrase(for: token, in: RevisionTemplate.patternTokens)
            )
        }
    }

    private func patternError(_ message: String) -> RevisionFileError {
        let tokens = RevisionTemplate.patternTokens.map { "{\($0)}" }.joined(separator: " ")
        return RevisionFileError(message, at: SourceLocation(file: "migrate.toml"), remedy: "tokens are \(tokens)")
    }

    /// An empty slug leaves no `_` behind.
    private static func collapsingUnderscores(_ name: String) -> String {
        var kept = name
        while kept.hasSuffix("_") { kept.removeLast() }
        return kept
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// An id as a part of a name: what is neither a letter nor a digit becomes `_`.
    private static func identifier(_ text: String) -> String {
        String(text.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
