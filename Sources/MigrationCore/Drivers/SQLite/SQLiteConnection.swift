internal import CSQLite

/// A local SQLite database over SQLite's C interface: a file, or one in memory.
///
/// ```swift
/// let connection = try SQLiteConnection.open(.file(path: "app.db"), mode: .readWrite)
/// try connection.apply(Batch(["CREATE TABLE prompts (id INTEGER PRIMARY KEY)"]))
/// ```
///
/// `@unchecked`: every call but `interrupt()` belongs to one thread at a time, which `DatabaseExecutor` sees to;
/// `interrupt()` touches an atomic flag and `sqlite3_interrupt`, which is documented as safe from another thread while
/// the handle is open, as it is for as long as the connection is referenced.
package final class SQLiteConnection: DatabaseConnection, @unchecked Sendable {
    let handle: SQLiteHandle
    var cache = SQLiteStatementCache()

    init(handle: SQLiteHandle) {
        self.handle = handle
    }

    deinit {
        cache.removeAll()
    }

    package func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        guard statements.count > 1 || isolation == .afterWriters else {
            return results(statements)
        }
        try refuseOpenTransaction()
        try run(isolation == .afterWriters ? "BEGIN IMMEDIATE" : "BEGIN")
        defer { rollBack() }
        return results(statements)
    }

    package func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        for batch in batches {
            switch batch.transaction {
            case .none:
                try applyOneByOne(batch.statements)
                onApplied([])
            case .atomic(foreignKeys: .enforced): onApplied(try applyAtomically(batch.statements))
            case .atomic(foreignKeys: .off): onApplied(try applyWithoutForeignKeys(batch.statements))
            }
        }
    }

    package func interrupt() {
        handle.interrupt()
    }
}

extension SQLiteConnection {
    /// Whether no transaction is open.
    var isInAutocommit: Bool {
        sqlite3_get_autocommit(handle.pointer) != 0
    }

    private func results(_ statements: [SQLStatement]) -> [Result<[SQLRow], DatabaseError>] {
        statements.map { statement in Result { () throws(DatabaseError) in try rows(statement) } }
    }

    /// Runs one statement and gathers its rows.
    ///
    /// - Parameters:
    ///   - statement: any statement.
    ///   - isExact: whether a text that is not UTF-8 is refused; otherwise it is repaired.
    /// - Returns: the rows.
    /// - Throws: `DatabaseError` with SQLite's reason, or for such a text.
    func rows(_ statement: SQLStatement, isExact: Bool = false) throws(DatabaseError) -> [SQLRow] {
        var columns: [String]?
        var rows: [SQLRow] = []
        var broken: DatabaseError?
        try run(statement) { prepared in
            let names = columns ?? prepared.columnNames()
            columns = names
            let values = prepared.values(count: names.count)
            if isExact, broken == nil, let position = prepared.columnOfBrokenText(in: values) {
                broken = .brokenText(in: names[position], ofRow: rows.count + 1, of: statement)
                broken?.hasLeftNothing = prepared.onlyReads
            }
            rows.append(SQLRow(columns: names, values: values))
        }
        if let broken { throw broken }
        return rows
    }

    /// Runs one statement to its end; one that `recurs` is compiled once.
    func run(
        _ statement: SQLStatement,
        recurs: Bool = false,
        onRow: (SQLitePrepared) -> Void = { _ in }
    ) throws(DatabaseError) {
        guard !handle.wasInterrupted else { throw DatabaseError(.interrupted, "interrupted", statement: statement) }
        guard let prepared = try prepare(statement, recurs: recurs) else { return }
        defer { finish(prepared) }
        try bind(statement.arguments, to: prepared, of: statement)
        while true {
            switch sqlite3_step(prepared.pointer) {
            case SQLITE_ROW: onRow(prepared)
            case SQLITE_DONE: return
            default: throw failure(of: statement)
            }
        }
    }

    /// Runs a statement of the driver's own, the same in each batch.
    func run(_ text: String) throws(DatabaseError) {
        try run(SQLStatement(text), recurs: true)
    }

    private func finish(_ prepared: SQLitePrepared) {
        if prepared.isCached { prepared.reset() } else { prepared.finalize() }
    }

    private func bind(
        _ arguments: [SQLValue],
        to prepared: SQLitePrepared,
        of statement: SQLStatement
    ) throws(DatabaseError) {
        let expected = Int(sqlite3_bind_parameter_count(prepared.pointer))
        guard expected == arguments.count else {
            let message = "the statement has \(expected) parameters, and \(arguments.count) values were given"
            throw DatabaseError(.statement, message, statement: statement)
        }
        for (index, argument) in arguments.enumerated() {
            guard prepared.bind(argument, at: Int32(clamping: index + 1)) == SQLITE_OK else {
                throw failure(of: statement)
            }
        }
    }
}
