/// An empty SQLite database in memory, on which schemas are tried out.
package struct ScratchDatabase {
    package let connection: any DatabaseConnection

    /// Opens one.
    ///
    /// - Throws: `DatabaseError` where SQLite cannot open it.
    package init() throws(DatabaseError) {
        let connection = try SQLiteConnection.open(.memory, mode: .readWrite)
        connection.allowSchemaWrites()
        self.connection = connection
    }

    /// Runs statements, each for itself.
    ///
    /// - Parameter statements: the statements, in order.
    /// - Throws: `DatabaseError` whose `statementIndex` names the statement that failed.
    package func run(_ statements: [SQLStatement]) throws(DatabaseError) {
        for (index, statement) in statements.enumerated() {
            do throws(DatabaseError) {
                _ = try connection.query(statement)
            } catch {
                var error = error
                error.statementIndex = index
                throw error
            }
        }
    }

    /// What it holds now.
    ///
    /// - Parameter versionTable: the name of the version table, which is invisible.
    /// - Returns: the schema.
    /// - Throws: `DatabaseError` as `SchemaInspector`.
    package func schema(versionTable: String) throws(DatabaseError) -> Schema {
        try SchemaInspector.schema(of: connection, versionTable: versionTable)
    }
}
