/// Which operations deserve a warning.
enum SchemaWarnings {
    /// The warnings of a change, in the order of its operations: a table that it creates has no rows to warn about.
    static func warnings(of operations: [SchemaOperation]) -> [SchemaWarning] {
        var created: Set<String> = []
        for case .createTable(let table) in operations { created.insert(Identifier.fold(table.name)) }
        return operations.flatMap { operation -> [SchemaWarning] in
            if case .createIndex(let index) = operation, created.contains(Identifier.fold(index.table)) { return [] }
            return warnings(of: operation)
        }
    }

    private static func warnings(of operation: SchemaOperation) -> [SchemaWarning] {
        switch operation {
        case .dropTable(let table):
            [SchemaWarning(.tableDropped, table.name, "table '\(table.name)' is dropped with its rows")]
        case .dropVirtualTable(let table):
            [SchemaWarning(.tableDropped, table.name, "virtual table '\(table.name)' is dropped with its rows")]
        case .renameTable(let old, let new):
            isInternal(old) || isInternal(new)
                ? []
                : [
                    SchemaWarning(
                        .tableRenamed,
                        new,
                        "table '\(old)' becomes '\(new)': what still runs with the old name will fail"
                    )
                ]
        case .renameColumn(let table, let old, let new):
            isInternal(old) || isInternal(new)
                ? [] : [columnRenamed(table, from: old, to: new)]
        case .alterTable(let difference): TableWarnings(difference: difference).all
        case .createIndex(let index) where index.isUnique:
            [
                SchemaWarning(
                    .uniqueAdded,
                    index.table,
                    "index '\(index.name)' is unique: rows of '\(index.table)' that are alike make the upgrade fail"
                )
            ]
        case .alterVirtualTable(let difference): difference.warnings
        case .createTable, .createVirtualTable, .createIndex, .dropIndex, .createView, .dropView,
            .createTrigger, .dropTrigger:
            []
        }
    }

    static func columnRenamed(_ table: String, from old: String, to new: String) -> SchemaWarning {
        SchemaWarning(
            .columnRenamed,
            table,
            "column '\(table).\(old)' becomes '\(new)': what still runs with the old name will fail"
        )
    }

    private static func isInternal(_ name: String) -> Bool { name.hasPrefix("_migrate_") }
}
