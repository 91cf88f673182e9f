/// The guard against what nobody declared: a database may hold more than its revisions made.
///
/// A column, an index or a trigger that was added by hand would be gone with the old table, or fire while rows move.
struct UnknownObjectsGuard {
    /// The table as the revision knows it.
    let table: Table
    /// Its indexes that are there at the moment.
    let indexes: [Index]

    var statement: DDLStatement {
        let name = sqlStringLiteral(table.name)
        let columns = table.columns.map { sqlStringLiteral(Identifier.fold($0.name)) }.joined(separator: ", ")
        let known = indexes.map { sqlStringLiteral(Identifier.fold($0.name)) }.joined(separator: ", ")
        let clause = """
            (
              SELECT 'column ' || name AS object FROM pragma_table_xinfo(\(name))
              WHERE hidden <> 1 AND lower(name) NOT IN (\(columns))
              UNION ALL
              SELECT type || ' ' || name FROM sqlite_schema
              WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = \(name) COLLATE NOCASE
                AND lower(name) NOT IN (\(known))
            )
            """
        return RowGuard.statement(
            "\(table.name) may hold nothing that this revision does not know, for a rebuild would lose it.",
            message: [
                .words("\(RowGuard.prefix)\(table.name): the table has "), .value("group_concat(object, ', ')"),
                .words(", which this revision does not know and would lose; declare it, or drop it first"),
            ],
            from: clause
        )
    }
}
