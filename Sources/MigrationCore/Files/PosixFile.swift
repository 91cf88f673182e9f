#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A call of the operating system that failed.
struct PosixFailure: Error, Hashable {
    let code: Int32

    /// The failure that the last call reported.
    static var last: PosixFailure { PosixFailure(code: errno) }

    /// The system's words: `Permission denied`.
    var reason: String { String(cString: strerror(code)) }
}

/// Reads whole files into one buffer that grows and is used again.
struct FileReader: ~Copyable {
    /// What makes two paths the same file.
    struct Identity: Hashable {
        let device: UInt64
        let node: UInt64
    }

    /// A file that was read; the bytes are good until the next one is.
    struct Contents {
        let bytes: UnsafeBufferPointer<UInt8>
        let identity: Identity
    }

    private var storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)

    deinit {
        storage.deallocate()
    }

    /// Reads a file of an open folder.
    ///
    /// - Throws: `PosixFailure`; `EINVAL` for what is no regular file. It is opened without blocking, for a named pipe
    ///   would wait for a writer.
    mutating func read(_ name: String, in directory: Int32) throws(PosixFailure) -> Contents {
        let descriptor = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw PosixFailure(code: EINVAL) }
        var length = 0
        reserve(Int(status.st_size) + 1)
        while true {
            if length == storage.count { reserve(length * 2) }
            let read = read(descriptor, UnsafeMutableBufferPointer(rebasing: storage[length...]))
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw .last }
            length += read
            // A call that would only say "end" again is a tenth of the time that thousands of small files take.
            if read == 0 || length == status.st_size { break }
        }
        let identity = Identity(device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(status.st_ino))
        return Contents(bytes: UnsafeBufferPointer(rebasing: storage[..<length]), identity: identity)
    }

    private func read(_ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private mutating func reserve(_ capacity: Int) {
        guard capacity > storage.count else { return }
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(capacity, storage.count * 2))
        _ = larger.update(fromContentsOf: storage)
        storage.deallocate()
        storage = larger
    }
}

/// What stands in a folder.
struct FolderEntry: Hashable {
    let name: String
    let isFolder: Bool
}

/// An open folder; it is closed when the value goes.
struct Folder: ~Copyable {
    let descriptor: Int32
    private let path: String

    init(_ path: String) throws(PosixFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        self.path = path
        guard descriptor >= 0 else { throw .last }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// The entries in the order of their names; a link to a folder is none.
    func entries() throws(PosixFailure) -> [FolderEntry] {
        guard let stream = opendir(path) else { throw .last }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while true {
            // Only errno tells the end from a failure.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            entries.append(FolderEntry(name: name, isFolder: isFolder(name, type: Int32(entry.pointee.d_type))))
        }
        guard errno == 0 else { throw .last }
        return entries.sorted { $0.name < $1.name }
    }

    /// Some file systems don't tell an entry's type.
    private func isFolder(_ name: String, type: Int32) -> Bool {
        guard type == Int32(DT_UNKNOWN) else { return type == Int32(DT_DIR) }
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Asks the disk to keep the names in this folder.
    func synchronize() {
        _ = fsync(descriptor)
    }
}
