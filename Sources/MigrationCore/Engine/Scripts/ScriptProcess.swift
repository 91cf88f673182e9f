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
    ///   - timeout: how long one revision may run.
    ///   - interruption: ends the wait.
    /// - Throws: `MigrationError` where it can't be started.
    init(_ path: String, timeout: Duration, _ interruption: Interruption) throws(MigrationError) {
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
        var traits: [String: Bool] = [:]
        let greeting = try? channel.receive(until: .now + .seconds(30), interruption)
        guard let greeting, case .hello(let list)? = try? ScriptMessage(scriptBytes: greeting) else {
            enforcesForeignKeys = [:]
            process.kill()
            if interruption.isRequested { throw .interrupted() }
            throw MigrationError(
                .cannotRun,
                "the compiled revisions (\(path)) do not start; nothing was run",
                remedy: "Remove the file, then run the same command again."
            )
        }
        for entry in list { traits[entry.id] = entry.enforcesForeignKeys }
        enforcesForeignKeys = traits
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
                case .hello, nil: return failed("its process sends what can't be read")
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
                let name = strsignal(signal).map { String(cString: $0) } ?? "unknown"
                return "its code crashed (signal \(signal), \(name)); what it printed last may tell why"
            }
        }
    }

    /// Ends the process; where it has by itself, tells how.
    @discardableResult
    private func end() -> ChildProcess.End {
        guard !hasEnded else { return .exited(0) }
        hasEnded = true
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
