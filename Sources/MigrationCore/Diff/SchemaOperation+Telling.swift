extension SchemaOperation {
    /// The operations as they are told: a rename that goes through a name which nobody has is one rename.
    static func told(_ operations: [SchemaOperation]) -> [SchemaOperation] {
        var origins: [String: String] = [:]
        return operations.map { operation in
            switch operation {
            case .renameTable(let old, let new):
                if isSpare(new) { origins[new] = old }
                return .renameTable(from: origins[old] ?? old, to: new)
            case .renameColumn(let table, let old, let new):
                let place = Identifier.fold(table) + "."
                if isSpare(new) { origins[place + new] = old }
                return .renameColumn(table: table, from: origins[place + old] ?? old, to: new)
            case .createTable, .dropTable, .alterTable, .createVirtualTable, .dropVirtualTable, .alterVirtualTable,
                .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
                return operation
            }
        }
    }

    private static func isSpare(_ name: String) -> Bool { name.hasPrefix(RenameSequence.sparePrefix) }
}
