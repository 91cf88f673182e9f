/// A value of SQLite, as it travels (Hrana 3, "Values").
package enum HranaValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}
