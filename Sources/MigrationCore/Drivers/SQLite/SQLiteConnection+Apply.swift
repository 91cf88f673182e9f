internal import CSQLite

extension SQLiteConnection {
    /// Runs statements in one transaction that writes from its first statement.
    ///
    /// - Parameters:
    ///   - statements: what happens together.
    ///   - begun: runs as soon as the transaction is open.
    ///   - finish: the last look before COMMIT.
    /// - Throws: the first error, after the rollback.
    func applyAtomically(
        _ statements: [SQLStatement],
        begun: () throws(DatabaseError) -> Void = {},
        finish: () throws(DatabaseError) -> Void = {}
    ) throws(DatabaseError) {
        try refuseOpenTransaction()
        do throws(DatabaseError) {
            try run("BEGIN IMMEDIATE")
            try begun()
            for (index, statement) in statements.enumerated() {
                try runInTransaction(statement, at: index)
            }
            try finish()
            // COMMIT itself may be refused: by deferred foreign keys, a full disk or a reader; then all is rolled back.
            try run("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    private func runInTransaction(_ statement: SQLStatement, at index: Int) throws(DatabaseError) {
        do throws(DatabaseError) {
            try refuseTransactionControl(statement)
            try run(statement)
            guard !isInAutocommit else {
                throw DatabaseError(
                    .statement,
                    "the statement ended the transaction it was part of",
                    statement: statement
                )
            }
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
            do throws(DatabaseError) {
                try run(statement)
            } catch {
                rollBack()
                throw error.at(index)
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

    /// Ends an open transaction; some errors have already done so (sqlite.org/lang_transaction.html, section 3).
    private func rollBack() {
        guard !isInAutocommit else { return }
        // Not through `run`: an interrupted connection must still be able to roll back.
        sqlite3_exec(handle.pointer, "ROLLBACK", nil, nil, nil)
    }

    private func refuseOpenTransaction() throws(DatabaseError) {
        guard isInAutocommit else { throw DatabaseError(.unsupported, "a transaction is already open") }
    }

    /// COMMIT or ROLLBACK inside a batch would end the transaction, and the statements after it would commit each for
    /// itself; so they are refused before they run.
    private func refuseTransactionControl(_ statement: SQLStatement) throws(DatabaseError) {
        guard case .transactionControl(let keyword) = StatementKind(statement.text) else { return }
        throw DatabaseError(
            .statement,
            "\(keyword) inside a transaction, which the tool itself begins and ends",
            statement: statement
        )
    }
}

extension DatabaseError {
    fileprivate func at(_ index: Int) -> DatabaseError {
        var error = self
        error.statementIndex = index
        return error
    }
}
