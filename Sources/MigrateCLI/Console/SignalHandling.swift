import Dispatch
import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP end a run in order: the task is cancelled, the database rolls back, and the exit code is 130.
enum SignalHandling {
    /// Runs a body that the first signal cancels; a second one ends the process at once.
    ///
    /// - Parameter body: the work.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    static func cancelling<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await body() }
        let watch = SignalWatch(including: ignoresHangups ? [] : [SIGHUP]) {
            if task.isCancelled { _exit(130) }
            task.cancel()
        }
        defer { watch.end() }
        return try await task.value
    }

    /// Runs a body that waits for other programs, which the first signal ends; a second one ends this process as well.
    ///
    /// - Parameter body: the work.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    static func interrupting<Result, Failure: Error>(
        _ body: (Interruption) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let interruption = Interruption()
        let watch = SignalWatch(including: ignoresHangups ? [] : [SIGHUP]) {
            if interruption.isRequested { _exit(130) }
            interruption.request()
        }
        defer { watch.end() }
        return try body(interruption)
    }

    /// Whether the process was told to outlive its terminal, as `nohup` does.
    private static var ignoresHangups: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// The signals that ask for an end, as long as somebody else answers them.
private struct SignalWatch {
    private let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]

    init(including others: [Int32], _ handler: @escaping @Sendable () -> Void) {
        numbers = [SIGINT, SIGTERM] + others
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
            source.setEventHandler(handler: handler)
            source.activate()
            return source
        }
    }

    /// Gives the signals back.
    func end() {
        for source in sources { source.cancel() }
        for number in numbers { signal(number, SIG_DFL) }
    }
}
