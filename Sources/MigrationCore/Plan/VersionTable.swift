/// The SQL of the tool's own two tables.
package struct VersionTable: Hashable, Sendable {
    /// The name of the table that keeps every run.
    package static let historyName = "migrate_history"

    let name: Identifier

    package init(_ name: Identifier) {
        self.name = name
    }

    /// What creates both tables where they are not there.
    package var creation: [SQLStatement] { [] }
}
