/// The version of the SQLite library that will run a section, which decides how a table can be altered.
package struct EngineVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads what `sqlite_version()` answers; anything else is the oldest version that renames columns.
    package init(_ text: String) {
        let parts = text.split(separator: ".").compactMap { Int($0) }
        self = parts.count >= 2 ? EngineVersion(parts[0], parts[1]) : .renamesColumns
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: EngineVersion, right: EngineVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The oldest version that is supported: RENAME COLUMN, and RENAME TO that rewrites references.
    static let renamesColumns = EngineVersion(3, 26)
    /// DROP COLUMN.
    static let dropsColumns = EngineVersion(3, 35)
    /// Generated columns.
    static let generatesColumns = EngineVersion(3, 31)
}
