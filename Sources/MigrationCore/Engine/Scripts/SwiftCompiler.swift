#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The installed compiler.
struct SwiftCompiler {
    let path: String
    /// What changes when another version is installed in its place.
    let identity: String

    /// Finds `swiftc` where the shell would.
    ///
    /// - Parameter searchPath: `PATH`.
    /// - Returns: the compiler; `nil` where there is none.
    static func find(_ searchPath: String?) -> SwiftCompiler? {
        for folder in (searchPath ?? "").split(separator: ":") {
            let path = "\(folder)/swiftc"
            guard access(path, X_OK) == 0, let identity = identity(of: path) else { continue }
            return SwiftCompiler(path: path, identity: identity)
        }
        return nil
    }

    /// Told by the file, for asking it takes longer than all else where nothing has changed.
    private static func identity(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        var status = stat()
        // A folder can be gone into, which counts as executable as well.
        guard stat(resolved, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        #if canImport(Darwin)
            let changed = status.st_mtimespec
        #else
            let changed = status.st_mtim
        #endif
        let file = "\(String(cString: resolved)) \(status.st_size) \(changed.tv_sec).\(changed.tv_nsec)"
        // A launcher (swiftly, xcrun) stands for whichever version is chosen at the moment.
        let name = String(cString: resolved).split(separator: "/").last ?? ""
        if ["swift-driver", "swift-frontend", "swiftc", "swift"].contains(name) { return file }
        return file + " " + version(path)
    }

    private static func version(_ path: String) -> String {
        (try? OutputFile.read { output in
            guard let process = try? ChildProcess([path, "--version"], output: output) else { return }
            _ = process.wait()
        }) ?? ""
    }

    /// Compiles.
    ///
    /// - Parameters:
    ///   - arguments: what the compiler is given.
    ///   - interruption: ends it.
    /// - Returns: what it printed, where it failed; `nil` where all went well.
    /// - Throws: `MigrationError`: `.interrupted`, or where it can't be started.
    func run(_ arguments: [String], _ interruption: Interruption) throws(MigrationError) -> String? {
        var end: ChildProcess.End?
        var failure: PosixFailure?
        let printed: String
        do throws(PosixFailure) {
            printed = try OutputFile.read { output in
                do throws(PosixFailure) {
                    end = try SwiftCompiler.wait(for: [path] + arguments, output, interruption)
                } catch {
                    failure = error
                }
            }
        } catch {
            failure = error
            printed = ""
        }
        if interruption.isRequested { throw .interrupted() }
        if let failure {
            throw MigrationError(.cannotRun, "\(path) can't be run: \(failure.reason); nothing was run")
        }
        return end == .exited(0) ? nil : printed
    }

    private static func wait(
        for arguments: [String],
        _ output: Int32,
        _ interruption: Interruption
    ) throws(PosixFailure) -> ChildProcess.End {
        let process = try ChildProcess(arguments, output: output)
        while true {
            if let end = process.poll() { return end }
            if interruption.isRequested { process.kill() }
            usleep(3_000)
        }
    }
}

/// A file without a name, for what a program prints.
enum OutputFile {
    /// Reads what a body has had written to a descriptor.
    static func read(limit: Int = 1 << 22, _ body: (Int32) -> Void) throws(PosixFailure) -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/migrate-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        body(descriptor)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
