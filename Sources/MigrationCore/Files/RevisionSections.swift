/// The sections of an SQL revision as they are read.
struct RevisionSections {
    /// A section's name, as in its marker.
    enum Name: String, CaseIterable {
        case up, down
    }

    /// What `migrate:` may be followed by to open a section.
    static let markers = Name.allCases.map(\.rawValue)
    /// The options of a section.
    static let options = ["transaction", "foreign_keys"]
    /// What `migrate:` may be followed by in comments that mean something to other parts of the tool.
    static let hints: Set<String> = ["was", "backfill", "nolint"]

    struct Part {
        var section: Revision.Section
        /// The line of its marker.
        let line: Int
    }

    var up: Part?
    var down: Part?
    /// Where the first section's marker starts; the checksum covers what follows.
    var start: Int?

    subscript(name: Name) -> Part? {
        get {
            switch name {
            case .up: up
            case .down: down
            }
        }
        set {
            switch name {
            case .up: up = newValue
            case .down: down = newValue
            }
        }
    }
}
