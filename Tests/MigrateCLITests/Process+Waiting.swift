import Foundation

extension Process {
    /// It ran for longer than anything here may, and was killed.
    struct DidNotEnd: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits for its end, asleep: Foundation's own waiting spins on every thread but the main one.
    ///
    /// - Parameter limit: How long it may take; then it is killed.
    /// - Throws: `DidNotEnd`.
    func waitForEnd(limit: Duration = .seconds(150)) throws {
        let clock = ContinuousClock()
        let end = clock.now + limit
        var pause: UInt32 = 500
        while isRunning {
            guard clock.now < end else {
                kill(processIdentifier, SIGKILL)
                let command = ([executableURL?.lastPathComponent ?? ""] + (arguments ?? [])).joined(separator: " ")
                throw DidNotEnd(description: "`\(command)` was still running after \(limit)")
            }
            usleep(pause)
            pause = min(pause * 2, 8000)
        }
    }
}
