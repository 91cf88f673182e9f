#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A declared schema in Swift: compiled where it has changed, run in a process of its own, and from there on as one in SQL.
///
/// ```swift
/// let schema = CompiledSchema("migrations/schema.swift", variables: environment)
/// let declared = try DeclaredSchema.load([schema.text()], versionTable: "alembic_version")
/// ```
package struct CompiledSchema: Sendable {
    private let path: String
    private let variables: [String: String]
    private let timeout: Duration
    private let onCompile: @Sendable () -> Void

    /// Names the file; nothing is read before it is needed.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - variables: the process environment: `PATH` for the compiler, `XDG_CACHE_HOME` and `HOME` for the cache.
    ///   - timeout: how long the program may run.
    ///   - onCompile: told before the compiler is started.
    package init(
        _ path: String,
        variables: [String: String],
        timeout: Duration = .seconds(60),
        onCompile: @escaping @Sendable () -> Void = {}
    ) {
        self.path = path
        self.variables = variables
        self.timeout = timeout
        self.onCompile = onCompile
    }

    /// The schema as SQL, which knows the place of each line.
    ///
    /// - Parameter interruption: ends the compiler, and the program.
    /// - Returns: the text.
    /// - Throws: `MigrationError` with the code `.schema` for a file that can't be read, does not compile, does not end
    ///   well or declares what SQL has no word for; `.cannotRun` without a compiler or a place for what it makes;
    ///   `.interrupted`.
    package func text(_ interruption: Interruption = Interruption()) throws(MigrationError) -> SchemaText {
        let program = SchemaProgram(files: [try file()])
        guard let compiler = SwiftCompiler.find(variables["PATH"]) else { throw noCompiler }
        let told = onCompile
        let build = ScriptBuild(compiler: compiler, cache: ScriptCache(variables)) { _ in told() }
        let executable = try build.executable(program, count: 1, interruption)
        return try SchemaOutput(try run(executable, interruption), path: path).text()
    }

    private func file() throws(MigrationError) -> ScriptProgram.File {
        let texts: [SchemaText]
        do throws(RevisionFileError) {
            texts = try SchemaFiles.read(path)
        } catch {
            throw MigrationError(.schema, error.message, remedy: error.remedy, underlying: error)
        }
        return ScriptProgram.File(path: path, text: texts.first?.text ?? "")
    }

    private var noCompiler: MigrationError {
        MigrationError(
            .cannotRun,
            "\(path) is written in Swift, and no `swiftc` is in PATH to compile it",
            remedy:
                "Install Swift from swift.org, or print it as SQL where there is one: `migrate schema > schema.sql`."
                + " Running revisions needs no declared schema."
        )
    }

    /// What became of the program.
    private enum Answer {
        case told(String)
        /// Without an end: it did not come in time.
        case ended(ChildProcess.End?)
        case interrupted
    }

    private func run(_ executable: String, _ interruption: Interruption) throws(MigrationError) -> String {
        let answer: Answer
        do throws(PosixFailure) {
            answer = try self.answer(of: executable, interruption)
        } catch {
            throw MigrationError(
                .cannotRun,
                "the compiled schema (\(executable)) can't be started: \(error.reason)",
                remedy: "Remove the file, then run the same command again."
            )
        }
        switch answer {
        case .told(let text): return text
        case .ended(let end): throw crash(end)
        case .interrupted: throw .interrupted()
        }
    }

    private func answer(of executable: String, _ interruption: Interruption) throws(PosixFailure) -> Answer {
        var theirs: Int32 = -1
        let channel = try ScriptChannel(other: &theirs)
        let process = try CompiledSchema.start(executable, theirs, variables)
        let deadline = ContinuousClock.now + timeout
        var text: String?
        if let bytes = try? channel.receive(until: deadline, interruption) {
            text = String(decoding: bytes, as: UTF8.self)
        }
        let end = CompiledSchema.end(of: process, until: deadline, interruption)
        // The program ends where the socket closes: not before it has ended by itself.
        withExtendedLifetime(channel) {}
        if let text, end == .exited(0) { return .told(text) }
        return end == nil && interruption.isRequested ? .interrupted : .ended(end)
    }

    private static func start(
        _ executable: String,
        _ channel: Int32,
        _ variables: [String: String]
    ) throws(PosixFailure) -> ChildProcess {
        defer { close(channel) }
        // A trace of the stack takes seconds; the message of a trap tells the line.
        let variables = variables["SWIFT_BACKTRACE"] == nil ? ["SWIFT_BACKTRACE": "enable=no"] : [:]
        return try ChildProcess([executable], channel: channel, variables: variables)
    }

    /// How the program has ended; `nil` where it did not in time, and was ended.
    private static func end(
        of process: borrowing ChildProcess,
        until deadline: ContinuousClock.Instant,
        _ interruption: Interruption
    ) -> ChildProcess.End? {
        while true {
            if let end = process.poll() { return end }
            if interruption.isRequested || .now >= deadline { break }
            usleep(1_000)
        }
        process.kill()
        _ = process.wait()
        return nil
    }

    private func crash(_ end: ChildProcess.End?) -> MigrationError {
        let what =
            switch end {
            case nil: "did not come to an end within \(timeout.components.seconds) seconds"
            case .exited(0): "ended before the schema was told"
            case .exited(let code): "ended with exit code \(code)"
            case .signalled(let signal): "crashed (signal \(signal))"
            }
        return MigrationError(
            .schema,
            "\(path) \(what) while it was evaluated",
            remedy: "A schema only declares: what it prints stands above."
        )
    }
}

/// What the program of a schema has written.
private struct SchemaOutput {
    private let file: String
    private var lines: [Substring] = []
    private var places: [SourceLocation] = []
    private var problems: [DeclaredSchema.Remark] = []

    init(_ output: String, path: String) {
        file = path
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        for line in output.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            let fields = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false).map(Substring.init)
            guard fields.count == 4 else {
                // The line between two statements.
                if line.isEmpty, let last = places.last { add("", last) }
                continue
            }
            let place = SourceLocation(file: folder + fields[1], line: Int(fields[2]))
            if fields[0] == "L" {
                add(fields[3], place)
            } else {
                problems.append(DeclaredSchema.Remark(String(fields[3]), at: place))
            }
        }
    }

    private mutating func add(_ line: Substring, _ place: SourceLocation) {
        lines.append(line)
        places.append(place)
    }

    func text() throws(MigrationError) -> SchemaText {
        guard problems.isEmpty else { throw DeclaredSchema.error(of: problems) }
        return SchemaText(file: file, text: lines.map { $0 + "\n" }.joined(), places: places)
    }
}
