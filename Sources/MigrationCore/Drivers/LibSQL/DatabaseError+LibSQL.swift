internal import LibSQLClient

extension DatabaseError {
    /// What a server said about a request, in a driver's terms.
    ///
    /// - Parameters:
    ///   - error: the server's words; sqld puts its own before SQLite's, Turso Cloud does not.
    ///   - statement: the statement that failed.
    ///   - index: its position in the batch.
    init(_ error: HranaError, statement: SQLStatement? = nil, at index: Int? = nil) {
        self.init(
            Code(hrana: error),
            DatabaseError.withoutFrame(error.message),
            statement: statement,
            statementIndex: index
        )
        if code == .readOnly { remedy = "Look at the database's settings: writes are blocked." }
    }

    /// What a server said about COMMIT: where the words are not SQLite's own, it was perhaps carried out.
    ///
    /// - Parameter error: the server's words.
    init(ofCommit error: HranaError) {
        self.init(error, statement: "COMMIT")
        let code = error.code ?? ""
        let isCertain =
            (code.hasPrefix("SQLITE_") && !code.hasPrefix("SQLITE_INTERRUPT") && code != "SQLITE_UNKNOWN")
            || code.hasPrefix("TRANSACTION_") || self.code == .constraint
        unknownBatches = isCertain ? 0 : 1
    }

    /// That there was no answer, or none that can be used.
    init(_ error: LibSQLError) {
        self.init(Code(error.code), error.message)
        remedy =
            error.code == .tooLarge
            ? "Split the revision into smaller ones: the server takes no larger request." : error.remedy
        retryAfter = error.retryAfter
        // What the first request of a pipeline may not do, none of those behind it may.
        unknownBatches = error.isOutcomeUnknown && error.code != .forbidden ? 1 : 0
    }

    /// The server answered something else than it was asked.
    static var unexpectedAnswer: DatabaseError {
        var error = DatabaseError(.connection, "the server's answer does not fit what it was asked")
        error.unknownBatches = 1
        error.remedy = "Check that the URL is that of a libSQL server."
        return error
    }

    private static func withoutFrame(_ message: String) -> String {
        var text = Substring(message)
        for frame in ["SQLite error: ", "SQL input error: ", "SQLite input error: "] where text.hasPrefix(frame) {
            text = text.dropFirst(frame.count)
        }
        if text.hasSuffix(")"), let start = text.ranges(of: " (at offset ").last?.lowerBound { text = text[..<start] }
        return String(text)
    }
}

extension DatabaseError.Code {
    fileprivate init(hrana error: HranaError) {
        let code = error.code ?? ""
        let known: [(String, DatabaseError.Code)] = [
            ("SQLITE_CONSTRAINT", .constraint), ("SQLITE_BUSY", .busy), ("SQLITE_LOCKED", .busy),
            ("TRANSACTION_BUSY", .busy), ("TRANSACTION_TIMEOUT", .transactionTimeout), ("SQLITE_READONLY", .readOnly),
            ("BLOCKED", .readOnly), ("SQLITE_FULL", .storage), ("SQLITE_IOERR", .storage),
            ("SQLITE_CORRUPT", .corrupt), ("SQLITE_NOTADB", .corrupt), ("RESPONSE_TOO_LARGE", .tooLarge),
        ]
        self = known.first { code.hasPrefix($0.0) }?.1 ?? (error.isConstraint ? .constraint : .statement)
    }

    fileprivate init(_ code: LibSQLError.Code) {
        switch code {
        case .cancelled: self = .interrupted
        case .timedOut: self = .timedOut
        case .unauthorized, .tokenExpired, .forbidden: self = .unauthorized
        case .cannotReach, .connectTimedOut, .connectionLost, .serverError, .rateLimited, .streamExpired,
            .invalidAnswer:
            self = .connection
        case .notText: self = .corrupt
        case .notFound, .tls, .redirected: self = .cannotOpen
        case .tooLarge, .answerTooLarge: self = .tooLarge
        default: self = .unsupported
        }
    }
}

extension HranaError {
    /// Where a server gives no code, SQLite's words are.
    fileprivate var isConstraint: Bool {
        code == nil && message.contains("constraint failed")
    }
}
