/// Reads the schema of a database over any connection, in two queries whatever the number of tables.
///
/// ```swift
/// let schema = try SchemaInspector.schema(of: connection, versionTable: "alembic_version")
/// ```
package enum SchemaInspector {
    /// The schema of a database.
    ///
    /// What no PRAGMA tells is read from the text of `sqlite_schema`, and so is all the rest.
    ///
    /// - Parameters:
    ///   - connection: the database; `nil` for one whose file does not exist.
    ///   - versionTable: the name of the version table, which is invisible.
    /// - Returns: the schema, without the tool's own tables and the engine's.
    /// - Throws: `DatabaseError`; `.unsupported` for a declaration that cannot be read.
    package static func schema(
        of connection: (any DatabaseConnection)?,
        versionTable: String
    ) throws(DatabaseError) -> Schema {
        guard let connection else { return Schema() }
        let invisible = InvisibleNames(versionTable: versionTable)
        var rows: [SchemaReader.Row] = []
        for row in try connection.query(
            "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        ) {
            guard let type = row[0].text, let name = row[1].text, let table = row[2].text, let sql = row[3].text,
                !invisible.contains(name), !invisible.contains(table)
            else { continue }
            rows.append(SchemaReader.Row(type: type, name: name, table: table, sql: sql))
        }
        removeVectorIndexTables(from: &rows)
        let shadows = try shadowTables(of: connection, rows)
        do throws(SchemaReader.Failure) {
            return try SchemaReader.schema(of: rows, shadowTables: shadows)
        } catch {
            throw DatabaseError(
                .unsupported,
                "the declaration of \(error.row.type) \(Identifier(error.row.name).quoted) cannot be read: "
                    + error.error.message
            )
        }
    }

    /// The folded names of the tables that SQLite takes for shadow tables, asked only where there can be any.
    private static func shadowTables(
        of connection: any DatabaseConnection,
        _ rows: [SchemaReader.Row]
    ) throws(DatabaseError) -> Set<String> {
        guard rows.contains(where: { $0.isVirtualTable }) else {
            return []
        }
        do throws(DatabaseError) {
            let found = try connection.query(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"
            )
            return Set(found.compactMap { $0[0].text.map(Identifier.fold) })
        } catch  where error.code == .statement {
            // Before SQLite 3.37 there is no such pragma; the names of the known modules must do.
            return []
        }
    }

    /// libSQL keeps a vector index in a table `INDEX_shadow` of its own.
    private static func removeVectorIndexTables(from rows: inout [SchemaReader.Row]) {
        let indexes = rows.filter { $0.type == "index" && Identifier.fold($0.sql).contains("libsql_vector_idx") }
        guard !indexes.isEmpty else { return }
        let tables = Set(indexes.map { Identifier.fold($0.name) + "_shadow" })
        rows.removeAll { tables.contains(Identifier.fold($0.table)) }
    }
}
