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
        statements.map { statement in Result { () throws(DatabaseError) in try run(statement) } }
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
    private func run(_ statement: SQLStatement) throws(DatabaseError) -> [SQLRow] {
        guard !connection.isInAutocommit else { throw .transactionGone(statement) }
        if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
        let rows = try connection.rows(statement)
        guard !connection.isInAutocommit else { throw .transactionGone(statement) }
        return rows
    }
}

extension DatabaseError {
    /// An error before, or the statement itself, has ended the transaction.
    static func transactionGone(_ statement: SQLStatement) -> DatabaseError {
        DatabaseError(.transactionTimeout, "the transaction has ended, and is rolled back", statement: statement)
    }
}
