internal import LibSQLClient

extension LibSQLConnection {
    /// Applies one batch in a transaction that stays open over several requests, so that rows which had no parent before can
    /// be told from new ones, as on a local file.
    ///
    /// - Returns: the rows of the last statement.
    /// - Throws: `DatabaseError`; its outcome is unknown only where the answer to COMMIT was lost.
    func applyInteractively(_ batch: Batch) throws(DatabaseError) -> [SQLRow] {
        let stream = client.openStream()
        defer { stream.close() }
        let isOff = batch.transaction == .atomic(foreignKeys: .off)
        try begin(stream, foreignKeysEnforced: !isOff)
        let reader = ForeignKeyViolationReader { statements throws(DatabaseError) in
            try self.answers(to: statements, on: stream)
        }
        do throws(DatabaseError) {
            let before = isOff ? try reader.violations() : ForeignKeyViolations()
            let rows = try run(batch.statements, on: stream)
            if isOff, let complaint = try reader.violations().complaint(comparedTo: before) {
                throw DatabaseError(.foreignKeys, complaint)
            }
            try commit(stream, restoringForeignKeys: isOff)
            return rows
        } catch {
            if isOff, stream.isOpen { _ = try? stream.send([.rollback, .enforceForeignKeys]) }
            throw error
        }
    }

    private func begin(_ stream: LibSQLStream, foreignKeysEnforced enforced: Bool) throws(DatabaseError) {
        let answers = try send(
            [
                .execute(HranaStatement(HranaTransaction.setting(enforced: enforced))),
                .execute(HranaStatement("BEGIN IMMEDIATE")),
                .execute(HranaStatement(HranaTransaction.assertion(enforced: enforced))),
            ],
            on: stream
        )
        for (index, answer) in answers.enumerated() {
            guard case .failure(let hrana) = answer else { continue }
            let error = DatabaseError(hrana)
            throw index == 2 && error.code == .statement ? .foreignKeysSetting(enforced) : error
        }
    }

    private func answers(
        to statements: [SQLStatement],
        on stream: LibSQLStream
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        let answers = try send(statements.map { .execute(HranaStatement($0)) }, on: stream)
        return zip(statements, answers).map { statement, answer in
            switch answer {
            case .success(.execute(let rows)): .success(rows.sqlRows)
            case .failure(let error): .failure(DatabaseError(error, statement: statement))
            default: .failure(.unexpectedAnswer)
            }
        }
    }

    /// Each statement only if the one before went well and the transaction is still open.
    private func run(_ statements: [SQLStatement], on stream: LibSQLStream) throws(DatabaseError) -> [SQLRow] {
        guard !statements.isEmpty else { return [] }
        let steps = statements.enumerated().map { index, statement in
            // Version 2 cannot ask; there the first statement of a transaction that has ended fails, and so those behind it.
            let open = HranaCondition.not(.isAutocommit)
            let first = client.speaksVersion3 ? open : nil
            return HranaStep(HranaStatement(statement), if: index == 0 ? first : .and([.ok(index - 1), open]))
        }
        switch try send([.batch(steps)], on: stream).first {
        case .success(.batch(let result)):
            guard result.results.count == steps.count, result.errors.count == steps.count else {
                throw .unexpectedAnswer
            }
            if let index = result.errors.firstIndex(where: { $0 != nil }), let error = result.errors[index] {
                throw DatabaseError(error, statement: statements[index], at: index)
            }
            guard let last = result.results[steps.count - 1] else {
                throw DatabaseError(.transactionTimeout, "the transaction ended before its statements did")
            }
            return last.sqlRows
        case .failure(let error): throw DatabaseError(error)
        default: throw .unexpectedAnswer
        }
    }

    /// Ends the transaction; the connection may be one that the server gives to others, so enforcement is restored with it.
    private func commit(_ stream: LibSQLStream, restoringForeignKeys isOff: Bool) throws(DatabaseError) {
        let answer: Result<HranaResponse, HranaError>?
        do throws(LibSQLError) {
            let commit = HranaRequest.execute(HranaStatement("COMMIT"))
            answer = try stream.send((isOff ? [commit, .enforceForeignKeys] : [commit]) + [.close]).first
        } catch {
            throw DatabaseError(error)
        }
        switch answer {
        case .success: return
        case .failure(let error): throw DatabaseError(ofCommit: error)
        case nil: throw .unexpectedAnswer
        }
    }

    /// Sends on an open transaction; where the answer is lost the transaction is, and so nothing is unknown.
    private func send(
        _ requests: [HranaRequest],
        on stream: LibSQLStream
    ) throws(DatabaseError) -> [Result<HranaResponse, HranaError>] {
        do throws(LibSQLError) {
            return try stream.send(requests)
        } catch {
            var error = DatabaseError(error)
            error.unknownBatches = 0
            throw error
        }
    }
}

extension HranaRequest {
    static var rollback: HranaRequest { .execute(HranaStatement("ROLLBACK")) }

    static var enforceForeignKeys: HranaRequest {
        .execute(HranaStatement(HranaTransaction.setting(enforced: true)))
    }
}
