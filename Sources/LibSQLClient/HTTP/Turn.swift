internal import Synchronization

/// Lets one caller in after the other.
final class Turn: Sendable {
    private let mutex = Mutex(())

    func take<Value>(_ body: () -> Value) -> Value {
        mutex.withLock { _ in body() }
    }
}
