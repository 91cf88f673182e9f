internal import LibSQLClient

extension LibSQLConnection {
    /// Applies atomic batches in one request.
    ///
    /// A failure stops those behind it, for each begins with a guard that expects the one before.
    func applyTogether(_ batches: [Batch], _ onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        if let index = batches.dropFirst().firstIndex(where: \.holdsTransactionControl) {
            // Those before it are applied first, so that it is the one to blame.
            try applyTogether(Array(batches[..<index]), onApplied)
            return try applyTogether(Array(batches[index...]), onApplied)
        }
        for batch in batches { try refuseTransactionControl(batch) }
        let transactions = batches.map { HranaTransaction($0) }
        let answers = try answers(to: transactions)
        for (index, (batch, answer)) in zip(batches, answers).enumerated() {
            switch answer {
            case .success(.batch(let result)):
                switch transactions[index].outcome(result) {
                case .applied(let rows): onApplied(rows)
                case .failed(let error): throw error.widened(to: batches.count - index)
                case .hasViolations:
                    // Nothing of it is applied, and so nothing behind it.
                    onApplied(try applyInteractively(batch))
                    try applyTogether(Array(batches.dropFirst(index + 1)), onApplied)
                    return
                }
            case .failure(let error): throw refused(batch, error, batches.count - index)
            case .success: throw DatabaseError.unexpectedAnswer.widened(to: batches.count - index)
            }
        }
    }

    private func answers(
        to transactions: [HranaTransaction]
    ) throws(DatabaseError) -> [Result<HranaResponse, HranaError>] {
        guard !transactions.isEmpty else { return [] }
        do throws(DatabaseError) {
            let answers = try send(transactions.map { .batch($0.steps) })
            guard answers.count >= transactions.count else { throw .unexpectedAnswer }
            return answers
        } catch {
            throw error.widened(to: transactions.count)
        }
    }

    /// The server refused or gave up a batch as a whole, and does not say at which statement.
    private func refused(_ batch: Batch, _ hrana: HranaError, _ remaining: Int) -> DatabaseError {
        var error = DatabaseError(hrana)
        if hrana.code == "RESPONSE_TOO_LARGE" {
            // Where the limit was met is not told: behind COMMIT, the batches after this one ran as well.
            error.unknownBatches = remaining
            error.remedy =
                "A revision's SELECT returns more than the server sends: take it out, or bound it with LIMIT."
        } else if error.code == .statement || error.code == .unsupported {
            error.locate(in: batch, among: describe(batch))
        }
        return error
    }

    /// Which statements the server can't parse, by position; nothing where it does not answer.
    private func describe(_ batch: Batch) -> [Int: String] {
        guard let answers = try? send(batch.statements.map { .describe($0.text) }, isRepeatable: true) else {
            return [:]
        }
        var found: [Int: String] = [:]
        for (index, answer) in answers.enumerated() {
            if case .failure(let error) = answer { found[index] = DatabaseError(error).message }
        }
        return found
    }

    func refuseTransactionControl(_ batch: Batch) throws(DatabaseError) {
        for (index, statement) in batch.statements.enumerated() {
            guard var error = DatabaseError.transactionControl(statement) else { continue }
            error.statementIndex = index
            throw error
        }
    }
}

extension DatabaseError {
    /// The same error; where its batch may be applied, those sent behind it may be, too.
    fileprivate func widened(to count: Int) -> DatabaseError {
        var error = self
        if isOutcomeUnknown { error.unknownBatches = count }
        return error
    }

    /// Names the statement that a server means which refused a batch before it ran any of it.
    fileprivate mutating func locate(in batch: Batch, among descriptions: [Int: String]) {
        let isSyntax = { (message: String) in
            ["syntax error", "incomplete input", "unrecognized token"].contains { message.contains($0) }
        }
        let index =
            descriptions.sorted { $0.key < $1.key }.first { isSyntax($0.value) }?.key
            ?? batch.statements.firstIndex { LibSQLStatementFilter.refusal(of: $0.text) != nil }
            ?? batch.statements.firstIndex(repeatedIn: message)
        guard let index else { return }
        let place = batch.statements[index]
        statement = SQLStatement(place.text, source: place.source)
        statementIndex = index
    }
}
