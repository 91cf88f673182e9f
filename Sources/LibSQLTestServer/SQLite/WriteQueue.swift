import Foundation

/// The one place to write of a database: first come, first served, nobody is told that the database is busy.
///
/// A holder that has had the place for longer than the limit loses it as soon as somebody waits: its transaction is
/// rolled back between two of its statements.
final class WriteQueue: @unchecked Sendable {
    /// Holds its session weakly: the last reference must not go while the condition is locked, for a session that goes
    /// gives its place up.
    private struct Holder {
        let id: ObjectIdentifier
        weak var session: DatabaseSession?
        let deadline: DispatchTime

        init(_ session: DatabaseSession, until deadline: DispatchTime) {
            id = ObjectIdentifier(session)
            self.session = session
            self.deadline = deadline
        }

        @inline(never) func rollBack() {
            session?.forceRollback()
        }
    }

    private let condition = NSCondition()
    private let limit: Duration
    private var holder: Holder?
    private var waiting: [ObjectIdentifier] = []

    init(limit: Duration) {
        self.limit = limit
    }

    /// How many wait.
    var waitingCount: Int {
        condition.lock()
        defer { condition.unlock() }
        return waiting.count
    }

    /// Whether a session has the place.
    var isTaken: Bool {
        condition.lock()
        defer { condition.unlock() }
        return holder != nil
    }

    /// Waits for the place; `false` where the session was cancelled on the way.
    func acquire(for session: DatabaseSession) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if holder?.id == ObjectIdentifier(session) { return true }
        waiting.append(ObjectIdentifier(session))
        defer {
            waiting.removeAll { $0 == ObjectIdentifier(session) }
            condition.broadcast()
        }
        while !session.isCancelled {
            if waiting.first == ObjectIdentifier(session) {
                guard let holder else {
                    self.holder = Holder(session, until: .now() + limit)
                    return true
                }
                if holder.deadline <= .now() {
                    steal(from: holder)
                    if self.holder == nil { continue }
                }
            }
            _ = condition.wait(until: nextLook)
        }
        return false
    }

    /// When to look again: when the holder's time is up, and every so often.
    private var nextLook: Date {
        let longest = 0.25
        guard let holder else { return Date().addingTimeInterval(longest) }
        let left = Double(Int64(bitPattern: holder.deadline.uptimeNanoseconds &- DispatchTime.now().uptimeNanoseconds))
        return Date().addingTimeInterval(min(max(left / 1e9, 0.005), longest))
    }

    /// Asks for the holder's rollback; called with the condition locked, which is open meanwhile.
    private func steal(from holder: Holder) {
        condition.unlock()
        holder.rollBack()
        condition.lock()
    }

    /// Gives the place up, where the session has it.
    func release(by session: DatabaseSession) {
        condition.lock()
        defer { condition.unlock() }
        guard holder?.id == ObjectIdentifier(session) else { return }
        holder = nil
        condition.broadcast()
    }

    /// Lets the waiters look whether they were cancelled.
    func wake() {
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }
}

extension DispatchTime {
    static func + (time: DispatchTime, duration: Duration) -> DispatchTime {
        time + DispatchTimeInterval.nanoseconds(Int(clamping: duration.nanoseconds))
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? Int64.max / 2 : product + attoseconds / 1_000_000_000
    }

    /// In seconds, as Foundation counts.
    var interval: TimeInterval { Double(nanoseconds) / 1e9 }
}
