import Foundation

/// The database of one namespace: a file in WAL mode, and its place to write.
final class NamespaceDatabase: Sendable {
    let path: String
    let queue: WriteQueue
    let streams: StreamRegistry
    /// Keeps the write-ahead log in being between streams.
    private let keeper: SQLiteHandle

    init(path: String, _ options: LibSQLTestServer.Options) throws(SQLiteFailure) {
        self.path = path
        queue = WriteQueue(limit: options.transactionLimit)
        streams = StreamRegistry(idleLimit: options.idleLimit, streamLimit: options.streamLimit)
        keeper = try SQLiteHandle(path: path)
        try keeper.execute("PRAGMA journal_mode = WAL")
        try keeper.execute("PRAGMA synchronous = NORMAL")
    }
}
