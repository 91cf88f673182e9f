import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ProjectBundle {
    /// The executable that runs.
    static var executablePath: String? {
        #if os(Linux)
            return "/proc/self/exe"
        #else
            var size: UInt32 = 0
            _ = _NSGetExecutablePath(nil, &size)
            var path = [CChar](repeating: 0, count: Int(size))
            guard _NSGetExecutablePath(&path, &size) == 0 else { return nil }
            return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #endif
    }

    /// The project that the running executable carries; `nil` for an ordinary `migrate`.
    ///
    /// - Throws: `MigrationError` where the end of the file is damaged.
    static func carried() throws(MigrationError) -> ProjectBundle? {
        guard let path = executablePath else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let end = Int(lseek(descriptor, 0, SEEK_END))
        let trailer = end > trailerLength ? bytes(descriptor, from: end - trailerLength, count: trailerLength) : nil
        guard let length = trailer.flatMap(length(trailer:)) else {
            if let code = lengthOfCode(descriptor), code < end { throw damaged }
            return nil
        }
        guard length >= 0, length <= end - trailerLength,
            let content = bytes(descriptor, from: end - trailerLength - length, count: length),
            let bundle = ProjectBundle(content: content)
        else { throw damaged }
        return bundle
    }

    static var damaged: MigrationError {
        MigrationError(
            .configuration,
            "the project that this executable carries is damaged",
            remedy: "Copy it again, or make it anew with `migrate bundle`."
        )
    }

    /// Where an executable ends by its own account, so that what was put behind it, and was cut, is seen.
    ///
    /// An ELF file of 64 bits ends with its table of sections (elf(5)); `nil` for others.
    private static func lengthOfCode(_ descriptor: Int32) -> Int? {
        guard let head = bytes(descriptor, from: 0, count: 64), head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
            return nil
        }
        func number(_ range: Range<Int>) -> Int { head[range].reversed().reduce(0) { $0 << 8 | Int($1) } }
        guard head[0x2F] == 0, number(0x3C..<0x3E) > 0 else { return nil }
        return number(0x28..<0x30) + number(0x3A..<0x3C) * number(0x3C..<0x3E)
    }

    private static func bytes(_ descriptor: Int32, from offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var position = 0
        while position < count {
            let received = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + position }, count - position, off_t(offset + position))
            }
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { return nil }
            position += received
        }
        return bytes
    }

    /// Writes an executable that carries the project: the running one, without a project that it carries itself.
    ///
    /// - Parameter path: the file; an earlier bundle is replaced.
    /// - Throws: `MigrationError` where it can't be written, or something else than a bundle is there; then that is as before.
    func write(to path: String) throws(MigrationError) {
        try Self.refuseOther(path)
        guard let executable = Self.executablePath, var bytes = Self.contents(of: executable) else {
            throw MigrationError(.cannotRun, "the executable of migrate can't be read", remedy: "Name it by its path.")
        }
        let trailer = Array(bytes.suffix(Self.trailerLength))
        if let length = Self.length(trailer: trailer), length <= bytes.count - Self.trailerLength {
            bytes.removeLast(length + Self.trailerLength)
        }
        let temporary = "\(path).\(getpid()).tmp"
        guard Self.create(temporary, bytes + self.bytes), rename(temporary, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw MigrationError(
                .configuration,
                "\(path) can't be written: \(reason)",
                remedy: "Name another file with -o; its folder has to be there."
            )
        }
    }

    private static func refuseOther(_ path: String) throws(MigrationError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let end = status.st_mode & S_IFMT == S_IFREG ? contents(of: path).map { Array($0.suffix(trailerLength)) } : nil
        guard end.flatMap(length(trailer:)) == nil else { return }
        throw MigrationError(
            .configuration,
            "\(path) is there, and is no bundle",
            remedy: "Name another file with -o, or remove that one first."
        )
    }

    private static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return bytes(descriptor, from: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    }

    /// Writes a program that its owner, and whoever may read it, can run; `errno` tells why not.
    private static func create(_ path: String, _ bytes: [UInt8]) -> Bool {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o755)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return fsync(descriptor) == 0
    }
}

/// `write`, which within the type is another one.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
