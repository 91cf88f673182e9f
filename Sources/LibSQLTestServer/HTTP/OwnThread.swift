import Dispatch

/// Where the HTTP library's tasks run: beside Swift's pool, which tests fill with calls that block.
final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "libsql-test-server")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
