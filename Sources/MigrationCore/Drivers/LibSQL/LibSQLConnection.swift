internal import LibSQLClient
internal import Synchronization

/// A remote database: a libSQL server or Turso, over Hrana.
///
/// ```swift
/// let connection = LibSQLConnection(url: "https://app.turso.io", token: token, options: ConnectionOptions())
/// ```
///
/// No state lives on the server between calls: each call is a stream of its own, which it closes. What decides something is
/// decided by the server, inside the transaction.
package final class LibSQLConnection: DatabaseConnection {
    let client: LibSQLClient
    private let connectTimeout: Duration
    private let chunkSize = Mutex(ChunkSize())

    init(client: LibSQLClient, connectTimeout: Duration) {
        self.client = client
        self.connectTimeout = connectTimeout
    }

    /// Names a server; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - url: `https://…` or `http://…`.
    ///   - token: the bearer token.
    ///   - options: how long to wait, and whom to trust.
    package convenience init(url: String, token: Secret?, options: ConnectionOptions) {
        var clientOptions = LibSQLClient.Options()
        clientOptions.connectTimeout = options.connectTimeout
        clientOptions.requestTimeout = options.requestTimeout
        clientOptions.certificateFile = options.certificateFile
        clientOptions.names = LibSQLClient.SettingNames(options.names)
        self.init(
            client: LibSQLClient(url: url, token: token.map { BearerToken($0.value) }, options: clientOptions),
            connectTimeout: options.connectTimeout
        )
    }

    package func interrupt() {
        client.cancel()
    }

    package func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        let isOne = statements.count == 1 && isolation == .snapshot
        let request = isOne ? .execute(HranaStatement(statements[0])) : HranaRequest.reading(statements, isolation)
        let answers = try send([request], isRepeatable: statements.allSatisfy(\.onlyReads))
        switch answers.first {
        case .success(.execute(let rows)): return [.success(rows.sqlRows)]
        case .success(.batch(let result)): return try result.answers(to: statements)
        case .failure(let error) where isOne: return [.failure(DatabaseError(error, statement: statements[0]))]
        case .failure(let error): throw DatabaseError(error)
        default: throw .unexpectedAnswer
        }
    }

    package func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        var rest = batches[...]
        while let first = rest.first {
            switch first.transaction {
            case .none:
                try applyOneByOne(first.statements)
                rest.removeFirst()
                onApplied([])
            case .atomic:
                let chunk = chunkSize.withLock { $0.prefix(of: rest) }
                rest = rest.dropFirst(chunk.count)
                try applyChunk(chunk, onApplied)
            }
        }
    }

    /// Sends batches in one request and learns from the time that it takes.
    private func applyChunk(
        _ chunk: ArraySlice<Batch>,
        _ onApplied: (_ lastRows: [SQLRow]) -> Void
    ) throws(DatabaseError) {
        let start = ContinuousClock.now
        do throws(DatabaseError) {
            try applyTogether(Array(chunk), onApplied)
            chunkSize.withLock { $0.learn(ContinuousClock.now - start) }
        } catch {
            if error.isOutcomeUnknown { chunkSize.withLock { $0.shrink() } }
            throw error
        }
    }

    /// Sends a pipeline on a stream of its own; where it `isRepeatable`, a lost answer is simply asked for again.
    func send(
        _ requests: [HranaRequest],
        isRepeatable: Bool = false
    ) throws(DatabaseError) -> [Result<HranaResponse, HranaError>] {
        var retries = ReadRetries(within: connectTimeout)
        while true {
            do throws(LibSQLError) {
                return try client.send(requests)
            } catch {
                guard isRepeatable, retries.waits(for: error, unless: { client.isCancelled }) else {
                    throw DatabaseError(error)
                }
            }
        }
    }
}

extension HranaRequest {
    /// Statements that see one state of the database; a failure of one does not keep the others from their answer.
    fileprivate static func reading(_ statements: [SQLStatement], _ isolation: ReadIsolation) -> HranaRequest {
        let begin = isolation == .afterWriters ? "BEGIN IMMEDIATE" : "BEGIN"
        return .batch(
            [HranaStep(HranaStatement(begin))]
                + statements.map { HranaStep(HranaStatement($0), if: .ok(0)) }
                + [HranaStep(HranaStatement("ROLLBACK"), if: .ok(0))]
        )
    }
}

extension HranaBatchResult {
    /// The answers to the statements between BEGIN and ROLLBACK.
    fileprivate func answers(
        to statements: [SQLStatement]
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        guard results.count == statements.count + 2, errors.count == results.count else { throw .unexpectedAnswer }
        if let error = errors[0] { throw DatabaseError(error) }
        return statements.enumerated().map { index, statement in
            if let rows = results[index + 1] { return .success(rows.sqlRows) }
            guard let error = errors[index + 1] else { return .failure(.unexpectedAnswer) }
            return .failure(DatabaseError(error, statement: statement))
        }
    }
}

extension SQLStatement {
    /// Whether the statement can only read, told by its first word.
    var onlyReads: Bool {
        text.prefix { $0.isWhitespace || $0.isLetter }.uppercased().hasPrefix("SELECT")
    }
}
