#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The right to migrate one database file, held by the kernel and gone with the process.
///
/// `docs/decisions/0003-lock-beside-the-file.md` says why it is a file of its own.
package struct MigrationLock: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Waits for the lock on a database file.
    ///
    /// - Parameters:
    ///   - database: the database file's path; it need not exist yet.
    ///   - timeout: how long to wait for another process.
    ///   - interruption: ends the wait early.
    ///   - onWait: called once, with the holder as far as known, when there is someone to wait for.
    /// - Throws: `MigrationError`: `.locked` after the timeout, `.interrupted`, or `.database` where the lock's file can't
    ///   be created.
    package init(
        database: String,
        timeout: Duration,
        interruption: Interruption,
        onWait: (String?) -> Void
    ) throws(MigrationError) {
        path = MigrationLock.path(for: database)
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var hasWaited = false
        while true {
            if let descriptor = try MigrationLock.tryToLock(path) {
                self.descriptor = descriptor
                sign()
                return
            }
            guard !interruption.isRequested else { throw .interrupted() }
            let holder = MigrationLock.holder(path)
            guard clock.now < deadline else {
                throw MigrationLock.timedOut(path, holder, timeout)
            }
            if !hasWaited { onWait(holder) }
            hasWaited = true
            usleep(20_000)
        }
    }

    /// Holds the lock while the body runs; the parameters are those of `init`.
    package static func held<Value>(
        database: String,
        timeout: Duration,
        interruption: Interruption,
        onWait: (String?) -> Void,
        while body: () throws(MigrationError) -> Value
    ) throws(MigrationError) -> Value {
        let lock = try MigrationLock(database: database, timeout: timeout, interruption: interruption, onWait: onWait)
        let result = Result { () throws(MigrationError) in try body() }
        _ = consume lock
        return try result.get()
    }

    deinit {
        // Removed while it is still locked: whoever opened it meanwhile sees by the inode that it is no longer the file.
        unlink(path)
        close(descriptor)
    }

    /// The lock's file; the same one by whatever path or link the database is named.
    static func path(for database: String) -> String {
        if let resolved = resolve(database) { return resolved + "-migrate.lock" }
        let folder = SQLiteFile(database).folder
        let name = database.split(separator: "/").last.map(String.init) ?? database
        return (resolve(folder) ?? folder) + "/" + name + "-migrate.lock"
    }

    private static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The locked file's descriptor, or `nil` while someone else has it.
    private static func tryToLock(_ path: String) throws(MigrationError) -> Int32? {
        let flags = O_CREAT | O_CLOEXEC | O_NOFOLLOW
        var descriptor = open(path, O_RDWR | flags, 0o644)
        let firstError = errno
        // Another user's file may not be writable for us; to lock it, reading is enough.
        if descriptor < 0, firstError == EACCES { descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(firstError))
            throw MigrationError(
                .database,
                "the lock file \(path) cannot be created: \(reason)",
                remedy: "The folder of the database must be writable: SQLite keeps its journal there, too."
            )
        }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStillThere(descriptor, path) {
            if isOurs(descriptor) { return descriptor }
            close(descriptor)
            throw MigrationError(
                .database,
                "\(path) has the name of this database's lock, but it is another program's file: it was left as it is",
                remedy: "Move it away, then run the same command again."
            )
        }
        close(descriptor)
        return nil
    }

    /// Whether a locked file is empty or holds what `sign()` has written, or the beginning of it.
    private static func isOurs(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0, count < bytes.count else { return false }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        let isOneLine = !text.dropLast().contains { $0 == "\n" }
        return isOneLine && (text.hasPrefix(signature) || signature.hasPrefix(text))
    }

    private static let signature = "process "

    /// Whether the path still names the locked file: its last holder may have removed it between opening and locking.
    private static func isStillThere(_ descriptor: Int32, _ path: String) -> Bool {
        var (locked, named) = (stat(), stat())
        return fstat(descriptor, &locked) == 0 && stat(path, &named) == 0
            && locked.st_ino == named.st_ino && locked.st_dev == named.st_dev
    }

    /// Writes who holds it, for the others' messages.
    private func sign() {
        let text = "\(MigrationLock.signature)\(getpid()) on \(Host.name)\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    private static func holder(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 300)
        let count = read(descriptor, &bytes, bytes.count)
        let line = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self).escapingControls
    }

    private static func timedOut(_ path: String, _ holder: String?, _ timeout: Duration) -> MigrationError {
        let longer = min(max(12, timeout.components.seconds), 86_400) * 5
        return MigrationError(
            .locked,
            "another migration of this database is running (\(holder ?? "its process is not known")), "
                + "and it did not end within \(timeout.components.seconds) s; the lock is \(path)",
            remedy: "Wait for it to end, or wait longer with --lock-timeout \(longer)."
        )
    }
}
