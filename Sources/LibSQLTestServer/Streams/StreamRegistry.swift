import Foundation

/// The open streams and their batons.
///
/// A baton serves once: every answer brings a new one. An idle stream expires, and is remembered as expired for a while.
final class StreamRegistry: @unchecked Sendable {
    /// A stream that a request has for itself.
    struct Lease: Sendable {
        let id: UInt64
        let stream: HranaStream
    }

    private enum Slot {
        case available(HranaStream, baton: String, deadline: DispatchTime)
        case acquired
        case expired
    }

    private let lock = NSLock()
    private let idleLimit: Duration
    private let streamLimit: Int
    private var slots: [UInt64: Slot] = [:]
    private var batons: [String: UInt64] = [:]
    private var lastID: UInt64 = 0

    init(idleLimit: Duration, streamLimit: Int) {
        self.idleLimit = idleLimit
        self.streamLimit = streamLimit
    }

    /// How many streams are open.
    var openCount: Int {
        lock.withLock {
            slots.values.count { slot in
                if case .expired = slot { false } else { true }
            }
        }
    }

    /// The stream of a baton, or a new one.
    func acquire(
        baton: String?,
        making make: () throws(ProtocolFailure) -> HranaStream
    ) throws(ProtocolFailure) -> Lease {
        expireIdle()
        guard let baton else { return try open(make) }
        lock.lock()
        defer { lock.unlock() }
        guard let id = batons[baton], let slot = slots[id] else { throw .batonInvalid }
        switch slot {
        case .acquired: throw .batonReused
        case .expired: throw .streamExpired
        case .available(let stream, let current, _):
            guard current == baton else { throw .batonReused }
            slots[id] = .acquired
            return Lease(id: id, stream: stream)
        }
    }

    private func open(_ make: () throws(ProtocolFailure) -> HranaStream) throws(ProtocolFailure) -> Lease {
        guard openCount < streamLimit else { throw .tooManyStreams }
        let stream = try make()
        return lock.withLock {
            lastID += 1
            slots[lastID] = .acquired
            return Lease(id: lastID, stream: stream)
        }
    }

    /// Gives the stream back for a later request; the new baton, `nil` for a closed stream.
    func release(_ lease: Lease) -> String? {
        if lease.stream.isClosed {
            drop(lease)
            return nil
        }
        let baton = Base64.encode((0..<48).map { _ in UInt8.random(in: 0...255) })
        lock.withLock {
            batons[baton] = lease.id
            slots[lease.id] = .available(lease.stream, baton: baton, deadline: .now() + idleLimit)
        }
        return baton
    }

    /// Ends the stream; what is open on it is rolled back.
    func drop(_ lease: Lease) {
        lock.withLock { slots[lease.id] = nil }
        lease.stream.close()
    }

    /// Ends the streams whose time is up.
    func expireIdle() {
        expire { $0 <= .now() }
    }

    /// Ends every idle stream, as after a long pause.
    func expireAll() {
        expire { _ in true }
    }

    private func expire(_ isDue: (DispatchTime) -> Bool) {
        let due: [HranaStream] = lock.withLock {
            var due: [HranaStream] = []
            for case (let id, .available(let stream, _, let deadline)) in slots where isDue(deadline) {
                slots[id] = .expired
                due.append(stream)
            }
            return due
        }
        for stream in due { stream.close() }
    }

    /// Forgets all streams, as a restart of the server does.
    func forgetAll() {
        expireAll()
        lock.withLock {
            batons = [:]
            slots = slots.filter { if case .acquired = $0.value { true } else { false } }
        }
    }
}
