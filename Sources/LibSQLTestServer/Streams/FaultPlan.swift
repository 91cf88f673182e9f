import Foundation

/// Which requests go wrong, and how.
final class FaultPlan: @unchecked Sendable {
    private struct Entry {
        let first: Int
        let last: Int
        let fault: Fault
    }

    private let lock = NSLock()
    private var entries: [Entry] = []

    func add(_ fault: Fault, first: Int, last: Int) {
        lock.withLock { entries.append(Entry(first: first, last: last, fault: fault)) }
    }

    func clear() {
        lock.withLock { entries = [] }
    }

    /// The faults of a request, in the order in which they were planned.
    func faults(of number: Int) -> [Fault] {
        lock.withLock { entries.filter { ($0.first...$0.last).contains(number) }.map(\.fault) }
    }
}
