extension LibSQLTestServer {
    /// How a server behaves.
    ///
    /// ```swift
    /// var options = LibSQLTestServer.Options(dialect: .cloud)
    /// options.tokens = ["secret": .full, "reader": .readOnly, "old": .expired]
    /// options.latency = .milliseconds(50)
    /// ```
    public struct Options: Hashable, Sendable {
        /// What a token may do.
        public enum Rights: String, Hashable, Sendable {
            /// Read and write.
            case full
            /// Read; a write is refused with status 403.
            case readOnly
            /// Nothing any more: status 401.
            case expired
        }

        /// Which server is played.
        public var dialect: Dialect
        /// The port; 0 is any that is free.
        public var port: UInt16 = 0
        /// The database file; without one a temporary one that goes with the server.
        public var databasePath: String?
        /// Known tokens; none means that no token is asked for.
        public var tokens: [String: Rights] = [:]
        /// Databases beside the default one, by namespace; `nil` means that namespaces are off, and every path, header
        /// and host is the default one.
        public var namespaces: Set<String>?
        /// Whether `/v3` exists; without it, clients must fall back to `/v2`.
        public var servesVersion3 = true
        /// Whether connections begin with foreign keys enforced.
        public var foreignKeysByDefault = true
        /// Whether `PRAGMA foreign_keys = …` has an effect; without it, it succeeds and does nothing.
        public var honoursForeignKeysPragma = true
        /// What is added to the time of every request.
        public var latency: Duration = .zero
        /// How long a stream may be idle.
        public var idleLimit: Duration = .seconds(10)
        /// How long a transaction may write once another writer waits.
        public var transactionLimit: Duration = .seconds(5)
        /// How many bytes an answer may have, about.
        public var responseLimit = 10_000_000
        /// How many bytes a row or a value may have.
        public var rowLimit = 5_000_000
        /// How many streams may be open.
        public var streamLimit = 128
        /// The `base_url` of answers.
        public var baseURL: String?
        /// Whether the hosted service keeps a stream that holds nothing, as the open-source one always does.
        public var keepsStatelessStreams = false

        /// The defaults of a dialect.
        public init(dialect: Dialect = .sqld) {
            self.dialect = dialect
        }
    }
}
