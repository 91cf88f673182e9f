/// The one error that users of the library and the command see.
///
/// ```swift
/// do { try await migrator.upgrade() } catch { print(error.summary); print(error.remedy ?? "") }
/// ```
public struct MigrationError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; bounded, so it serves as a label of metrics.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// `snake_case`, as in `--json`.
        public let description: String

        init(_ description: String) {
            self.description = description
        }

        /// A revision file is wrong.
        public static let invalidRevisionFile = Code("invalid_revision_file")
        /// The revisions do not form a graph, or a target names none of them.
        public static let invalidGraph = Code("invalid_graph")
        /// A target cannot be resolved.
        public static let invalidTarget = Code("invalid_target")
        /// The database names a revision that no file has.
        public static let unknownRevision = Code("unknown_revision")
        /// Every revision is applied, and the database is at later ones: the program is older than the database.
        public static let databaseAhead = Code("database_ahead")
        /// A file was edited after it was applied.
        public static let changedRevision = Code("changed_revision")
        /// A section that runs without a transaction was started and did not end.
        public static let unfinishedRevision = Code("unfinished_revision")
        /// A revision cannot be run or downgraded as it is.
        public static let cannotRun = Code("cannot_run")
        /// A statement failed.
        public static let statementFailed = Code("statement_failed")
        /// The database cannot be opened or used.
        public static let database = Code("database")
        /// The server does not answer, and what is applied is known.
        public static let connection = Code("connection")
        /// The server does not answer, and may have carried out what was sent; `status()` tells when it is back.
        public static let unknownOutcome = Code("unknown_outcome")
        /// Another process holds the lock.
        public static let locked = Code("locked")
        /// The caller gave up.
        public static let interrupted = Code("interrupted")
        /// Revisions are pending.
        public static let pendingMigrations = Code("pending_migrations")
        /// A setting is missing or wrong.
        public static let configuration = Code("configuration")
        /// The declared schema is wrong, or cannot be reached.
        public static let schema = Code("schema")
        /// A question was answered with no, or could not be asked.
        public static let declined = Code("declined")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What failed, on what, where and why; without a full stop's worth of advice.
    public var summary: String
    /// What to type or do next.
    public var remedy: String?
    /// The revisions that this run applied before it failed, and that stay applied.
    public var applied: [RevisionID]
    /// The error of the layer below.
    public var underlying: (any Error)?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - summary: what failed, on what, where and why.
    ///   - remedy: what to type or do next.
    ///   - applied: the revisions that this run applied before it failed.
    ///   - underlying: the error of the layer below.
    public init(
        _ code: Code,
        _ summary: String,
        remedy: String? = nil,
        applied: [RevisionID] = [],
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.summary = summary
        self.remedy = remedy
        self.applied = applied
        self.underlying = underlying
    }

    /// What failed, and on a line of its own what to do next.
    public var description: String {
        remedy.map { "\(summary)\n\($0)" } ?? summary
    }
}
