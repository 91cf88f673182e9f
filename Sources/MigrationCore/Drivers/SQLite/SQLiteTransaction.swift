extension SQLiteConnection {
    package func withTransaction(
        foreignKeys: Batch.ForeignKeys,
        _ body: (any DatabaseConnection) -> TransactionEnd
    ) throws(DatabaseError) {
        try refuseOpenTransaction()
        let enforced = try foreignKeysAreEnforced()
        defer { restoreForeignKeys(enforced) }
        let isOff = foreignKeys == .off
        // Before BEGIN: inside a transaction the pragma is silently ignored (sqlite.org/pragma.html#pragma_foreign_keys).
        setForeignKeys(!isOff)
        guard try foreignKeysAreEnforced() != isOff else {
            throw DatabaseError(
                .unsupported,
                "foreign keys cannot be switched \(isOff ? "off" : "on") on this connection"
            )
        }
        do throws(DatabaseError) {
            try run("BEGIN IMMEDIATE")
            let before = isOff ? try violationReader.violations() : ForeignKeyViolations()
            guard body(SQLiteTransaction(self)) == .commit else {
                rollBack()
                return
            }
            if isOff, let complaint = try violationReader.violations().complaint(comparedTo: before) {
                throw DatabaseError(.foreignKeys, complaint)
            }
            guard !isInAutocommit else {
                throw DatabaseError(.statement, "the transaction ended before its statements did")
            }
            try run("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }
}

/// A connection inside of the transaction that is open on it.
final class SQLiteTransaction: DatabaseConnection {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        // What code reads here it may write back, or compare with what is stored.
        statements.map { statement in Result { () throws(DatabaseError) in try run(statement, isExact: true) } }
    }

    func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        for batch in batches {
            var lastRows: [SQLRow] = []
            for (index, statement) in batch.statements.enumerated() {
                do throws(DatabaseError) {
                    lastRows = try run(statement)
                } catch {
                    var error = error
                    error.statementIndex = index
                    throw error
                }
            }
            onApplied(lastRows)
        }
    }

    func interrupt() {
        connection.interrupt()
    }

    /// Some errors end the whole transaction (sqlite.org/lang_transaction.html, section 3); what came after would commit
    /// for itself.
    private func run(_ statement: SQLStatement, isExact: Bool = false) throws(DatabaseError) -> [SQLRow] {
        guard !connection.isInAutocommit else { throw .transactionRolledBack(by: statement) }
        if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
        let rows: [SQLRow]
        do throws(DatabaseError) {
            rows = try connection.rows(statement, isExact: isExact)
        } catch {
            throw connection.isInAutocommit ? error.endingTransaction : error
        }
        guard !connection.isInAutocommit else { throw .transactionRolledBack(by: statement) }
        return rows
    }
}

extension DatabaseError {
    /// A text that a string of Swift's can't hold: written back it would be another, and compared it would be found nowhere.
    ///
    /// - Parameters:
    ///   - column: the column of the result.
    ///   - row: the row of the result, counted from 1.
    ///   - statement: what was asked.
    /// - Returns: the error.
    static func brokenText(in column: String, ofRow row: Int, of statement: SQLStatement) -> DatabaseError {
        let message = "'\(column)' of row \(row) is a text that is not UTF-8"
        var error = DatabaseError(.statement, message, statement: statement)
        error.remedy = "read its bytes, as CAST(\(Identifier(column).quoted) AS BLOB), and mend them with `execute`"
        return error
    }

    private static let rolledBack =
        "the whole transaction is rolled back, as OR ROLLBACK, ON CONFLICT ROLLBACK or RAISE(ROLLBACK) asks for"
    private static let rollbackRemedy = "write ABORT in the place of ROLLBACK where the error is caught"

    /// The transaction has ended, by this statement or before it.
    fileprivate static func transactionRolledBack(by statement: SQLStatement) -> DatabaseError {
        var error = DatabaseError(.statement, rolledBack, statement: statement)
        error.hasEndedTransaction = true
        error.remedy = rollbackRemedy
        return error
    }

    /// The same error, which has ended the transaction as well; one of the disk or of the user's does so by itself.
    var endingTransaction: DatabaseError {
        var error = self
        error.hasEndedTransaction = true
        guard [.statement, .constraint].contains(code) else { return error }
        error.message += "; " + DatabaseError.rolledBack
        error.remedy = error.remedy ?? DatabaseError.rollbackRemedy
        return error
    }
}
