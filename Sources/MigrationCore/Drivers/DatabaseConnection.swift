/// An open database: the whole contract of a driver.
///
/// Calls block, and belong to one thread at a time; `interrupt()` alone may come from another.
public protocol DatabaseConnection: AnyObject, Sendable {
    /// Runs one statement and returns its rows.
    ///
    /// - Parameter statement: any statement; one that writes commits for itself.
    /// - Returns: the rows, none for a statement that returns none.
    /// - Throws: `DatabaseError` with the database's reason.
    func query(_ statement: SQLStatement) throws(DatabaseError) -> [SQLRow]

    /// Runs a batch: all or nothing where it is atomic.
    ///
    /// - Parameter batch: the statements, and how they are wrapped.
    /// - Throws: `DatabaseError` whose `statementIndex` names the statement that failed. An atomic batch has then left
    ///   the database as it was.
    func apply(_ batch: Batch) throws(DatabaseError)

    /// Makes the call that runs now, and every later one, end with `DatabaseError.Code.interrupted`.
    func interrupt()
}
