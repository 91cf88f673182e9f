internal import LibSQLClient

extension LibSQLConnection {
    package func withTransaction(
        foreignKeys: Batch.ForeignKeys,
        _ body: (any DatabaseConnection) -> TransactionEnd
    ) throws(DatabaseError) {
        let transaction = LibSQLTransaction(client)
        // Closing the stream rolls back what is open on it.
        defer { transaction.close() }
        let isOff = foreignKeys == .off
        try transaction.begin(foreignKeysEnforced: !isOff)
        let reader = ForeignKeyViolationReader { statement throws(DatabaseError) in try transaction.query(statement) }
        let before = isOff ? try reader.violations() : ForeignKeyViolations()
        guard body(transaction) == .commit else { return }
        if isOff, let complaint = try reader.violations().complaint(comparedTo: before) {
            throw DatabaseError(.foreignKeys, complaint)
        }
        try transaction.commit()
    }
}

/// A transaction on a stream that stays open over several requests.
///
/// A server ends it when it is idle for some seconds, or keeps another writer waiting; what was done is rolled back then.
final class LibSQLTransaction: DatabaseConnection {
    private let client: LibSQLClient
    private let stream: LibSQLStream

    init(_ client: LibSQLClient) {
        self.client = client
        stream = client.openStream()
    }

    func begin(foreignKeysEnforced enforced: Bool) throws(DatabaseError) {
        let answers = try send(
            [
                HranaTransaction.setting(enforced: enforced), "BEGIN IMMEDIATE",
                HranaTransaction.assertion(enforced: enforced),
            ].map { .execute(HranaStatement($0)) }
        )
        for (index, answer) in answers.enumerated() {
            guard case .failure(let error) = answer else { continue }
            throw index == 2 ? .foreignKeysSetting(enforced) : DatabaseError(error)
        }
    }

    /// The one call whose lost answer leaves something unknown.
    func commit() throws(DatabaseError) {
        // On another connection than the one that began, COMMIT fails, and nothing is lost.
        guard stream.isOpen else { throw .transactionGone("COMMIT") }
        let answer: Result<HranaResponse, HranaError>?
        do throws(LibSQLError) {
            answer = try stream.send([.execute(HranaStatement("COMMIT"))]).first
        } catch {
            throw DatabaseError(error)
        }
        switch answer {
        case .success: return
        case .failure(let error): throw DatabaseError(error, statement: "COMMIT")
        case nil: throw .unexpectedAnswer
        }
    }

    func close() {
        stream.close()
    }

    func interrupt() {
        client.cancel()
    }

    func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        try statements.map { (statement) throws(DatabaseError) in
            try check(statement)
            let result = try batch([statement])
            if let error = result.errors[0] { return .failure(DatabaseError(error, statement: statement)) }
            guard let rows = result.results[0] else { throw .transactionGone(statement) }
            return .success(rows.sqlRows)
        }
    }

    func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        for batch in batches {
            for (index, statement) in batch.statements.enumerated() {
                do throws(DatabaseError) {
                    try check(statement)
                } catch {
                    var error = error
                    error.statementIndex = index
                    throw error
                }
            }
            onApplied(try run(batch.statements))
        }
    }

    private func run(_ statements: [SQLStatement]) throws(DatabaseError) -> [SQLRow] {
        guard let last = statements.last else { return [] }
        let result = try batch(statements)
        if let index = result.errors.firstIndex(where: { $0 != nil }), let error = result.errors[index] {
            throw DatabaseError(error, statement: statements[index], at: index)
        }
        guard let rows = result.results[statements.count - 1] else { throw .transactionGone(last) }
        return rows.sqlRows
    }

    private func check(_ statement: SQLStatement) throws(DatabaseError) {
        if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
    }

    /// Each statement only if the one before went well and the transaction is still open: without it, it would commit for
    /// itself.
    private func batch(_ statements: [SQLStatement]) throws(DatabaseError) -> HranaBatchResult {
        guard stream.isOpen else { throw .transactionGone(statements[0]) }
        let steps = statements.enumerated().map { index, statement in
            let open = HranaCondition.not(.isAutocommit)
            return HranaStep(HranaStatement(statement), if: index == 0 ? open : .and([.ok(index - 1), open]))
        }
        switch try send([.batch(steps)]).first {
        case .success(.batch(let result)):
            guard result.results.count == steps.count, result.errors.count == steps.count else {
                throw .unexpectedAnswer
            }
            return result
        case .failure(let error): throw DatabaseError(error, statement: statements[0])
        default: throw .unexpectedAnswer
        }
    }

    /// Where the answer is lost, the transaction is, and so nothing is unknown.
    private func send(_ requests: [HranaRequest]) throws(DatabaseError) -> [Result<HranaResponse, HranaError>] {
        do throws(LibSQLError) {
            return try stream.send(requests)
        } catch {
            var error = DatabaseError(error)
            error.unknownBatches = 0
            throw error
        }
    }
}
