internal import CSQLite
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// SQLite's handle and what may be touched from another thread while a call runs: the request to stop.
///
/// The pointer never changes, and is closed when the last reference goes.
final class SQLiteHandle {
    let pointer: OpaquePointer
    private let isInterrupted = Atomic(false)
    private let busyTimeoutMS: Int

    /// Takes over an open handle and closes it in the end.
    init(_ pointer: OpaquePointer, busyTimeout: Duration) {
        self.pointer = pointer
        let (seconds, attoseconds) = busyTimeout.components
        busyTimeoutMS = Int(clamping: max(0, min(seconds, 86_400)) * 1000 + attoseconds / 1_000_000_000_000_000)
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_busy_handler(pointer, SQLiteHandle.waitForLock, context)
        sqlite3_progress_handler(pointer, SQLiteHandle.progressInterval, SQLiteHandle.looksForInterrupt, context)
    }

    deinit {
        // sqlite3_close_v2 waits for statements that were not finalized instead of failing.
        sqlite3_close_v2(pointer)
    }

    var wasInterrupted: Bool { isInterrupted.load(ordering: .acquiring) }

    func interrupt() {
        isInterrupted.store(true, ordering: .releasing)
        sqlite3_interrupt(pointer)
    }

    /// How many instructions of SQLite's machine run between two looks; a ROLLBACK takes a handful.
    private static let progressInterval: Int32 = 4096

    /// The progress handler: a statement that begins takes an earlier `sqlite3_interrupt` for over
    /// (sqlite.org/c3ref/interrupt.html), and so one that comes in the moment before would be lost.
    private static let looksForInterrupt: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 0 }
        return Unmanaged<SQLiteHandle>.fromOpaque(context).takeUnretainedValue().wasInterrupted ? 1 : 0
    }

    /// The busy handler: as `sqlite3_busy_timeout`'s, but it ends when the caller gives up, which
    /// `sqlite3_interrupt` alone does not make it do.
    private static let waitForLock: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { context, count in
        guard let context else { return 0 }
        let handle = Unmanaged<SQLiteHandle>.fromOpaque(context).takeUnretainedValue()
        // 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then 100 ms, as SQLite waits itself (`sqliteDefaultBusyCallback`).
        let delays = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50]
        let tries = Int(count)
        let waited = delays.prefix(tries).reduce(0, +) + max(0, tries - delays.count) * 100
        guard waited < handle.busyTimeoutMS, !handle.wasInterrupted else { return 0 }
        let delay = tries < delays.count ? delays[tries] : 100
        usleep(UInt32(min(delay, handle.busyTimeoutMS - waited) * 1000))
        return 1
    }
}
