/// An open database: the whole contract of a driver.
///
/// Calls block, and belong to one thread at a time; `interrupt()` alone may come from another.
public protocol DatabaseConnection: AnyObject, Sendable {
    /// Runs statements that read, all on one state of the database; over a network they are one request.
    ///
    /// - Parameters:
    ///   - statements: what is asked. A single one may be any statement; one that writes commits for itself.
    ///   - isolation: whether writers that have begun are waited for.
    /// - Returns: for each statement its rows, or the database's reason for having none: a table that is not there.
    /// - Throws: `DatabaseError` where the database gave no answer at all.
    func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>]

    /// Applies batches in order, each all or nothing where it is atomic, up to the first that fails; over a network
    /// several share a request.
    ///
    /// - Parameters:
    ///   - batches: the statements, and how they are wrapped. Each has to fail by itself where the one before it did.
    ///   - onApplied: told the rows of each batch's last statement as soon as the batch is known to be applied, in order.
    /// - Throws: `DatabaseError` of the first batch that failed, whose `statementIndex` names the statement. An atomic
    ///   batch has then left the database as it was, unless `isOutcomeUnknown`: then any number of the batches that
    ///   `onApplied` was not told of may have been applied, beginning with the first of them.
    func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError)

    /// Opens a transaction that writes from its start, for code that reads in between, and ends it as the body says.
    ///
    /// - Parameters:
    ///   - foreignKeys: whether they are enforced; without, violations are compared at the end.
    ///   - body: given a connection whose calls are part of the transaction, and which goes with it.
    /// - Throws: `DatabaseError` where the transaction can't be opened or committed. It has then left the database as it
    ///   was, unless `isOutcomeUnknown`: the answer to COMMIT was lost.
    func withTransaction(
        foreignKeys: Batch.ForeignKeys,
        _ body: (any DatabaseConnection) -> TransactionEnd
    ) throws(DatabaseError)

    /// Makes the call that runs now, and every later one, end with `DatabaseError.Code.interrupted`.
    func interrupt()
}

/// How a transaction ends.
public enum TransactionEnd: Hashable, Sendable {
    /// What was done stays.
    case commit
    /// What was done goes.
    case rollBack
}

/// What a reader sees of writers.
public enum ReadIsolation: Hashable, Sendable {
    /// The database as it was at one moment; nobody is waited for.
    case snapshot
    /// The newest state: no writer is beside the reader, and what was begun before has ended, one way or the other.
    case afterWriters
}

extension DatabaseConnection {
    /// A connection that is a transaction, or stands in for one, opens no other.
    ///
    /// - Parameters:
    ///   - foreignKeys: of no use here.
    ///   - body: not called.
    /// - Throws: `DatabaseError`, `.unsupported`, always.
    public func withTransaction(
        foreignKeys: Batch.ForeignKeys,
        _ body: (any DatabaseConnection) -> TransactionEnd
    ) throws(DatabaseError) {
        throw DatabaseError(.unsupported, "this connection opens no transaction")
    }

    /// Runs one statement and returns its rows.
    ///
    /// - Parameter statement: any statement; one that writes commits for itself.
    /// - Returns: the rows, none for a statement that returns none.
    /// - Throws: `DatabaseError` with the database's reason.
    public func query(_ statement: SQLStatement) throws(DatabaseError) -> [SQLRow] {
        guard let result = try query([statement], isolation: .snapshot).first else { return [] }
        return try result.get()
    }

    /// Runs one batch: all or nothing where it is atomic.
    ///
    /// - Parameter batch: the statements, and how they are wrapped.
    /// - Throws: `DatabaseError` whose `statementIndex` names the statement that failed. An atomic batch has then left
    ///   the database as it was, unless `isOutcomeUnknown`.
    public func apply(_ batch: Batch) throws(DatabaseError) {
        try apply([batch]) { _ in }
    }
}
