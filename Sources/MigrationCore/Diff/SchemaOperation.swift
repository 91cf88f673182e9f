/// One change of a schema, which knows the one that undoes it.
///
/// Values that only rows can tell (what a dropped column held) do not come back with the inverse.
package enum SchemaOperation: Hashable, Sendable {
    case createTable(Table)
    case dropTable(Table)
    case renameTable(from: String, to: String)
    case renameColumn(table: String, from: String, to: String)
    case alterTable(TableDifference)
    case createVirtualTable(VirtualTable)
    case dropVirtualTable(VirtualTable)
    case alterVirtualTable(VirtualTableDifference)
    case createIndex(Index)
    case dropIndex(Index)
    case createView(View)
    case dropView(View)
    case createTrigger(Trigger)
    case dropTrigger(Trigger)

    /// The operation that undoes this one.
    package var inverse: SchemaOperation {
        switch self {
        case .createTable(let table): .dropTable(table)
        case .dropTable(let table): .createTable(table)
        case .renameTable(let old, let new): .renameTable(from: new, to: old)
        case .renameColumn(let table, let old, let new): .renameColumn(table: table, from: new, to: old)
        case .alterTable(let difference): .alterTable(difference.inverse)
        case .createVirtualTable(let table): .dropVirtualTable(table)
        case .dropVirtualTable(let table): .createVirtualTable(table)
        case .alterVirtualTable(let difference): .alterVirtualTable(difference.inverse)
        case .createIndex(let index): .dropIndex(index)
        case .dropIndex(let index): .createIndex(index)
        case .createView(let view): .dropView(view)
        case .dropView(let view): .createView(view)
        case .createTrigger(let trigger): .dropTrigger(trigger)
        case .dropTrigger(let trigger): .createTrigger(trigger)
        }
    }
}
