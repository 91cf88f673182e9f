internal import Synchronization

/// The caller's wish to stop, as the synchronous core sees it: a flag between steps, an interrupt inside a statement.
package final class Interruption: Sendable {
    private struct State {
        var isRequested = false
        var connection: (any DatabaseConnection)?
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether the caller has given up.
    package var isRequested: Bool { state.withLock(\.isRequested) }

    /// Gives up; may come from any thread, and more than once.
    package func request() {
        let connection = state.withLock { state in
            state.isRequested = true
            return state.connection
        }
        connection?.interrupt()
    }

    /// Names the connection to interrupt; one that was given up before is interrupted at once.
    package func watch(_ connection: any DatabaseConnection) {
        let isRequested = state.withLock { state in
            state.connection = connection
            return state.isRequested
        }
        if isRequested { connection.interrupt() }
    }

    /// Lets go of the connection.
    package func unwatch() {
        state.withLock { $0.connection = nil }
    }
}
