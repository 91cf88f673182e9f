#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How long a run goes on trying where a remote database is busy or does not answer.
///
/// Time runs from the first failure, not from the beginning of the work, and anew once something was achieved.
struct Patience {
    private let isRemote: Bool
    private let outageTimeout: Duration
    private let lockTimeout: Duration
    private var outageEnd: ContinuousClock.Instant?
    private var lockEnd: ContinuousClock.Instant?
    private var pause = Duration.milliseconds(50)
    private var timeouts = 0

    /// What fails this often for the same reason is given up: a transaction that the server ends, a request that is too slow.
    private static let maximumTimeouts = 3
    private static let maximumTransactionTimeouts = 6
    /// How long somebody is kept waiting who has typed Ctrl-C.
    static let brief = Duration.seconds(4)

    /// Makes one that has waited for nothing yet.
    ///
    /// - Parameters:
    ///   - options: how long at most.
    ///   - location: a local file's locks are waited for by its connection.
    ///   - isBrief: whether somebody waits for the end.
    init(_ options: RunOptions, at location: DatabaseLocation, isBrief: Bool = false) {
        isRemote = location.isRemote
        outageTimeout = isBrief ? min(Patience.brief, options.outageTimeout) : options.outageTimeout
        lockTimeout = isBrief ? min(Patience.brief, options.lockTimeout) : options.lockTimeout
    }

    /// Begins anew: something was achieved since the last failure.
    mutating func renew() {
        outageEnd = nil
        lockEnd = nil
        pause = .milliseconds(50)
        timeouts = 0
    }

    /// Waits a little before what is known not to have arrived is sent again.
    ///
    /// - Parameters:
    ///   - error: what the sending ended with.
    ///   - interruption: ends the wait early.
    /// - Returns: `false` where the time is up.
    mutating func allowsResending(after error: DatabaseError, _ interruption: Interruption) -> Bool {
        if error.code == .timedOut { timeouts += 1 }
        guard timeouts < Patience.maximumTimeouts, hasTime(), !interruption.isRequested else { return false }
        pauseALittle((error.retryAfter ?? .zero) < pause ? pause : .zero, interruption)
        return !interruption.isRequested
    }

    /// Waits a little after an error that passes by itself.
    ///
    /// - Parameters:
    ///   - error: what the database answered.
    ///   - interruption: ends the wait early.
    /// - Returns: `false` for an error that does not pass, or not within the time.
    mutating func waits(for error: DatabaseError, _ interruption: Interruption?) -> Bool {
        switch error.code {
        case .busy where isRemote:
            let end = lockEnd ?? .now + lockTimeout
            lockEnd = end
            guard .now < end else { return false }
        case .transactionTimeout where isRemote:
            timeouts += 1
            guard timeouts < Patience.maximumTransactionTimeouts, interruption?.isRequested != true else {
                return false
            }
            // Whoever waited for the place has it now; others who ended it do not come back at the same moment.
            wait(.milliseconds(Int.random(in: 50...400) * timeouts), interruption)
            return true
        case .connection, .timedOut:
            // Asked again earlier than it wishes, a server only says the same.
            guard hasTime(forOutageOf: error.retryAfter ?? .zero) else { return false }
        default: return false
        }
        guard interruption?.isRequested != true else { return false }
        pauseALittle(max(error.retryAfter ?? pause, pause), interruption)
        return true
    }

    private mutating func pauseALittle(_ duration: Duration, _ interruption: Interruption?) {
        wait(duration, interruption)
        pause = min(pause * 2, .seconds(2))
    }

    /// Waits as long as a server wishes.
    ///
    /// - Returns: `false` where that is longer than an outage is borne: asked earlier, it only says the same.
    mutating func waits(_ duration: Duration, _ interruption: Interruption?) -> Bool {
        guard hasTime(forOutageOf: duration) else { return false }
        wait(duration, interruption)
        return true
    }

    /// Waits, but not longer than an outage is borne.
    mutating func wait(_ duration: Duration, _ interruption: Interruption?) {
        _ = hasTime()
        let clock = ContinuousClock()
        let end = min(clock.now + duration, outageEnd ?? clock.now)
        while clock.now < end, interruption?.isRequested != true {
            usleep(UInt32(clamping: min(50, (end - clock.now).milliseconds + 1) * 1000))
        }
    }

    private mutating func hasTime(forOutageOf duration: Duration = .zero) -> Bool {
        let end = outageEnd ?? .now + outageTimeout
        outageEnd = end
        return .now + duration < end
    }
}
