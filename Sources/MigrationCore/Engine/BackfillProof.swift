/// Whether SQLite takes each backfill as one expression over the row as it is when the backfill is computed.
struct BackfillProof {
    let diff: SchemaDiff

    /// Prepares each on a scratch database that holds the tables behind the renames.
    ///
    /// - Throws: `MigrationError` with the code `.schema` for one that SQLite refuses.
    func run() throws(MigrationError) {
        let filled = diff.operations.compactMap { operation -> TableDifference? in
            guard case .alterTable(let difference) = operation, !difference.backfills.isEmpty else { return nil }
            return difference
        }
        guard !filled.isEmpty else { return }
        let database = try renamedTables()
        for difference in filled {
            for (column, expression) in difference.backfills.sorted(by: { $0.key < $1.key }) {
                do throws(DatabaseError) {
                    let table = DDLText.quoted(difference.from.name)
                    _ = try database.scratch.connection.query(
                        SQLStatement("EXPLAIN SELECT (\(expression)) FROM \(table)")
                    )
                } catch {
                    throw MigrationError(
                        .schema,
                        "the backfill of '\(difference.to.name).\(column)' is no expression that SQLite takes: "
                            .escapingControls + error.message,
                        remedy:
                            "Nothing was written. An expression given with --backfill or a hint has to be valid SQL "
                            + "over the old row.",
                        underlying: error
                    )
                }
            }
        }
    }

    /// The tables alone: views and triggers could be in the way of a rename.
    private func renamedTables() throws(MigrationError) -> ProofDatabase {
        var schema = diff.from
        schema.views = []
        schema.triggers = []
        let database = try ProofDatabase(schema)
        // Tables whose names renames need are dropped in between; the other drops come behind the last rename.
        let end = diff.operations.lastIndex { $0.isRename } ?? -1
        for operation in diff.operations.prefix(end + 1) {
            guard let statement = operation.renameStatement else { continue }
            _ = try database.query(statement)
        }
        return database
    }
}

extension SchemaOperation {
    fileprivate var isRename: Bool {
        switch self {
        case .renameTable, .renameColumn: true
        case .createTable, .dropTable, .alterTable, .createVirtualTable, .dropVirtualTable, .alterVirtualTable,
            .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
            false
        }
    }

    fileprivate var renameStatement: String? {
        switch self {
        case .renameTable(let old, let new):
            "ALTER TABLE \(DDLText.quoted(old)) RENAME TO \(DDLText.quoted(new))"
        case .renameColumn(let table, let old, let new):
            "ALTER TABLE \(DDLText.quoted(table)) RENAME COLUMN \(DDLText.quoted(old)) TO \(DDLText.quoted(new))"
        case .dropTable(let table): "DROP TABLE \(DDLText.quoted(table.name))"
        case .dropVirtualTable(let table): "DROP TABLE \(DDLText.quoted(table.name))"
        case .createTable, .alterTable, .createVirtualTable, .alterVirtualTable,
            .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
            nil
        }
    }
}
