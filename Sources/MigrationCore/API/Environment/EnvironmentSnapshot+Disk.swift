#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension EnvironmentSnapshot {
    /// The variables of this process.
    package static var processEnvironment: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) {
                variables[String(pair[..<equals])] = String(pair[pair.utf8.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }

    /// Reads `.env` and the `.env.NAME` of the environment that is then known; of the others only the names.
    ///
    /// - Throws: `MigrationError` of code `configuration` for a dotenv file that is there and can't be read.
    package mutating func readFiles() throws(MigrationError) {
        fileNames = EnvironmentSnapshot.dotenvNames(in: projectDirectory)
        files = [:]
        try load(".env")
        let shared = try files[".env"].map { file throws(MigrationError) in
            try DotenvFile(file.bytes, path: displayPath(".env"))
        }
        try load(".env." + Environment.name(self, sharedFile: shared))
    }

    private mutating func load(_ name: String) throws(MigrationError) {
        guard fileNames.contains(name) else { return }
        let path = FilePath.join(projectDirectory, name)
        guard let contents = EnvironmentSnapshot.contents(of: path) else {
            throw MigrationError(
                .configuration,
                "\(displayPath(name)) can't be read: \(String(cString: strerror(errno)))",
                remedy: "Make it readable for yourself: `chmod 600 \(displayPath(name))`."
            )
        }
        let isTracked = GitRepository.tracks(name, in: projectDirectory)
        files[name] = File(contents.bytes, mode: contents.mode, isTrackedByGit: isTracked)
    }

    private static func dotenvNames(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == ".env" || name.hasPrefix(".env.") { names.append(name) }
        }
        return names.sorted()
    }

    /// A file's bytes and permissions; `nil` with `errno` where it can't be read, `EFBIG` where it has no end or is too long
    /// for what people write: a device is a file, too.
    package static func contents(of path: String, limit: Int = 16 << 20) -> (bytes: [UInt8], mode: UInt16)? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 { if errno == EINTR { continue } else { return nil } }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                errno = EFBIG
                return nil
            }
        }
        return (bytes, UInt16(truncatingIfNeeded: status.st_mode & 0o7777))
    }
}
