/// One attempt at a revision's code: a transaction, in it the tool's rows and the code, and its end.
struct ScriptAttempt {
    /// What came of it.
    enum End {
        case applied
        /// It is rolled back, and has to begin again without enforcement.
        case needsForeignKeysOff
        /// Nothing was carried out, for the code asked for no answer; this is what it wrote.
        case collected([SQLStatement])
        /// It is rolled back, for a statement failed that the code took for done: each has to be answered at once.
        case needsAnswers
        /// The server has rolled it back, for the code let the transaction wait.
        case leftAlone(DatabaseError, in: StepBatch)
        /// Another process has moved the version.
        case moved
        /// It is rolled back, unless the error's outcome is unknown.
        case failed(DatabaseError, in: StepBatch)
    }

    let code: any ScriptCode
    let revision: Revision
    let direction: MigrationDirection
    let connection: any DatabaseConnection
    let versionTable: String
    let isRemote: Bool
    let interruption: Interruption
    /// The tool's own statements around the code; `nil` on a scratch database.
    var frame: MigrationStep.ScriptFrame?
    /// Keeps the statements, where they are to be shown.
    var recording: ScriptRecording?

    /// Runs it.
    ///
    /// - Parameters:
    ///   - foreignKeys: whether they are enforced.
    ///   - collects: whether what needs no answer is put off until something does.
    /// - Returns: what came of it.
    func run(foreignKeys: Batch.ForeignKeys, collects: Bool = false) -> End {
        var end = End.applied
        do throws(DatabaseError) {
            try connection.withTransaction(foreignKeys: foreignKeys) { transaction in
                end = work(on: transaction, foreignKeys, collects: collects && foreignKeys == .enforced)
                if case .applied = end { return .commit } else { return .rollBack }
            }
            return end
        } catch {
            return .failed(explained(error, foreignKeys), in: frame?.closing ?? ScriptAttempt.noBatch)
        }
    }

    private static let noBatch = StepBatch(batch: Batch([]), guardIndex: nil, parts: [])

    private func work(
        on transaction: any DatabaseConnection,
        _ foreignKeys: Batch.ForeignKeys,
        collects: Bool
    ) -> End {
        var stop: End?
        func open() throws(DatabaseError) {
            guard let frame else { return }
            stop = apply(frame.opening, on: transaction)
            if stop != nil { throw DatabaseError(.statement, "the transaction could not begin") }
        }
        if !collects {
            try? open()
            if let stop { return stop }
        }
        recording?.begin(foreignKeys)
        let host = ScriptHost(
            transaction,
            versionTable: versionTable,
            isRemote: isRemote,
            foreignKeys: foreignKeys,
            recording: recording,
            collection: collects ? ScriptCollection() : nil,
            opening: open
        )
        let bytes = code.run(revision, direction, interruption, answering: host.answer)
        if let stop { return stop }
        if host.hasPromisedTooMuch { return .needsAnswers }
        if host.needsForeignKeysOff { return .needsForeignKeysOff }
        guard !interruption.isRequested else {
            return .failed(DatabaseError(.interrupted, "interrupted"), in: own)
        }
        switch outcome(bytes) {
        // Perhaps it has ended for a statement that was put off, and that fails.
        case .failed where host.collected?.isEmpty == false: return .needsAnswers
        case .failed(let message, let sql, let place):
            // A statement that was interrupted is told by whoever has interrupted it: the time was up.
            let fatal = host.fatal?.code == .interrupted ? nil : host.fatal
            let error = fatal ?? host.failure(message, sql: sql, at: place.map(source))
            if let end = slowness(error, host, place) { return end }
            return .failed(located(error, sql, place), in: own)
        case .done:
            if let fatal = host.fatal { return slowness(fatal, host) ?? .failed(fatal, in: own) }
        }
        if let collected = host.collected { return .collected(collected) }
        if let frame, let end = apply(frame.closing, on: transaction) { return end }
        return .applied
    }

    private var own: StepBatch {
        StepBatch(batch: Batch([]), guardIndex: nil, parts: [.init(revision: revision.id, statements: 0..<1)])
    }

    /// A server gives an idle transaction up after some seconds: five, where another writer waits (sqld), ten otherwise.
    private static let idleLimit = Duration.seconds(4)

    /// The end where the server has ended a transaction that the code left alone; `nil` for any other.
    private func slowness(_ error: DatabaseError, _ host: ScriptHost, _ place: ScriptPlace? = nil) -> End? {
        guard error.code == .transactionTimeout, host.longestPause >= ScriptAttempt.idleLimit else { return nil }
        var slow = DatabaseError(
            .transactionTimeout,
            "the server ended the transaction, which the code had left alone for \(host.longestPause.components.seconds) s"
        )
        slow.remedy =
            "Let the code do what takes long before it first reads, or go through the rows in smaller parts. It was begun"
            + " twice, and left nothing."
        return .leftAlone(located(slow, "", place), in: own)
    }

    private func apply(_ batch: StepBatch, on transaction: any DatabaseConnection) -> End? {
        do throws(DatabaseError) {
            try transaction.apply(batch.batch)
            return nil
        } catch {
            let isGuard =
                error.code == .statement && !error.hasEndedTransaction
                && error.statementIndex != nil && error.statementIndex == batch.guardIndex
            return isGuard ? .moved : .failed(error, in: batch)
        }
    }

    private func outcome(_ bytes: [UInt8]) -> ScriptOutcome {
        do throws(ScriptFormatError) {
            return try ScriptOutcome(scriptBytes: bytes)
        } catch {
            return .failed(message: error.description, sql: "", place: nil)
        }
    }

    private func located(_ error: DatabaseError, _ sql: String, _ place: ScriptPlace?) -> DatabaseError {
        var error = error
        if let place {
            error.statement = SQLStatement(sql, source: source(place))
            error.statementIndex = 0
        }
        return error
    }

    /// The file as the user knows it; a helper's is named as the compiler names it.
    private func source(_ place: ScriptPlace) -> SourceLocation {
        let isOwn = place.file.split(separator: "/").last == revision.source.file.split(separator: "/").last
        return SourceLocation(file: isOwn ? revision.source.file : place.file, line: place.line)
    }

    private func explained(_ error: DatabaseError, _ foreignKeys: Batch.ForeignKeys) -> DatabaseError {
        guard error.code == .foreignKeys, foreignKeys == .off else { return error }
        var error = error
        error.message +=
            " (foreign keys are not enforced while it runs, as a table's rebuild needs: no ON DELETE or ON UPDATE action ran)"
        return error
    }
}
