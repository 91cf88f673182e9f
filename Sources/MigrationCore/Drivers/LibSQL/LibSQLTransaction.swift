internal import LibSQLClient
internal import Synchronization

extension LibSQLConnection {
    package func withTransaction(
        foreignKeys: Batch.ForeignKeys,
        _ body: (any DatabaseConnection) -> TransactionEnd
    ) throws(DatabaseError) {
        let isOff = foreignKeys == .off
        let transaction = LibSQLTransaction(client, foreignKeysEnforced: !isOff)
        // Closing the stream rolls back what is open on it.
        defer { transaction.close() }
        let reader = ForeignKeyViolationReader { statements throws(DatabaseError) in
            try transaction.query(statements, isolation: .snapshot)
        }
        let before = isOff ? try reader.violations() : ForeignKeyViolations()
        guard body(transaction) == .commit else { return }
        if isOff, let complaint = try reader.violations().complaint(comparedTo: before) {
            throw DatabaseError(.foreignKeys, complaint)
        }
        try transaction.commit()
    }

    /// Applies one batch in a transaction that stays open over several requests, so that rows which had no parent before can
    /// be told from new ones, as on a local file.
    ///
    /// - Returns: the rows of the last statement.
    /// - Throws: `DatabaseError`; its outcome is unknown only where the answer to COMMIT was lost.
    func applyInteractively(_ batch: Batch) throws(DatabaseError) -> [SQLRow] {
        var lastRows: [SQLRow] = []
        var failure: DatabaseError?
        try withTransaction(foreignKeys: batch.transaction == .atomic(foreignKeys: .off) ? .off : .enforced) {
            transaction in
            do throws(DatabaseError) {
                try transaction.apply([batch]) { lastRows = $0 }
                return .commit
            } catch {
                failure = error
                return .rollBack
            }
        }
        if let failure { throw failure }
        return lastRows
    }
}

/// A transaction on a stream that stays open over several requests; it begins with the first statement.
///
/// A server ends it when it is idle for some seconds, or keeps another writer waiting; what was done is rolled back then.
final class LibSQLTransaction: DatabaseConnection {
    private let client: LibSQLClient
    private let stream: LibSQLStream

    private let enforced: Bool
    /// Version 2 cannot tell whether a statement that failed has ended the transaction: after one, nothing more runs in it.
    private let isSpent = Mutex(false)
    private let hasBegun = Mutex(false)

    init(_ client: LibSQLClient, foreignKeysEnforced enforced: Bool) {
        self.client = client
        self.enforced = enforced
        stream = client.openStream()
    }

    private func begin() throws(DatabaseError) {
        guard !hasBegun.withLock({ $0 }) else { return }
        hasBegun.withLock { $0 = true }
        let answers = try send(
            [
                HranaTransaction.setting(enforced: enforced), "BEGIN IMMEDIATE",
                HranaTransaction.assertion(enforced: enforced),
            ].map { .execute(HranaStatement($0)) }
        )
        for (index, answer) in answers.enumerated() {
            guard case .failure(let hrana) = answer else { continue }
            let error = DatabaseError(hrana)
            throw index == 2 && error.code == .statement ? .foreignKeysSetting(enforced) : error
        }
    }

    /// The one call whose lost answer leaves something unknown.
    ///
    /// The server may give the connection to others, so enforcement is restored with it.
    func commit() throws(DatabaseError) {
        guard hasBegun.withLock(\.self) else { return }
        // On another connection than the one that began, COMMIT fails, and nothing is lost.
        guard stream.isOpen, !isSpent.withLock(\.self) else { throw .transactionGone("COMMIT") }
        let answer: Result<HranaResponse, HranaError>?
        do throws(LibSQLError) {
            answer = try stream.send([.execute(HranaStatement("COMMIT")), .enforceForeignKeys, .close]).first
        } catch {
            throw DatabaseError(error)
        }
        switch answer {
        case .success: return
        case .failure(let error): throw DatabaseError(ofCommit: error)
        case nil: throw .unexpectedAnswer
        }
    }

    /// Ends what is open, and restores enforcement.
    func close() {
        if stream.isOpen { _ = try? stream.send([.execute(HranaStatement("ROLLBACK")), .enforceForeignKeys]) }
        stream.close()
    }

    func interrupt() {
        client.cancel()
    }

    func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        for statement in statements { try check(statement) }
        guard !statements.isEmpty else { return [] }
        // A failure of one does not keep the others from their answer.
        let (result, hasEnded) = try batch(statements, isChain: false)
        return try statements.enumerated().map { (index, statement) throws(DatabaseError) in
            if let error = result.errors[index] {
                let error = DatabaseError(error, statement: statement)
                return .failure(hasEnded ? error.endingTransaction : error)
            }
            guard let rows = result.results[index] else { throw .transactionGone(statement) }
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
        let (result, hasEnded) = try batch(statements, isChain: true)
        if let index = result.errors.firstIndex(where: { $0 != nil }), let error = result.errors[index] {
            let error = DatabaseError(error, statement: statements[index], at: index)
            throw hasEnded ? error.endingTransaction : error
        }
        guard let rows = result.results[statements.count - 1] else { throw .transactionGone(last) }
        return rows.sqlRows
    }

    private func check(_ statement: SQLStatement) throws(DatabaseError) {
        if let refusal = DatabaseError.transactionControl(statement) { throw refusal }
    }

    /// Each statement only if the transaction is still open, for without it, it would commit for itself; in a chain only if the
    /// one before went well, too.
    ///
    /// Version 2 cannot ask; there the first statement of a transaction that has ended fails, and so those behind it.
    ///
    /// - Returns: the answer, and whether the transaction is known to have ended, as after `INSERT OR ROLLBACK`.
    private func batch(
        _ statements: [SQLStatement],
        isChain: Bool
    ) throws(DatabaseError) -> (result: HranaBatchResult, hasEnded: Bool) {
        try begin()
        guard stream.isOpen, !isSpent.withLock(\.self) else { throw .transactionGone(statements[0]) }
        let open = client.speaksVersion3 ? HranaCondition.not(.isAutocommit) : nil
        let steps = statements.enumerated().map { index, statement in
            let before = isChain && index > 0 ? HranaCondition.ok(index - 1) : nil
            let conditions = [before, open].compactMap(\.self)
            return HranaStep(
                HranaStatement(statement),
                if: conditions.count > 1 ? .and(conditions) : conditions.first
            )
        }
        let answers = try send([.batch(steps)] + (open == nil ? [] : [.getAutocommit]))
        switch answers.first {
        case .success(.batch(let result)):
            guard result.results.count == steps.count, result.errors.count == steps.count else {
                throw .unexpectedAnswer
            }
            let hasFailed = zip(statements, result.errors).contains { !$0.onlyReads && $1 != nil }
            if open == nil, hasFailed { isSpent.withLock { $0 = true } }
            let hasEnded = if case .success(.getAutocommit(true))? = answers.dropFirst().first { true } else { false }
            return (result, hasEnded)
        case .failure(let hrana):
            // The server names none of several.
            var error = DatabaseError(hrana, statement: statements.count == 1 ? statements[0] : nil)
            if hrana.code == "RESPONSE_TOO_LARGE" {
                error.remedy = "read fewer rows at a time, with forEachRow or LIMIT"
            }
            throw error
        default: throw .unexpectedAnswer
        }
    }

    /// Where the answer is lost, the transaction is, and so nothing is unknown.
    private func send(_ requests: [HranaRequest]) throws(DatabaseError) -> [Result<HranaResponse, HranaError>] {
        do throws(LibSQLError) {
            return try stream.send(requests)
        } catch {
            let (hasExpired, isElsewhere) = (error.code == .streamExpired, error.code == .notFound)
            var error = DatabaseError(error)
            if hasExpired { error.code = .transactionTimeout }
            // The server was there a moment ago: something on the way answers for it.
            if isElsewhere { error.code = .connection }
            error.unknownBatches = 0
            throw error
        }
    }
}

extension HranaRequest {
    static var enforceForeignKeys: HranaRequest {
        .execute(HranaStatement(HranaTransaction.setting(enforced: true)))
    }
}

extension DatabaseError {
    /// The server, or an error before, has ended the transaction.
    fileprivate static func transactionGone(_ statement: SQLStatement) -> DatabaseError {
        DatabaseError(.transactionTimeout, "the transaction has ended, and is rolled back", statement: statement)
    }
}
