#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Waits for a section without a transaction that another process has begun on a remote database, where no lock tells whether
/// that process is still alive.
struct OtherRun {
    private static let pause = Duration.milliseconds(250)

    private let runner: MigrationRunner
    private var end: ContinuousClock.Instant?

    /// Whether it has waited, and the section has not ended.
    var hasWaited: Bool { end != nil }

    init(_ runner: MigrationRunner) {
        self.runner = runner
    }

    /// Waits a little for the section to end.
    ///
    /// - Parameter record: the mark of the section.
    /// - Returns: whether to look again; `false` where it is this run's own, and where the time is up.
    mutating func waits(for record: HistoryRecord) -> Bool {
        guard runner.location.isRemote, record.runID != runner.identity.runID, runner.options.lockTimeout > .zero else {
            return false
        }
        if end == nil { runner.onEvent(.waiting(holder: record.appliedBy.isEmpty ? nil : record.appliedBy)) }
        let end = end ?? .now + runner.options.lockTimeout
        self.end = end
        guard .now < end, !runner.interruption.isRequested else { return false }
        usleep(UInt32(OtherRun.pause.milliseconds * 1000))
        return true
    }

    /// The words for a section that has not ended in all that time.
    func stillRunning(_ error: PlanError, _ applied: [RevisionID]) -> MigrationError {
        var failure = MigrationError(error, applied: applied)
        failure.summary += "\nIt may still be running: it was waited for, and did not end within the lock timeout."
        failure.remedy = "Make sure that it does not run any more. " + (error.remedy ?? "")
        return failure
    }
}
