extension SchemaOperation {
    /// What is logged about the operation, after `Detected`.
    package var log: [String] {
        switch self {
        case .createTable(let table): ["added table '\(table.name)'"]
        case .dropTable(let table): ["removed table '\(table.name)'"]
        case .renameTable(let old, let new):
            SchemaOperation.isInternal(old) || SchemaOperation.isInternal(new)
                ? [] : ["renamed table '\(old)' to '\(new)'"]
        case .renameColumn(let table, let old, let new):
            // A name that only makes room for another is nobody's affair.
            SchemaOperation.isInternal(old) || SchemaOperation.isInternal(new)
                ? [] : ["renamed column '\(table).\(old)' to '\(new)'"]
        case .alterTable(let difference): SchemaOperation.log(difference)
        case .createVirtualTable(let table): ["added virtual table '\(table.name)'"]
        case .dropVirtualTable(let table): ["removed virtual table '\(table.name)'"]
        case .alterVirtualTable(let difference): SchemaOperation.log(difference)
        case .createIndex(let index):
            ["added index '\(index.name)' on '\(index.table)' (\(TableChange.list(index.columns)))"]
        case .dropIndex(let index): ["removed index '\(index.name)' on '\(index.table)'"]
        case .createView(let view): ["added view '\(view.name)'"]
        case .dropView(let view): ["removed view '\(view.name)'"]
        case .createTrigger(let trigger): ["added trigger '\(trigger.name)' on '\(trigger.table)'"]
        case .dropTrigger(let trigger): ["removed trigger '\(trigger.name)' on '\(trigger.table)'"]
        }
    }

    private static func log(_ difference: TableDifference) -> [String] {
        let lines = difference.changes.map { $0.description(of: difference.to.name) }
        let shown = lines.map { $0.replacing("_migrate_dropped_", with: "") }
        if !shown.isEmpty { return shown }
        let filled = difference.backfills.keys.sorted()
        if !filled.isEmpty { return filled.map { "values to fill in '\(difference.to.name).\($0)'" } }
        return ["hints to carry in the text of table '\(difference.to.name)'"]
    }

    private static func log(_ difference: VirtualTableDifference) -> [String] {
        let name = difference.to.name
        let renames = difference.renames.map { "renamed column '\(name).\($0.old)' to '\($0.new)'" }
        if difference.changesMore { return renames + ["changed virtual table '\(name)'"] }
        return renames.isEmpty ? ["hints to carry in the text of virtual table '\(name)'"] : renames
    }

    private static func isInternal(_ name: String) -> Bool {
        name.hasPrefix("_migrate_")
    }
}
