internal import LibSQLClient

extension LibSQLConnection {
    /// Runs statements each for itself, one request each, so that it is known what ran whatever happens.
    ///
    /// - Throws: `DatabaseError` whose `statementIndex` is the number of statements that were done; where the answer to the
    ///   last one was lost, `isOutcomeUnknown`.
    func applyOneByOne(_ statements: [SQLStatement]) throws(DatabaseError) {
        var stream = client.openStream()
        defer {
            // The server may give the connection to others.
            if statements.contains(where: \.setsUpConnection), stream.isOpen {
                _ = try? stream.send([.enforceForeignKeys])
            }
            stream.close()
        }
        for (index, statement) in statements.enumerated() {
            let result: Result<Void, DatabaseError>
            do throws(LibSQLError) {
                result = try run(statement, at: index, on: stream)
            } catch {
                guard error.code == .streamExpired, !error.isOutcomeUnknown, statements[...index].isLastIndependent
                else {
                    throw DatabaseError(answering: error).at(index, of: statement)
                }
                // Nothing of it ran, and nothing was open: another connection does as well.
                stream.close()
                stream = client.openStream()
                result = runAgain(statement, at: index, on: stream)
            }
            try result.get()
        }
    }

    private func runAgain(
        _ statement: SQLStatement,
        at index: Int,
        on stream: LibSQLStream
    ) -> Result<Void, DatabaseError> {
        do throws(LibSQLError) {
            return try run(statement, at: index, on: stream)
        } catch {
            return .failure(DatabaseError(answering: error).at(index, of: statement))
        }
    }

    /// Runs one statement between two looks at the rows that the connection has changed: not every statement that fails
    /// undoes itself (sqlite.org/lang_conflict.html).
    private func run(
        _ statement: SQLStatement,
        at index: Int,
        on stream: LibSQLStream
    ) throws(LibSQLError) -> Result<Void, DatabaseError> {
        if !stream.isOpen, let error = open(stream) { return .failure(error.at(index, of: statement)) }
        if !stream.isOpen, statement.setsUpConnection || statement.readsConnection {
            let error = DatabaseError(.unsupported, "the server keeps no connection from one statement to the next")
            return .failure(error.at(index, of: statement))
        }
        let changes = HranaRequest.execute(HranaStatement("SELECT total_changes()"))
        let look: [HranaRequest] = client.speaksVersion3 ? [.getAutocommit] : []
        let answers = try stream.send([changes, .execute(HranaStatement(statement)), changes] + look)
        guard answers.count >= 3 else { return .failure(DatabaseError.unexpectedAnswer.at(index, of: statement)) }
        if case .failure(let answer) = answers[1] {
            var error = DatabaseError(answer, statement: statement, at: index)
            error.hasLeftNothing = answers[0].number != nil && answers[0].number == answers[2].number
            return .failure(error)
        }
        if answers.count > 3, case .success(.getAutocommit(false)) = answers[3] {
            let error = DatabaseError(.statement, "the statement opened a transaction; what it held was rolled back")
            return .failure(error.at(index, of: statement))
        }
        return .success(())
    }

    /// Enforces foreign keys, in a request of its own: whatever comes after it carries a baton, and a request with a baton
    /// that has been used is refused, should anything between here and the server send it twice.
    private func open(_ stream: LibSQLStream) -> DatabaseError? {
        do throws(LibSQLError) {
            _ = try stream.send([.enforceForeignKeys])
            return nil
        } catch {
            // Whether the pragma ran is no matter: it leaves nothing behind.
            var error = DatabaseError(error)
            error.unknownBatches = 0
            return error
        }
    }
}

extension DatabaseError {
    /// What came in place of a statement's answer: a status that is no success may stand before it or behind it.
    fileprivate init(answering error: LibSQLError) {
        self.init(error)
        if error.status != nil, error.code != .streamExpired { unknownBatches = 1 }
    }
}

extension SQLStatement {
    /// Whether the statement may leave something behind that the next one on the same connection needs.
    var setsUpConnection: Bool {
        let word = LibSQLStatementFilter.firstWord(of: text)
        return word == "PRAGMA" || word == "SAVEPOINT"
    }

    /// Whether the statement asks what the one before it on the same connection did.
    var readsConnection: Bool {
        let text = text.lowercased()
        return ["last_insert_rowid", "changes"].contains { text.contains($0) }
    }
}

extension ArraySlice<SQLStatement> {
    /// Whether the last statement would do the same on another connection than those before it.
    var isLastIndependent: Bool {
        guard count > 1, let last else { return true }
        return !last.readsConnection && !dropLast().contains { $0.setsUpConnection }
    }
}

extension Result<HranaResponse, HranaError> {
    /// The number that a query of one column and row returned.
    fileprivate var number: Int64? {
        guard case .success(.execute(let rows)) = self, case .integer(let number)? = rows.rows.first?.first else {
            return nil
        }
        return number
    }
}

extension DatabaseError {
    fileprivate func at(_ index: Int, of statement: SQLStatement) -> DatabaseError {
        var error = self
        error.statementIndex = index
        error.statement = SQLStatement(statement.text, source: statement.source)
        if !isOutcomeUnknown, hasLeftNothing == nil { error.hasLeftNothing = true }
        return error
    }
}
