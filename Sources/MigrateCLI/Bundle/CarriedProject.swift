import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The project that the running executable carries, as the commands use it.
struct CarriedProject: Sendable {
    let configuration: String?
    let revisions: MigrationSource
    private let runner: RunnerFile?

    init(_ bundle: ProjectBundle) throws(MigrationError) {
        configuration = bundle.configuration
        revisions = .revisions(files: bundle.revisions.map { ($0.name, $0.text) })
        runner = bundle.runner.map { RunnerFile($0, isWhole: { bundle.isRunnerWhole }) }
    }

    /// What runs the Swift revisions.
    ///
    /// - Parameters:
    ///   - timeout: how long one revision may run.
    ///   - variables: the process environment, for the folder of temporary files.
    /// - Returns: the code; `nil` where there is none.
    /// - Throws: `MigrationError` where that folder can't be written.
    func scripts(timeout: Duration, _ variables: [String: String]) throws(MigrationError) -> (any ScriptCode)? {
        guard let runner else { return nil }
        let held = try revisions.load().graph.revisions.filter { $0.body == .script }
        return CompiledScripts(executable: try runner.path(variables), holding: held, timeout: timeout)
    }
}

/// The compiled Swift revisions as a file, which lives as long as the command.
private final class RunnerFile: @unchecked Sendable {
    private let bytes: [UInt8]
    private let isWhole: @Sendable () -> Bool
    /// Set once, by the command's own thread.
    private var written: String?

    init(_ bytes: [UInt8], isWhole: @escaping @Sendable () -> Bool) {
        self.bytes = bytes
        self.isWhole = isWhole
    }

    deinit {
        if let written { unlink(written) }
    }

    func path(_ variables: [String: String]) throws(MigrationError) -> String {
        if let written { return written }
        guard isWhole() else { throw ProjectBundle.damaged }
        let folder = variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var name = Array("\(folder)/migrate-runner-XXXXXX".utf8CString)
        let descriptor = name.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { throw failure(folder) }
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        written = path
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(folder) }
            offset += count
        }
        guard fchmod(descriptor, 0o700) == 0 else { throw failure(folder) }
        return path
    }

    private func failure(_ folder: String) -> MigrationError {
        MigrationError(
            .cannotRun,
            "the compiled Swift revisions can't be written to \(folder): \(String(cString: strerror(errno)))",
            remedy: "Name a folder in TMPDIR that can be written, and whose files can be run."
        )
    }
}
