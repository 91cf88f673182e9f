/// What can be wrong inside one revision file; the one place that words it.
enum RevisionFileFault: Hashable {
    case nulByte
    case notUTF8
    case noHeader(comment: String)
    case missingKey(RevisionHeader.Key, comment: String)
    case unknownKey(String)
    case duplicateKey(RevisionHeader.Key, firstLine: Int)
    case emptyValue(RevisionHeader.Key)
    case illegalName(RevisionHeader.Key, name: String, reason: String)
    case repeatedName(RevisionHeader.Key, name: String)
    case noneAmongOthers
    case noCode
    case supportWithHeader
    case missingUp
    case duplicateSection(String, firstLine: Int)
    case unknownSection(String)
    case sectionBehindText(String)
    case unknownOption(String)
    case optionValue(name: String, value: String)
    case duplicateOption(String)
    case foreignKeysWithoutTransaction
    case outsideSections
    case syntax(String)
    case transactionControl(String, section: String)
    case outsideTransactions(String, section: String)
    case foreignKeysPragma(section: String)
    case openTransaction
}

extension RevisionFileFault {
    /// What is wrong, in one line.
    var message: String {
        switch self {
        case .nulByte: "the file holds a NUL byte"
        case .notUTF8: "the file is not UTF-8"
        case .noHeader: "no revision header: the file does not begin with one"
        case .missingKey(let key, _): "the header has no '\(key.rawValue)'"
        case .unknownKey(let key):
            "unknown header key '\(key)'" + Suggestion.phrase(for: key, in: RevisionHeader.Key.names)
        case .duplicateKey(let key, let line): "'\(key.rawValue)' stands twice in the header, first on line \(line)"
        case .emptyValue(let key): "'\(key.rawValue)' has no value"
        case .illegalName(let key, let name, let reason): "'\(name)' cannot stand in '\(key.rawValue)': \(reason)"
        case .repeatedName(let key, let name): "'\(key.rawValue)' names '\(name)' twice"
        case .noneAmongOthers: "'none' stands beside other revisions in 'down_revision'"
        case .noCode: "the revision has a header and no code"
        case .supportWithHeader: "'migrate:support' marks a file without a revision, but this one has a header"
        case .missingUp: "the file has no 'migrate:up' section"
        case .duplicateSection(let name, let line):
            "a second 'migrate:\(name)' section; the first begins on line \(line)"
        case .unknownSection(let name):
            "unknown marker 'migrate:\(name)'" + Suggestion.phrase(for: name, in: RevisionSections.markers)
        case .sectionBehindText(let name): "'migrate:\(name)' stands behind other text on its line"
        case .unknownOption(let name):
            "unknown section option '\(name)'" + Suggestion.phrase(for: name, in: RevisionSections.options)
        case .optionValue(let name, let value): "'\(name)' is 'on' or 'off', not '\(value)'"
        case .duplicateOption(let name): "the option '\(name)' stands twice"
        case .foreignKeysWithoutTransaction:
            "'foreign_keys=off' needs the transaction that 'transaction=off' takes away"
        case .outsideSections: "a statement outside a section"
        case .syntax(let message): message
        case .transactionControl(let keyword, _):
            "\(keyword) inside a transactional section: the section already runs as one transaction"
        case .outsideTransactions(let keyword, _): "\(keyword) cannot run inside a transaction"
        case .foreignKeysPragma: "PRAGMA foreign_keys does nothing inside a transaction"
        case .openTransaction: "BEGIN without a COMMIT: the section ends inside its transaction"
        }
    }

    /// What to write instead.
    var remedy: String? {
        switch self {
        case .nulByte: "save the file as plain UTF-8 text"
        case .notUTF8: "save the file as UTF-8"
        case .noHeader(let comment): RevisionFileFault.remedyForHeader(comment)
        case .missingKey(.revision, let comment): "add the revision's id: `\(comment) revision: ID`"
        case .missingKey(let key, let comment):
            "add `\(comment) \(key.rawValue): ID`, or `\(comment) \(key.rawValue): none` for a first revision"
        case .unknownKey: "correct the key, or put a free comment behind the header"
        case .duplicateKey: "keep one of the two; several values are separated by commas"
        case .emptyValue(.downRevision): "name the revision before this one, or `none` for a first revision"
        case .emptyValue: "write its value behind the colon"
        case .illegalName:
            "use letters, digits and '_'; blanks, commas, parentheses, quotes and '@', '-', '+', ':' are not allowed"
        case .repeatedName: "name it once"
        case .noneAmongOthers: "write `none` alone for a first revision, or only the revisions before this one"
        case .noCode: "add a type that conforms to Migration"
        case .supportWithHeader: "remove one of the two"
        case .missingUp: "add a line `-- migrate:up` before the first statement"
        case .duplicateSection: "join the two sections"
        case .unknownSection: "sections are `-- migrate:up` and `-- migrate:down`"
        case .sectionBehindText: "put the marker on a line of its own"
        case .unknownOption, .optionValue: "options are `transaction=off` and `foreign_keys=off`"
        case .duplicateOption: "keep one of the two"
        case .foreignKeysWithoutTransaction:
            "keep one; without a transaction `PRAGMA foreign_keys=OFF` works as a statement"
        case .outsideSections: "put it below `-- migrate:up` or `-- migrate:down`"
        case .syntax(let message): RevisionFileFault.remedyForSyntax(message)
        case .transactionControl(_, let section):
            "remove it, or mark the section `-- migrate:\(section) transaction=off`"
        case .outsideTransactions(_, let section): "mark the section `-- migrate:\(section) transaction=off`"
        case .foreignKeysPragma(let section): "remove it and mark the section `-- migrate:\(section) foreign_keys=off`"
        case .openTransaction: "end the section with COMMIT"
        }
    }

    private static func remedyForSyntax(_ message: String) -> String {
        guard message.hasPrefix("unterminated") else { return "correct it; SQLite would refuse it as well" }
        return message.hasPrefix("unterminated trigger")
            ? "end the body with `END;`; until then every `;` belongs to it"
            : "close it; all that follows was read as a part of it"
    }

    private static func remedyForHeader(_ comment: String) -> String {
        let header = "begin it with `\(comment) revision: ID` and `\(comment) down_revision: ID`"
        return comment == "//"
            ? "\(header), or with `// migrate:support` if it only helps other revisions"
            : "\(header), or move it out of the folder"
    }
}
