/// What a database answered instead of a result.
///
/// Bound values are never part of it.
public struct DatabaseError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum RawCode: String {
            case statement, constraint, foreignKeys, busy, interrupted, cannotOpen, readOnly, corrupt, storage
            case unsupported, connection, timedOut, transactionTimeout, unauthorized, tooLarge
        }

        private let value: RawCode

        /// The kind in one word, fit for a log.
        public var description: String { value.rawValue }

        /// The statement is wrong, or what it names does not exist.
        public static let statement = Code(value: .statement)
        /// A row breaks a constraint.
        public static let constraint = Code(value: .constraint)
        /// A batch without enforcement would leave rows whose foreign key has no parent, that had one before.
        public static let foreignKeys = Code(value: .foreignKeys)
        /// Another connection held the database for longer than was waited.
        public static let busy = Code(value: .busy)
        /// `interrupt()` was called.
        public static let interrupted = Code(value: .interrupted)
        /// The database could not be opened or created.
        public static let cannotOpen = Code(value: .cannotOpen)
        /// The database or its folder may not be written.
        public static let readOnly = Code(value: .readOnly)
        /// The file is not a database, or is damaged.
        public static let corrupt = Code(value: .corrupt)
        /// The disk is full, or reading or writing it failed.
        public static let storage = Code(value: .storage)
        /// This driver cannot do what was asked.
        public static let unsupported = Code(value: .unsupported)
        /// A remote database did not answer as it should.
        public static let connection = Code(value: .connection)
        /// A remote database did not answer within the time that one request may take.
        public static let timedOut = Code(value: .timedOut)
        /// The server ended the transaction, which lasted too long while another writer waited.
        public static let transactionTimeout = Code(value: .transactionTimeout)
        /// A remote database does not accept the token, or not for this.
        public static let unauthorized = Code(value: .unauthorized)
        /// A request, or the answer to it, is larger than a server or what stands before it takes.
        public static let tooLarge = Code(value: .tooLarge)
    }

    /// What kind of failure it is.
    public var code: Code
    /// SQLite's extended result code, 0 where there is none.
    public var resultCode: Int32
    /// The database's own words, on one line: a row's text in them may hold control characters, which are escaped.
    public var message: String
    /// The statement that failed, without the values bound to it.
    public var statement: SQLStatement?
    /// The position of that statement in its batch.
    public var statementIndex: Int?
    /// How many batches, beginning with the one that failed, may have been applied all the same: their answer was lost, not
    /// the request.
    public var unknownBatches = 0
    /// Whether a statement that failed has kept nothing of what it did; `nil` where that is not known, or where a transaction
    /// takes it back.
    public var hasLeftNothing: Bool?
    /// Whether the transaction that it happened in is rolled back with it, which most errors do not do.
    var hasEndedTransaction = false
    /// What to do about it, where the driver knows more than the code says.
    public var remedy: String?
    /// How long a server wishes to be left alone.
    public var retryAfter: Duration?

    /// Whether what was sent may have been carried out all the same.
    public var isOutcomeUnknown: Bool { unknownBatches > 0 }

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: the database's own words.
    ///   - resultCode: SQLite's extended result code.
    ///   - statement: the statement that failed.
    ///   - statementIndex: its position in the batch.
    public init(
        _ code: Code,
        _ message: String,
        resultCode: Int32 = 0,
        statement: SQLStatement? = nil,
        statementIndex: Int? = nil
    ) {
        self.code = code
        self.message = message.escapingControls
        self.resultCode = resultCode
        self.statement = statement.map { SQLStatement($0.text, source: $0.source) }
        self.statementIndex = statementIndex
    }
}

extension DatabaseError {
    /// COMMIT or ROLLBACK inside a batch would end the transaction, and the statements after it would commit each for
    /// itself; so they are refused before they run.
    static func transactionControl(_ statement: SQLStatement) -> DatabaseError? {
        guard case .transactionControl(let keyword) = StatementKind(statement.text) else { return nil }
        return DatabaseError(
            .statement,
            "\(keyword) inside a transaction, which the tool itself begins and ends",
            statement: statement
        )
    }
}
