/// One row of a query's result: the columns' names, shared by all rows of the result, and this row's values.
public struct SQLRow: Hashable, Sendable {
    /// The names of the result's columns, in order.
    public let columns: [String]
    /// The values, one for each column.
    public let values: [SQLValue]

    /// Makes a row.
    ///
    /// - Parameters:
    ///   - columns: the names of the columns, in order.
    ///   - values: as many values.
    public init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value at a position; `.null` beyond the last one.
    ///
    /// - Parameter position: the position, counted from 0.
    public subscript(position: Int) -> SQLValue {
        values.indices.contains(position) ? values[position] : .null
    }

    /// The value of the first column of this name (exact spelling), or `nil` where there is none.
    ///
    /// - Parameter name: the column's name.
    public subscript(name: String) -> SQLValue? {
        columns.firstIndex(of: name).map { self[$0] }
    }

    /// The value of a column that must be there.
    ///
    /// - Parameter name: the column's name, in its exact spelling.
    /// - Returns: the value.
    /// - Throws: `MissingColumn` where the result has no such column.
    public func value(of name: String) throws -> SQLValue {
        guard let value = self[name] else { throw MissingColumn(name: name, columns: columns) }
        return value
    }
}

/// A column was asked for that the result does not have.
public struct MissingColumn: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name that was asked for.
    public let name: String
    /// The names that there are.
    public let columns: [String]

    /// The name that was asked for, and those that there are.
    public var description: String {
        "the rows have no column '\(name)', but \(columns.map { "'\($0)'" }.joined(separator: ", "))"
    }
}
