internal import LibSQLClient

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How long a question whose answer was lost is asked again; time runs from the first failure.
struct ReadRetries {
    private let duration: Duration
    private var deadline: ContinuousClock.Instant?
    private var pause = Duration.milliseconds(100)
    private var hasReached = false
    private var strangeAnswers = 0

    /// What answers like no libSQL server this often is none.
    private static let maximumStrangeAnswers = 4

    init(within duration: Duration) {
        self.duration = duration
    }

    /// Waits a little where asking again may help, and not where the caller has given up meanwhile.
    ///
    /// - Returns: `false` where it does not, or the time is up.
    mutating func waits(for error: LibSQLError, unless isCancelled: () -> Bool) -> Bool {
        let passing: [LibSQLError.Code] = [
            .connectionLost, .serverError, .rateLimited, .streamExpired, .invalidAnswer,
        ]
        // A host that was never there is more likely a mistake than one that was there a moment ago.
        let isPassing = passing.contains(error.code) || (hasReached && error.code == .cannotReach)
        if error.code == .invalidAnswer { strangeAnswers += 1 }
        hasReached = hasReached || passing.contains(error.code)
        let deadline = deadline ?? .now + duration
        self.deadline = deadline
        let wait = max(error.retryAfter ?? pause, pause)
        let isStrange = strangeAnswers >= ReadRetries.maximumStrangeAnswers
        guard isPassing, !isStrange, .now + wait < deadline else { return false }
        pause = min(pause * 2, .seconds(1))
        let end = ContinuousClock.now + wait
        while .now < end, !isCancelled() { usleep(20_000) }
        return !isCancelled()
    }
}
