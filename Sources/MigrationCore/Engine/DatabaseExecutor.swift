internal import Dispatch

/// Where blocking calls run: a queue of its own, so that no thread of the cooperative pool ever waits for a disk or a lock.
actor DatabaseExecutor {
    private let queue = QueueExecutor()

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Runs blocking code on the queue; cancelling the calling task requests its interruption.
    static func run<Value: Sendable>(
        _ body: @Sendable (Interruption) throws(MigrationError) -> Value
    ) async throws(MigrationError) -> Value {
        let interruption = Interruption()
        let executor = DatabaseExecutor()
        return try await withTaskCancellationHandler {
            await executor.result(of: body, interruption)
        } onCancel: {
            interruption.request()
        }.get()
    }

    private func result<Value: Sendable>(
        of body: @Sendable (Interruption) throws(MigrationError) -> Value,
        _ interruption: Interruption
    ) -> Result<Value, MigrationError> {
        Result { () throws(MigrationError) in try body(interruption) }
    }
}

/// A serial queue as an actor's executor; `DispatchSerialQueue`, which is one by itself, exists on Apple's systems only.
private final class QueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "migrate.database")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
