internal import Dispatch
internal import Synchronization

/// The time that a revision's code may take, the statements that it asks for included.
///
/// Between two of its requests the process is ended, which is its host's part; a statement that runs when the time is up is
/// interrupted from here.
final class ScriptTimeLimit: Sendable {
    /// When the time is up.
    let deadline: ContinuousClock.Instant

    private let interruption: Interruption
    private let isAnswering = Mutex(false)

    /// Begins to count, for as long as the value is held.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take.
    ///   - interruption: knows the connection that the statements run on.
    init(_ timeout: Duration, _ interruption: Interruption) {
        deadline = .now + timeout
        self.interruption = interruption
        interrupt(in: timeout)
    }

    /// Carries out a request, which is interrupted when the time is up.
    func watching<Answer>(_ request: () -> Answer) -> Answer {
        isAnswering.withLock { $0 = true }
        defer { isAnswering.withLock { $0 = false } }
        return request()
    }

    /// Again and again, for an interrupt that comes between two steps of a request is lost.
    private func interrupt(in delay: Duration) {
        let delay = DispatchTimeInterval.milliseconds(Int(clamping: delay.milliseconds))
        DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + delay) { [weak self] in
            guard let self else { return }
            isAnswering.withLock { if $0 { interruption.interruptStatement() } }
            interrupt(in: .milliseconds(50))
        }
    }
}
