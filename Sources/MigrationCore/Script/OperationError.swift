/// Why an operation of a revision failed, and where it stands.
///
/// A revision may catch it and go on: a statement that fails leaves nothing behind. After a change of a table
/// that failed, a `bulkInsert` that failed behind its first rows, or where the transaction is gone, every later operation fails
/// as well, and so does the revision.
public struct OperationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The database's reason.
    public let message: String
    /// The statement, without the values bound to it; empty where the operation is none.
    public let sql: String
    /// The file of the revision, and the line of the operation.
    public let place: ScriptPlace

    init(_ message: String, sql: String = "", at place: ScriptPlace) {
        self.message = message
        self.sql = sql
        self.place = place
    }

    /// The place, the reason, and the statement on a line of its own.
    public var description: String {
        "\(place): \(message)" + (sql.isEmpty ? "" : "\n    \(sql)")
    }
}

/// Where an operation stands in a revision's code.
public struct ScriptPlace: Hashable, Sendable, CustomStringConvertible {
    /// The module and the file's name.
    public let file: String
    /// The line in that file, counted from 1.
    public let line: Int

    init(_ file: String, _ line: Int) {
        self.file = file
        self.line = line
    }

    /// File and line, with a colon in between.
    public var description: String { "\(file):\(line)" }
}
