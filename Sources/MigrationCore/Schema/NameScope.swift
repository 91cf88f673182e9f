/// Which names in double quotes are names.
///
/// Every other is a string ("Double-quoted String Literals Are Accepted" of SQLite's quirks).
struct NameScope: Sendable {
    /// Folded.
    private let names: Set<String>

    /// No name: what a DEFAULT sees.
    static let none = NameScope(names: [])

    init(names: Set<String>) {
        self.names = names
    }

    /// What an expression of a table sees: its columns, its rowid and itself.
    init(table: String, columns: some Sequence<String>) {
        var names: Set<String> = ["rowid", "oid", "_rowid_", Identifier.fold(table)]
        for column in columns { names.insert(Identifier.fold(column)) }
        self.names = names
    }

    func contains(_ folded: String) -> Bool {
        names.contains(folded)
    }
}
