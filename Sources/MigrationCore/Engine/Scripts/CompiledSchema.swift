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
    /// - Returns: the text.
    /// - Throws: `MigrationError` with the code `.schema` for a file that can't be read, does not compile, does not end
    ///   well or declares what SQL has no word for; `.cannotRun` without a compiler or a place for what it makes.
    package func text() throws(MigrationError) -> SchemaText {
        let program = SchemaProgram(files: [try file()])
        guard let compiler = SwiftCompiler.find(variables["PATH"]) else { throw noCompiler }
        let told = onCompile
        let build = ScriptBuild(compiler: compiler, cache: ScriptCache(variables)) { _ in told() }
        let executable = try build.executable(program, count: 1, Interruption())
        return try SchemaOutput(try run(executable), path: path).text()
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

    private func run(_ executable: String) throws(MigrationError) -> String {
        var end: ChildProcess.End?
        var failure: PosixFailure?
        var output = ""
        do throws(PosixFailure) {
            output = try OutputFile.read(limit: 1 << 30) { channel in
                do throws(PosixFailure) {
                    end = try wait(for: executable, channel)
                } catch {
                    failure = error
                }
            }
        } catch {
            failure = error
        }
        if let failure {
            throw MigrationError(
                .cannotRun,
                "the compiled schema (\(executable)) can't be started: \(failure.reason)",
                remedy: "Remove the file, then run the same command again."
            )
        }
        guard end == .exited(0), output.hasSuffix("E\n") else { throw crash(end) }
        return output
    }

    /// How the program has ended; `nil` where it did not in time.
    private func wait(for executable: String, _ channel: Int32) throws(PosixFailure) -> ChildProcess.End? {
        // A trace of the stack takes seconds; the message of a trap tells the line.
        let variables = variables["SWIFT_BACKTRACE"] == nil ? ["SWIFT_BACKTRACE": "enable=no"] : [:]
        let process = try ChildProcess([executable], channel: channel, variables: variables)
        let deadline = ContinuousClock.now + timeout
        while ContinuousClock.now < deadline {
            if let end = process.poll() { return end }
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
