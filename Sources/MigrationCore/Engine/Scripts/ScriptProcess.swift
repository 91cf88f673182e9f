#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A process that the revisions were compiled into; it lives from the first of them to the end of the run.
final class ScriptProcess {
    private let channel: ScriptChannel
    private let process: ChildProcess
    /// What each revision's type says about itself.
    let enforcesForeignKeys: [String: Bool]
    private let timeout: Duration
    private var hasEnded = false

    /// Starts the process and waits until it is there.
    ///
    /// - Parameters:
    ///   - path: the executable.
    ///   - revisions: what it holds.
    ///   - timeout: how long one revision may run.
    ///   - interruption: ends the wait.
    /// - Throws: `MigrationError` where it can't be started, and with the code `.invalidRevisionFile` where a revision's type
    ///   does not tell about itself.
    init(
        _ path: String,
        holding revisions: Set<Revision>,
        timeout: Duration,
        _ interruption: Interruption
    ) throws(MigrationError) {
        do throws(PosixFailure) {
            var theirs: Int32 = -1
            channel = try ScriptChannel(other: &theirs)
            defer { close(theirs) }
            // A trace of the stack takes seconds; the message of a trap tells the line.
            let variables = getenv("SWIFT_BACKTRACE") == nil ? ["SWIFT_BACKTRACE": "enable=no"] : [:]
            process = try ChildProcess([path], channel: theirs, variables: variables)
        } catch {
            throw MigrationError(
                .cannotRun,
                "the compiled revisions (\(path)) can't be started: \(error.reason); nothing was run",
                remedy: "Remove the file, then run the same command again."
            )
        }
        self.timeout = timeout
        let greeting = ScriptProcess.greeting(channel, interruption)
        enforcesForeignKeys = Dictionary(greeting.traits?.map { ($0.id, $0.enforcesForeignKeys) } ?? []) { $1 }
        guard greeting.traits == nil else { return }
        if interruption.isRequested {
            process.kill()
            throw .interrupted()
        }
        let end = end(killing: greeting.failure != .closed)
        if let asked = revisions.first(where: { $0.id.rawValue == greeting.asked }) {
            throw ScriptProcess.failure(of: asked, greeting.failure == .closed ? end : nil)
        }
        throw MigrationError(
            .cannotRun,
            "the compiled revisions (\(path)) do not start; nothing was run",
            remedy: "Remove the file, then run the same command again."
        )
    }

    /// How long all types together may take to tell about themselves.
    private static let patience = Duration.seconds(30)

    /// What the process says before it is told anything.
    ///
    /// - Returns: the traits, and the revision whose type was asked last; without traits why they did not come.
    private static func greeting(
        _ channel: borrowing ScriptChannel,
        _ interruption: Interruption
    ) -> (traits: [ScriptTraits]?, asked: String?, failure: ScriptChannel.Failure?) {
        let deadline = ContinuousClock.now + patience
        var asked: String?
        while true {
            do throws(ScriptChannel.Failure) {
                let bytes = try channel.receive(until: deadline, interruption)
                switch try? ScriptMessage(scriptBytes: bytes) {
                case .asks(let id): asked = id
                case .hello(let traits): return (traits, asked, nil)
                case .call, .outcome, nil: return (nil, nil, nil)
                }
            } catch {
                return (nil, asked, error)
            }
        }
    }

    /// The error for a type that does not tell about itself.
    private static func failure(of revision: Revision, _ end: ChildProcess.End?) -> MigrationError {
        let what =
            switch end {
            case nil: "does not come back within \(patience.words)"
            case .exited(let status): "ends the process, with exit code \(status)"
            case .signalled(let signal): "crashes (signal \(signal), \(name(of: signal)))"
            }
        return MigrationError(
            .invalidRevisionFile,
            "\(revision.source.file): `enforcesForeignKeys` of revision \(revision.id) \(what); nothing was run",
            remedy: "Write a constant: `static let enforcesForeignKeys = false`. What it printed stands above."
        )
    }

    deinit {
        // Its socket closes, too, but code that hangs would not notice.
        if !hasEnded {
            process.kill()
            _ = process.wait()
        }
    }

    /// Whether another revision can be run.
    var isUsable: Bool { !hasEnded }

    /// Runs a revision; one that crashes, exits or does not come back ends the process, and nothing else.
    func run(
        _ command: ScriptCommand,
        _ interruption: Interruption,
        answering exchange: ([UInt8]) -> [UInt8]
    ) -> ScriptOutcome {
        channel.send(command.scriptBytes)
        let limit = ScriptTimeLimit(timeout, interruption)
        while true {
            do throws(ScriptChannel.Failure) {
                let bytes = try channel.receive(until: limit.deadline, interruption)
                switch try? ScriptMessage(scriptBytes: bytes) {
                case .call(let call): channel.send(limit.watching { exchange(call) })
                case .outcome(let outcome): return outcome
                case .asks, .hello, nil: return failed("its process sends what can't be read")
                }
            } catch {
                return failed(words(for: error))
            }
        }
    }

    private func failed(_ message: String) -> ScriptOutcome {
        end()
        return .failed(message: message, sql: "", place: nil)
    }

    private func words(for failure: ScriptChannel.Failure) -> String {
        switch failure {
        case .interrupted: return "interrupted"
        case .timedOut:
            return "its code did not end within \(timeout.words), and was stopped;"
                + " --script-timeout of upgrade, downgrade and verify allows more"
        case .closed:
            switch end() {
            case .exited(let status): return "its code ended the process, with exit code \(status)"
            case .signalled(let signal):
                return
                    "its code crashed (signal \(signal), \(ScriptProcess.name(of: signal))); what it printed last may tell why"
            }
        }
    }

    private static func name(of signal: Int32) -> String {
        strsignal(signal).map { String(cString: $0) } ?? "unknown"
    }

    /// Ends the process; where it has by itself, tells how.
    @discardableResult
    private func end(killing isNeeded: Bool = false) -> ChildProcess.End {
        guard !hasEnded else { return .exited(0) }
        hasEnded = true
        if isNeeded { process.kill() }
        // One that crashes closes its socket a moment before it is gone.
        for _ in 0..<100 {
            if let end = process.poll() {
                process.kill()
                return end
            }
            usleep(2_000)
        }
        process.kill()
        while true {
            if let end = process.poll() { return end }
            usleep(1_000)
        }
    }
}

extension Duration {
    /// `10 min`, `90 s`, `0.5 s`.
    var words: String {
        let milliseconds = milliseconds
        if milliseconds >= 120_000, milliseconds.isMultiple(of: 60_000) { return "\(milliseconds / 60_000) min" }
        return milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
    }
}
