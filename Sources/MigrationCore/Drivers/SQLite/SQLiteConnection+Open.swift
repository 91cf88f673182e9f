internal import CSQLite

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension SQLiteConnection {
    /// How long a call waits for another connection's lock, unless told otherwise.
    package static let defaultBusyTimeout = Duration.seconds(5)

    /// Opens a file, or a database in memory.
    ///
    /// Foreign keys are enforced, as an application would have them.
    ///
    /// - Parameters:
    ///   - location: a path, a `file:` URI, or memory.
    ///   - mode: whether a missing file is created.
    ///   - busyTimeout: how long a call waits for another connection's lock.
    /// - Returns: the open connection.
    /// - Throws: `DatabaseError`: `.cannotOpen` with what is missing, `.unsupported` for a remote database.
    package static func open(
        _ location: DatabaseLocation,
        mode: Mode,
        busyTimeout: Duration = defaultBusyTimeout
    ) throws(DatabaseError) -> SQLiteConnection {
        switch location {
        case .memory: try open(path: ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, busyTimeout)
        case .file(let path): try open(path: path, flags(for: path, mode), busyTimeout)
        case .remote: throw DatabaseError(.unsupported, "a remote database is no SQLite file")
        }
    }

    /// How a database is opened.
    package enum Mode: Hashable, Sendable {
        /// For reading what is there: a missing file is an error, and none is created.
        case readExisting
        /// For writing: a missing file is created by the first statement that writes.
        case readWrite
    }

    /// Not SQLITE_OPEN_READONLY for a reader: after a crash the journal has to be rolled back by whoever comes next,
    /// which a read-only connection may not (SQLITE_READONLY_ROLLBACK).
    private static func flags(for path: String, _ mode: Mode) -> Int32 {
        let file = SQLiteFile(path)
        let flags = SQLITE_OPEN_READWRITE | (file.isURI ? SQLITE_OPEN_URI : 0)
        let creates = mode == .readWrite || file.path == nil
        return creates ? flags | SQLITE_OPEN_CREATE : flags
    }

    private static func open(path: String, _ flags: Int32, _ busyTimeout: Duration) throws(DatabaseError)
        -> SQLiteConnection
    {
        var pointer: OpaquePointer?
        let result = sqlite3_open_v2(path, &pointer, flags | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let pointer else { throw DatabaseError(.cannotOpen, "out of memory", resultCode: result) }
        guard result == SQLITE_OK else {
            let message = sqlite3_errmsg(pointer).map { String(cString: $0) } ?? ""
            sqlite3_close_v2(pointer)
            let reason = SQLiteFile(path).reasonItCannotBeOpened(creating: flags & SQLITE_OPEN_CREATE != 0)
            throw DatabaseError(.cannotOpen, reason ?? message, resultCode: result)
        }
        let connection = SQLiteConnection(handle: SQLiteHandle(pointer, busyTimeout: busyTimeout))
        connection.setForeignKeys(true)
        return connection
    }

    /// Without a pragma, so that it works while the file is locked or damaged.
    func setForeignKeys(_ enforced: Bool) {
        _ = csqlite_db_config_bool(handle.pointer, SQLITE_DBCONFIG_ENABLE_FKEY, enforced ? 1 : 0)
    }

    /// Lets `PRAGMA writable_schema` have its effect also where SQLite is built to refuse it, as on macOS.
    func allowSchemaWrites() {
        _ = csqlite_db_config_bool(handle.pointer, SQLITE_DBCONFIG_DEFENSIVE, 0)
    }
}
