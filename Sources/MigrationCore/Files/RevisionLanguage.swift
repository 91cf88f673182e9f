/// What a revision is written in.
package enum RevisionLanguage: String, Hashable, Sendable, CaseIterable {
    case sql, swift

    /// What begins a comment that runs to the end of the line.
    package var commentMarker: String {
        switch self {
        case .sql: "--"
        case .swift: "//"
        }
    }

    /// The language of a file by its name's ending, `nil` for other files.
    package init?(fileName: String) {
        if fileName.hasSuffix(".sql") {
            self = .sql
        } else if fileName.hasSuffix(".swift") {
            self = .swift
        } else {
            return nil
        }
    }
}
