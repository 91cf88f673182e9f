internal import CSQLite

extension SQLiteConnection {
    /// Runs statements in one transaction that writes from its first statement.
    ///
    /// - Parameters:
    ///   - statements: what happens together.
    ///   - begun: runs as soon as the transaction is open.
    ///   - finish: the last look before COMMIT.
    /// - Returns: the rows of the last statement.
    /// - Throws: the first error, after the rollback.
    func applyAtomically(
        _ statements: [SQLStatement],
        begun: () throws(DatabaseError) -> Void = {},
        finish: () throws(DatabaseError) -> Void = {}
    ) throws(DatabaseError) -> [SQLRow] {
        try refuseOpenTransaction()
        var lastRows: [SQLRow] = []
        do throws(DatabaseError) {
            try run("BEGIN IMMEDIATE")
            try begun()
            for (index, statement) in statements.enumerated() {
                lastRows = try runInTransaction(statement, at: index, ofLast: index == statements.count - 1)
            }
            try finish()
            // COMMIT itself may be refused: by deferred foreign keys, a full disk or a reader; then all is rolled back.
            try run("COMMIT")
            return lastRows
        } catch {
            rollBack()
            throw error
        }
    }

    private func runInTransaction(
        _ statement: SQLStatement,
        at index: Int,
        ofLast isLast: Bool
    ) throws(DatabaseError) -> [SQLRow] {
        do throws(DatabaseError) {
            if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
            var rows: [SQLRow] = []
            if isLast { rows = try self.rows(statement) } else { try run(statement) }
            guard !isInAutocommit else {
                throw DatabaseError(
                    .statement,
                    "the statement ended the transaction it was part of",
                    statement: statement
                )
            }
            return rows
        } catch {
            throw error.at(index)
        }
    }

    /// Runs statements each for itself, and leaves nothing behind that they opened.
    func applyOneByOne(_ statements: [SQLStatement]) throws(DatabaseError) {
        try refuseOpenTransaction()
        let enforced = try foreignKeysAreEnforced()
        defer { restoreForeignKeys(enforced) }
        for (index, statement) in statements.enumerated() {
            let changesBefore = totalChanges
            do throws(DatabaseError) {
                try run(statement)
            } catch {
                var error = error.at(index)
                // One that was interrupted is always rolled back (sqlite.org/c3ref/interrupt.html).
                error.hasLeftNothing = error.code == .interrupted || totalChanges == changesBefore
                rollBack()
                throw error
            }
        }
        guard isInAutocommit else {
            rollBack()
            throw DatabaseError(
                .statement,
                "the statements opened a transaction and did not end it; what it held was rolled back",
                statement: statements.last,
                statementIndex: statements.isEmpty ? nil : statements.count - 1
            )
        }
    }

    /// The rows that the connection has changed so far.
    ///
    /// Not every statement that fails undoes itself: a conflict clause in the table's declaration or a trigger's RAISE can
    /// say FAIL as well (sqlite.org/lang_conflict.html).
    private var totalChanges: Int32 { sqlite3_total_changes(handle.pointer) }

    /// Ends an open transaction; some errors have already done so (sqlite.org/lang_transaction.html, section 3).
    func rollBack() {
        guard !isInAutocommit else { return }
        // Not through `run`: an interrupted connection must still be able to roll back.
        sqlite3_exec(handle.pointer, "ROLLBACK", nil, nil, nil)
    }

    func refuseOpenTransaction() throws(DatabaseError) {
        guard isInAutocommit else { throw DatabaseError(.unsupported, "a transaction is already open") }
    }
}

extension DatabaseError {
    fileprivate func at(_ index: Int) -> DatabaseError {
        var error = self
        error.statementIndex = index
        return error
    }
}
