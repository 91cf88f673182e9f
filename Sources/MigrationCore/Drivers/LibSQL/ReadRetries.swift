internal import LibSQLClient

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How often a question whose answer was lost is asked again.
struct ReadRetries {
    private let deadline: ContinuousClock.Instant
    private var attempts = 0
    private var hasReached = false

    private static let maximumAttempts = 7

    init(within duration: Duration) {
        deadline = .now + duration
    }

    /// Waits a little where asking again may help, and not where the caller has given up meanwhile.
    ///
    /// - Returns: `false` where it does not, or the time is up.
    mutating func waits(for error: LibSQLError, unless isCancelled: () -> Bool) -> Bool {
        let passing: [LibSQLError.Code] = [
            .connectionLost, .serverError, .rateLimited, .streamExpired, .invalidAnswer,
        ]
        attempts += 1
        // A host that was never there is more likely a mistake than one that was there a moment ago.
        let isPassing = passing.contains(error.code) || (hasReached && error.code == .cannotReach)
        hasReached = hasReached || passing.contains(error.code)
        let pause = error.retryAfter ?? .milliseconds(50 << min(attempts, 5))
        guard isPassing, attempts < ReadRetries.maximumAttempts, .now + pause < deadline else {
            return false
        }
        let end = ContinuousClock.now + pause
        while .now < end, !isCancelled() { usleep(20_000) }
        return !isCancelled()
    }
}
