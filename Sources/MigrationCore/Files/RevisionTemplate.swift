/// A revision that is to be written: what stands in its header, and what its sections or code hold.
package struct RevisionTemplate: Hashable, Sendable {
    /// The text of one section of an SQL revision.
    package struct Section: Hashable, Sendable {
        package var text: String
        package var transaction: Batch.Transaction

        /// Makes a section.
        ///
        /// - Parameters:
        ///   - text: statements and comments, each statement with its semicolon.
        ///   - transaction: what the options of the marker will say.
        package init(_ text: String = "", transaction: Batch.Transaction = .atomic(foreignKeys: .enforced)) {
            self.text = text
            self.transaction = transaction
        }
    }

    /// What stands behind the header.
    package enum Body: Hashable, Sendable {
        /// An SQL revision; without `down` it cannot be downgraded.
        case sql(up: Section, down: Section?)
        /// A Swift revision to be filled in; `typeName` is the name of its type.
        case swift(typeName: String)
        /// A Swift revision with this code.
        case code(String)

        package var language: RevisionLanguage {
            switch self {
            case .sql: .sql
            case .swift, .code: .swift
            }
        }
    }

    package var id: RevisionID
    package var parents: [RevisionID]
    package var dependencies: [String]
    package var labels: [String]
    package var message: String
    package var created: CivilTime
    package var body: Body

    /// Makes a template; nothing is checked before `file(named:)`.
    package init(
        id: RevisionID,
        parents: [RevisionID] = [],
        dependencies: [String] = [],
        labels: [String] = [],
        message: String = "",
        created: CivilTime,
        body: Body = .sql(up: Section(), down: Section())
    ) {
        self.id = id
        self.parents = parents
        self.dependencies = dependencies
        self.labels = labels
        self.message = message
        self.created = created
        self.body = body
    }

    /// The whole text of the file, unchecked.
    package var text: String {
        let comment = body.language.commentMarker
        let values: [(RevisionHeader.Key, String)] = [
            (.revision, id.rawValue),
            (.downRevision, parents.isEmpty ? "none" : parents.map(\.rawValue).joined(separator: ", ")),
            (.dependsOn, dependencies.joined(separator: ", ")),
            (.branchLabels, labels.joined(separator: ", ")),
            (.message, message),
            (.created, created.iso8601),
        ]
        let lines = values.filter { !$0.1.isEmpty }.map { "\(comment) \($0.0.rawValue): \($0.1)\n" }
        return lines.joined() + behindHeader
    }

    private var behindHeader: String {
        switch body {
        case .sql(let up, let down):
            let upText = RevisionTemplate.text(of: up, .up)
            return "\n" + upText + (down.map { "\n" + RevisionTemplate.text(of: $0, .down) } ?? "")
        case .swift(let typeName): return RevisionTemplate.swiftCode(typeName)
        case .code(let code): return code.hasSuffix("\n") ? code : code + "\n"
        }
    }

    private static func text(of section: Section, _ name: RevisionSections.Name) -> String {
        let options =
            switch section.transaction {
            case .none: " transaction=off"
            case .atomic(foreignKeys: .off): " foreign_keys=off"
            case .atomic(foreignKeys: .enforced): ""
            }
        let end = section.text.isEmpty || section.text.hasSuffix("\n") ? "" : "\n"
        return "-- migrate:\(name.rawValue)\(options)\n\(section.text)\(end)"
    }

    private static func swiftCode(_ typeName: String) -> String {
        """
        import MigrationCore

        struct \(typeName): Migration {
            func upgrade(_ op: Operations) throws {
            }

            func downgrade(_ op: Operations) throws {
            }
        }

        """
    }
}

/// A revision file that was rendered and read back: what is written is what will be loaded.
package struct NewRevisionFile: Hashable, Sendable {
    /// The file's name in its folder.
    package let name: String
    package let text: String
    /// The revision as it will be loaded; its source is the bare name.
    package let revision: Revision
}

extension RevisionTemplate {
    /// Renders the file and reads it back, so that nothing is written which the next command would refuse.
    ///
    /// - Parameter pattern: the name's pattern, `file_template` of the configuration.
    /// - Returns: the file, ready for `RevisionDirectory.write`.
    /// - Throws: `RevisionFileError` where the pattern, the header or a statement is wrong.
    package func file(named pattern: String = defaultFilePattern) throws(RevisionFileError) -> NewRevisionFile {
        let name = try fileName(pattern)
        if message.contains(where: \.isNewline) {
            throw RevisionFileError(
                "the message holds a line break",
                at: SourceLocation(file: name),
                remedy: "write the message in one line"
            )
        }
        let text = text
        guard case .revision(let revision) = try RevisionFile.parse(text, file: name) else {
            throw RevisionFileError("the new file would be no revision", at: SourceLocation(file: name))
        }
        let isSame =
            revision.id == id && revision.parents == parents && revision.dependencies == dependencies
            && revision.labels == labels && revision.message == message
        guard isSame else {
            throw RevisionFileError(
                "the header would not be read back as it was given",
                at: SourceLocation(file: name),
                remedy: "write the message in one line, without blanks at its ends"
            )
        }
        return NewRevisionFile(name: name, text: text, revision: revision)
    }
}
