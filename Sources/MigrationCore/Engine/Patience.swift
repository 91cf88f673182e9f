#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How long a run goes on trying where a remote database is busy or does not answer.
struct Patience {
    private let isRemote: Bool
    private let outageEnd: ContinuousClock.Instant
    private let lockEnd: ContinuousClock.Instant
    private var pause = Duration.milliseconds(50)
    private var resendings = 0
    private var timeouts = 0

    /// What fails this often for the same reason is given up: a transaction that the server ends, a request that is too slow.
    private static let maximumTimeouts = 2
    private static let maximumResendings = 8

    /// Starts to wait.
    ///
    /// - Parameters:
    ///   - options: how long at most.
    ///   - location: a local file's locks are waited for by its connection.
    ///   - isBrief: whether somebody waits for the end, who has typed Ctrl-C.
    init(_ options: RunOptions, at location: DatabaseLocation, isBrief: Bool = false) {
        isRemote = location.isRemote
        let now = ContinuousClock.now
        outageEnd = now + (isBrief ? min(.seconds(5), options.outageTimeout) : options.outageTimeout)
        lockEnd = now + (isBrief ? min(.seconds(5), options.lockTimeout) : options.lockTimeout)
    }

    /// Whether what is known not to have arrived may be sent again.
    mutating func allowsResending(after error: DatabaseError) -> Bool {
        resendings += 1
        if error.code == .timedOut { timeouts += 1 }
        return resendings < Patience.maximumResendings && timeouts < Patience.maximumTimeouts
            && ContinuousClock.now < outageEnd
    }

    /// Waits a little after an error that passes by itself.
    ///
    /// - Parameters:
    ///   - error: what the database answered.
    ///   - interruption: ends the wait early.
    /// - Returns: `false` for an error that does not pass, or not within the time.
    mutating func waits(for error: DatabaseError, _ interruption: Interruption?) -> Bool {
        switch error.code {
        case .busy where isRemote: guard ContinuousClock.now < lockEnd else { return false }
        case .transactionTimeout:
            timeouts += 1
            guard timeouts < Patience.maximumTimeouts else { return false }
        case .connection, .timedOut: guard ContinuousClock.now < outageEnd else { return false }
        default: return false
        }
        guard interruption?.isRequested != true else { return false }
        wait(error.retryAfter ?? pause, interruption)
        pause = min(pause * 2, .seconds(2))
        return true
    }

    /// Waits, but not longer than an outage is borne.
    func wait(_ duration: Duration, _ interruption: Interruption?) {
        let clock = ContinuousClock()
        let end = min(clock.now + duration, outageEnd)
        while clock.now < end, interruption?.isRequested != true {
            usleep(UInt32(clamping: min(50, (end - clock.now).milliseconds + 1) * 1000))
        }
    }
}
