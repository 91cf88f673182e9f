/// The lasting settings of an FTS5 table, such as `rank` and `automerge`: they are no part of its declaration, but rows of
/// a shadow table (sqlite.org/fts5.html, "Special INSERT Commands"), and a table that is made anew has none of them.
struct TextSettings {
    /// - Returns: `nil` where the table was none of FTS5, or is none afterwards.
    init?(_ difference: VirtualTableDifference) {
        guard [difference.from, difference.to].allSatisfy({ Identifier.fold($0.module) == "fts5" }) else { return nil }
    }

    /// Those of a table, as pairs; `version` is the number of the stored format, which the new table knows by itself.
    func query(_ table: String) -> String {
        "SELECT k, v FROM \(DDLText.quoted(table + "_config")) WHERE k <> 'version'"
    }

    /// Sets what a query tells, by FTS5's own command, for a shadow table may be protected against others.
    func insertion(into table: String, from query: String, _ comments: [String]) -> DDLStatement {
        let name = DDLText.quoted(table)
        return DDLStatement("INSERT INTO \(name) (\(name), rank)\n\(query)", comments)
    }
}
