import MigrationCore

/// Where the rows are: a SQLite file here, or a Turso database.
protocol Store: Sendable {
    /// Runs one statement, and gives its rows back by the names of their columns.
    func rows(_ sql: String, _ arguments: [Value]) async throws -> [[String: Value]]
}

/// A value of a column.
enum Value: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    var text: String? { if case .text(let value) = self { value } else { nil } }
    var real: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        case .null, .text: nil
        }
    }
    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    init(_ text: String?) { self = text.map(Value.text) ?? .null }
    init(_ number: Double?) { self = number.map(Value.real) ?? .null }
}

/// A statement that the database refused.
struct StoreError: Error, CustomStringConvertible {
    let message: String
    /// Whether a row breaks a rule of the schema, which is the caller's mistake.
    var isConstraint: Bool { message.contains("constraint failed") }
    var description: String { message }
}

func openStore(_ location: DatabaseLocation, token: String?) throws -> any Store {
    switch location {
    case .file(let path): try SQLiteStore(path: path)
    case .memory: throw StoreError(message: "the migrator and the store would each have a database of their own")
    case .remote(let url, _): TursoStore(url: url, token: token)
    }
}
