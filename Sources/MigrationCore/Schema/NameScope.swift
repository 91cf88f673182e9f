/// Which names in double quotes are names.
///
/// Every other is a string ("Double-quoted String Literals Are Accepted" of SQLite's quirks).
struct NameScope: Sendable {
    /// Folded.
    private let names: Set<String>
    /// Names of one statement or table, beside those of the whole schema; rarely asked for, so no set is made of them.
    private let local: [String]

    /// No name: what a DEFAULT sees.
    static let none = NameScope(names: [])

    init(names: Set<String>, local: [String] = []) {
        self.names = names
        self.local = local
    }

    /// What an expression of a table sees: its columns, its rowid and itself.
    init(table: String, columns: [String]) {
        self.init(names: NameScope.rowid, local: columns + [table])
    }

    private static let rowid: Set<String> = ["rowid", "oid", "_rowid_"]

    func contains(_ folded: String) -> Bool {
        names.contains(folded) || local.contains { $0 == folded || Identifier.fold($0) == folded }
    }
}
