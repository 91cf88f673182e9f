/// What a `CREATE` statement makes.
package enum SchemaObject: Hashable, Sendable {
    case table(Table)
    case index(Index)
    case view(View)
    case trigger(Trigger)
    case virtualTable(VirtualTable)
}
