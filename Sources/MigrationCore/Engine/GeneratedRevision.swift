/// The sections of a revision that autogenerate wrote and proved.
package struct GeneratedRevision: Hashable, Sendable {
    package let diff: SchemaDiff
    package let up: RevisionTemplate.Section
    package let down: RevisionTemplate.Section
    /// What the revision's own guards refused of the sample rows, in their words.
    package let refusals: [String]

    /// What was detected, without `Detected`: `added table 'prompts'`.
    package var changes: [String] { diff.log.map { String($0.dropFirst("Detected ".count)) } }

    /// What is lost or may fail, with codes.
    package var warnings: [SchemaWarning] { diff.warnings }
}

/// A drop and an add that look like a rename, where nothing is declared: a terminal asks, everything else stops.
package struct RenameQuestion: Error, Hashable, Sendable {
    /// The most alike first.
    package let candidates: [RenameCandidate]

    /// The question as an error, with the flags to choose from.
    package var error: MigrationError {
        let lines = candidates.map { "  \($0.rename.sentence)".escapingControls }
        let flags = candidates.map { "  \($0.flag)".escapingControls }
        return MigrationError(
            .declined,
            (["what looks like a rename is not declared:"] + lines).joined(separator: "\n"),
            remedy: (["Add the flags of what is a rename:"] + flags + [
                "or --no-renames to drop and add all of the rest."
            ])
            .joined(separator: "\n"),
            underlying: self
        )
    }
}

extension DeclaredRename {
    /// What the rename would be, in words.
    package var sentence: String {
        switch self {
        case .table(let old, let new): "table '\(old)' is dropped, and '\(new)' is added"
        case .column(let table, let old, let new):
            "in table '\(table)', column '\(old)' is dropped, and '\(new)' is added"
        }
    }
}
