import Synchronization

/// A moment that one thread writes and another reads.
final class Moment: Sendable {
    private let mutex = Mutex<ContinuousClock.Instant?>(nil)

    var value: ContinuousClock.Instant? { mutex.withLock(\.self) }

    func set(_ value: ContinuousClock.Instant) {
        mutex.withLock { $0 = value }
    }
}
