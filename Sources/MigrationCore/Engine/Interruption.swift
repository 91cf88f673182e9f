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

    /// Stops the statement that runs on the connection, and each later one, without a wish of the caller's: its time is up.
    func interruptStatement() {
        state.withLock(\.connection)?.interrupt()
    }

    /// Names the connection to interrupt; one that was given up before is interrupted at once.
    package func watch(_ connection: any DatabaseConnection) {
        replaceWatched(by: connection)
    }

    /// Watches a connection in the place of the one before, as long as a body runs.
    func watching<Value>(_ connection: any DatabaseConnection, _ body: () -> Value) -> Value {
        let before = replaceWatched(by: connection)
        defer { state.withLock { $0.connection = before } }
        return body()
    }

    @discardableResult
    private func replaceWatched(by connection: any DatabaseConnection) -> (any DatabaseConnection)? {
        let (before, isRequested) = state.withLock { state in
            defer { state.connection = connection }
            return (state.connection, state.isRequested)
        }
        if isRequested { connection.interrupt() }
        return before
    }

    /// Lets go of the connection.
    package func unwatch() {
        state.withLock { $0.connection = nil }
    }
}
