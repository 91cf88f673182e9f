#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Creates files whole or not at all, and never over another one.
enum FileWriter {
    /// Writes a new file: under a hidden name, synced, then linked to its own; at last the folder is synced.
    static func create(_ path: String, in folder: String, _ bytes: [UInt8]) throws(PosixFailure) {
        let temporary = RevisionDirectory.prefix(folder) + ".migrate-\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
        try create(temporary, bytes)
        defer { _ = unlink(temporary) }
        if link(temporary, path) != 0 {
            let failure = PosixFailure.last
            // File systems without hard links (FAT, some network shares): an exclusive create is the next best.
            guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(failure.code) else { throw failure }
            try create(path, bytes)
        }
        if let opened = try? Folder(folder) { opened.synchronize() }
    }

    /// Creates a file that must not exist; what cannot be finished is removed.
    private static func create(_ path: String, _ bytes: [UInt8]) throws(PosixFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .last }
        defer { _ = close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let failure = PosixFailure.last
                _ = unlink(path)
                throw failure
            }
            offset += written
        }
        guard fsync(descriptor) == 0 else {
            let failure = PosixFailure.last
            _ = unlink(path)
            throw failure
        }
    }
}
