internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Swift revisions that are compiled when they are needed, and run in a process of their own.
///
/// `@unchecked`: the state belongs to the one thread that a run has; the lock is for a second run of the same value.
package final class CompiledScripts: ScriptCode, @unchecked Sendable {
    /// What was compiled, and the process that runs it.
    private struct State {
        var path: String?
        var revisions: Set<Revision> = []
        var process: ScriptProcess?
    }

    /// `nil` for revisions that were compiled before.
    private let directory: RevisionDirectory?
    private let timeout: Duration
    private let variables: [String: String]
    private let onCompile: @Sendable (Int) -> Void
    private let lock = Mutex(())
    private var state = State()

    /// Names the folders; nothing is read or compiled before it is needed.
    ///
    /// - Parameters:
    ///   - directory: the folders of revisions.
    ///   - timeout: how long one revision may run; by default ten minutes.
    ///   - variables: the process environment: `PATH` for the compiler, `XDG_CACHE_HOME` and `HOME` for the cache.
    ///   - onCompile: told before the compiler is started, with the number of revisions.
    package init(
        _ directory: RevisionDirectory,
        timeout: Duration = .seconds(600),
        variables: [String: String],
        onCompile: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.directory = directory
        self.timeout = timeout
        self.variables = variables
        self.onCompile = onCompile
    }

    /// Names what was compiled before; nothing is started before it is needed.
    ///
    /// - Parameters:
    ///   - executable: the path of the program.
    ///   - revisions: the Swift revisions that it holds.
    ///   - timeout: how long one revision may run; by default ten minutes.
    package init(executable: String, holding revisions: [Revision], timeout: Duration = .seconds(600)) {
        directory = nil
        self.timeout = timeout
        variables = [:]
        onCompile = { _ in }
        state.path = executable
        state.revisions = Set(revisions)
    }

    /// Compiles the revisions into a program that needs no Swift runtime where it runs.
    ///
    /// - Parameters:
    ///   - revisions: the Swift revisions, as they were read.
    ///   - interruption: ends the compiler.
    /// - Returns: its path, in the cache; `nil` where no revision is written in Swift.
    /// - Throws: `MigrationError` with what the compiler says, that there is none, or that a file has changed.
    package func selfContainedExecutable(
        holding revisions: [Revision],
        _ interruption: Interruption
    ) throws(MigrationError) -> String? {
        let result = lock.withLock { _ in
            Result { () throws(MigrationError) in
                try compile(interruption, isSelfContained: true)
                try refuseOthers(than: revisions)
            }
        }
        try result.get()
        return state.revisions.isEmpty ? nil : state.path
    }

    /// Ends the process and removes what was compiled, where it will not be needed again.
    func removeCompiled() {
        lock.withLock { _ in
            state.process = nil
            guard let path = state.path else { return }
            ScriptCache(variables).removeFolder(of: path)
            state.path = nil
        }
    }

    package func prepare(_ revisions: [Revision], _ interruption: Interruption) throws(MigrationError) {
        let result = lock.withLock { _ in
            Result { () throws(MigrationError) in try makeReady(revisions, interruption) }
        }
        try result.get()
    }

    package func enforcesForeignKeys(_ revision: Revision) -> Bool {
        lock.withLock { _ in state.process?.enforcesForeignKeys[revision.id.rawValue] ?? true }
    }

    package func run(
        _ revision: Revision,
        _ direction: MigrationDirection,
        _ interruption: Interruption,
        answering exchange: @escaping ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        lock.withLock { _ in
            do throws(MigrationError) {
                let process = try runningProcess(interruption)
                let direction: ScriptDirection = direction == .downgrade ? .downgrade : .upgrade
                let command = ScriptCommand(id: revision.id.rawValue, direction: direction)
                return process.run(command, interruption, answering: exchange).scriptBytes
            } catch {
                return ScriptOutcome.failed(message: error.summary, sql: "", place: nil).scriptBytes
            }
        }
    }
}

extension CompiledScripts {
    private func makeReady(_ revisions: [Revision], _ interruption: Interruption) throws(MigrationError) {
        if state.path == nil || !state.revisions.isSuperset(of: revisions) {
            try compile(interruption)
            state.process = nil
            try refuseOthers(than: revisions)
        }
        do throws(MigrationError) {
            _ = try runningProcess(interruption)
        } catch {
            // A program that does not start is damaged: it is made once more.
            guard error.code == .cannotRun, directory != nil, !interruption.isRequested, let path = state.path else {
                throw error
            }
            ScriptCache(variables).removeFolder(of: path)
            try compile(interruption)
            _ = try runningProcess(interruption)
        }
    }

    /// Refuses where a revision was compiled from another text than the one that the command has read.
    private func refuseOthers(than revisions: [Revision]) throws(MigrationError) {
        guard let changed = revisions.first(where: { !state.revisions.contains($0) }) else { return }
        throw MigrationError(
            .invalidRevisionFile,
            "\(changed.source.file) was changed while the command ran; nothing was run",
            remedy: "Run the same command again."
        )
    }

    private func runningProcess(_ interruption: Interruption) throws(MigrationError) -> ScriptProcess {
        if let process = state.process, process.isUsable { return process }
        let process = try ScriptProcess(
            state.path ?? "",
            holding: state.revisions,
            timeout: timeout,
            interruption
        )
        state.process = process
        return process
    }

    private func compile(_ interruption: Interruption, isSelfContained: Bool = false) throws(MigrationError) {
        guard let directory else { return }
        let loaded: LoadedRevisions
        do throws(RevisionFileError) {
            loaded = try directory.load()
        } catch {
            throw MigrationError(error)
        }
        let revisions = loaded.revisions.filter { $0.body == .script }
        guard !revisions.isEmpty else { return }
        guard let compiler = SwiftCompiler.find(variables["PATH"]) else {
            throw CompiledScripts.noCompiler(revisions)
        }
        var files: [ScriptProgram.File] = []
        for revision in revisions {
            let file = try CompiledScripts.file(revision.source.file)
            // What is compiled is what the revision's checksum was made of.
            guard file.holds(revision) else { throw ScriptProgram.changed(file.path) }
            files.append(file)
        }
        for path in loaded.supportFiles { files.append(try CompiledScripts.file(path)) }
        let build = ScriptBuild(
            compiler: compiler,
            cache: ScriptCache(variables),
            isSelfContained: isSelfContained,
            onCompile: onCompile
        )
        let program = try ScriptProgram(revisions, files)
        state.path = try build.executable(program, count: revisions.count, interruption)
        state.revisions = Set(revisions)
    }

    private static func file(_ path: String) throws(MigrationError) -> ScriptProgram.File {
        do throws(PosixFailure) {
            return try ScriptProgram.File(reading: path)
        } catch {
            throw MigrationError(.invalidRevisionFile, "\(path) can't be read: \(error.reason); nothing was run")
        }
    }

    private static func noCompiler(_ revisions: [Revision]) -> MigrationError {
        let name = revisions.first.map { "\($0.id) (\($0.source.file))" } ?? ""
        return MigrationError(
            .cannotRun,
            "revision \(name) is written in Swift, and no `swiftc` is in PATH to compile it; nothing was run",
            remedy:
                "Install Swift from swift.org, or run a program that the revisions are linked into. SQL revisions and all"
                + " other commands work without it."
        )
    }
}
