/// The objects of a database that are no part of its schema: the tool's own tables, and what engines keep for
/// themselves.
package struct InvisibleNames: Hashable, Sendable {
    /// Folded.
    private let own: Set<String>
    /// Of SQLite, libSQL, Litestream and Cloudflare; the underscore belongs to them: `sqlitefoo` is a user's.
    private static let prefixes = ["sqlite_", "libsql_", "_litestream_", "_cf_"]

    /// Names what is invisible.
    ///
    /// - Parameter versionTable: the name of the version table.
    package init(versionTable: String) {
        own = [Identifier.fold(versionTable), Identifier.fold(VersionStore.historyTable)]
    }

    /// Whether an object is the tool's own.
    package func isOwn(_ name: String) -> Bool {
        own.contains(Identifier.fold(name))
    }

    /// Whether an object belongs to an engine.
    package func isInternal(_ name: String) -> Bool {
        let folded = Identifier.fold(name)
        return InvisibleNames.prefixes.contains { folded.hasPrefix($0) }
    }

    /// Whether an object is invisible.
    package func contains(_ name: String) -> Bool {
        isOwn(name) || isInternal(name)
    }
}
