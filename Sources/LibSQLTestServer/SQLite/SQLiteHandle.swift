import CSQLite
import Dispatch
import Foundation

/// A failure of SQLite, as it reports it.
struct SQLiteFailure: Error, Hashable, Sendable {
    /// The extended code; its low byte is the primary one.
    let code: Int32
    let message: String
    /// Where in the text of the statement, for an error of its meaning; -1 elsewhere.
    let offset: Int32
    /// Whether the statement failed before it ran.
    let whilePreparing: Bool

    var primaryCode: Int32 { code & 0xFF }
}

/// One connection to a database file.
///
/// SQLite serialises the calls itself; the lock of the session that owns the handle keeps statements apart.
final class SQLiteHandle: @unchecked Sendable {
    private let database: OpaquePointer
    private let cancelled = ManagedFlag()

    /// Opens a database, making the file where there is none.
    init(path: String) throws(SQLiteFailure) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            if let opened { sqlite3_close_v2(opened) }
            throw SQLiteFailure(code: code, message: "unable to open \(path)", offset: -1, whilePreparing: true)
        }
        database = opened
        sqlite3_extended_result_codes(database, 1)
        sqlite3_busy_timeout(database, 5000)
        let context = Unmanaged.passUnretained(cancelled).toOpaque()
        sqlite3_progress_handler(
            database,
            100,
            { $0.map { Unmanaged<ManagedFlag>.fromOpaque($0).takeUnretainedValue().isSet ? 1 : 0 } ?? 0 },
            context
        )
    }

    deinit {
        sqlite3_progress_handler(database, 0, nil, nil)
        sqlite3_close_v2(database)
    }

    var isAutocommit: Bool { sqlite3_get_autocommit(database) != 0 }
    /// Whether a transaction of this connection holds the one place to write.
    var isWriting: Bool { sqlite3_txn_state(database, "main") == SQLITE_TXN_WRITE }
    var changes: Int { Int(sqlite3_changes(database)) }
    var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(database) }

    func limitLength(to bytes: Int) {
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, Int32(clamping: bytes))
    }

    /// Ends what runs now, and whatever would run later.
    func cancel() {
        cancelled.set()
        sqlite3_interrupt(database)
    }

    /// Lets statements run again, as for the rollback at the end.
    func resume() {
        cancelled.clear()
    }

    func execute(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, whilePreparing: false) }
    }

    /// Compiles the first statement of a text; `nil` where it holds none.
    func prepare(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement? {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(database, sql, -1, &prepared, nil)
        guard code == SQLITE_OK else { throw failure(code, whilePreparing: true) }
        return prepared.map { SQLiteStatement($0, handle: self) }
    }

    func failure(_ code: Int32, whilePreparing: Bool) -> SQLiteFailure {
        SQLiteFailure(
            code: sqlite3_extended_errcode(database) == 0 ? code : sqlite3_extended_errcode(database),
            message: String(cString: sqlite3_errmsg(database)),
            offset: whilePreparing ? sqlite3_error_offset(database) : -1,
            whilePreparing: whilePreparing
        )
    }
}

/// A flag that one thread sets and others look at.
final class ManagedFlag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false

    var isSet: Bool { lock.withLock { value } }

    func set() {
        lock.withLock { value = true }
    }

    func clear() {
        lock.withLock { value = false }
    }
}
