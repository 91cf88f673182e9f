/// One statement of a section, with the comments that say why it is there.
package struct DDLStatement: Hashable, Sendable {
    /// What a statement is for.
    package enum Role: Hashable, Sendable {
        /// Changes the schema or moves rows.
        case change
        /// Fails, with a message for people, where the rows can't follow; changes nothing.
        case `guard`
    }

    /// Lines of comments, without the dashes.
    package var comments: [String]
    /// The text, without the closing semicolon.
    package var text: String
    package var role: Role

    package init(_ text: String, _ comments: [String] = [], role: Role = .change) {
        self.comments = comments
        self.text = text
        self.role = role
    }

    /// As it stands in a file.
    package var fileText: String {
        let comment = comments.map(DDLStatement.line).joined()
        return "\(comment)\(text)\(endsInLineComment ? "\n" : "");\n"
    }

    /// A line of comment, which no text can leave.
    static func line(_ text: String) -> String {
        text.isEmpty ? "--\n" : "-- " + text.escapingControls + "\n"
    }

    /// Whether a semicolon right behind the text would belong to a comment.
    private var endsInLineComment: Bool {
        guard let last = try? Tokenizer.tokens(of: text).last(where: { $0.kind != .whitespace }) else { return false }
        return last.kind == .comment && text.utf8.dropFirst(last.range.lowerBound).first == UInt8(ascii: "-")
    }
}

/// The statements of a section, in order, and what its marker has to say.
package struct DDLScript: Hashable, Sendable {
    /// What a reader is told first, a line each.
    package var notes: [String]
    package var statements: [DDLStatement]
    package var foreignKeys: Batch.ForeignKeys

    package init(notes: [String] = [], statements: [DDLStatement] = [], foreignKeys: Batch.ForeignKeys = .enforced) {
        self.notes = notes
        self.statements = statements
        self.foreignKeys = foreignKeys
    }

    /// The text of the section, comments included.
    package var text: String {
        let head = notes.map(DDLStatement.line).joined()
        let body = statements.map(\.fileText)
        let parts = (head.isEmpty ? [] : [head]) + body
        return parts.joined(separator: "\n")
    }
}
