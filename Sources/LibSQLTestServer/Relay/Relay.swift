import Foundation

/// What clients connect to: it passes connections on to the HTTP server, and can drop, reset or refuse them.
///
/// It runs on threads of its own, so that it needs none of the pool that a test may have filled with blocking calls.
final class Relay: @unchecked Sendable {
    let port: UInt16
    private let upstreamPort: UInt16
    private let condition = NSCondition()
    private var listener: Int32?
    /// Holds the port while the server is away: given to another server, it would lead clients there.
    private var placeholder: Int32?
    private var wantsListener = true
    private var isStopped = false
    private var hasEnded = false
    private var connectionsToDrop = 0
    private var connections: [UInt16: RelayedConnection] = [:]

    init(port: UInt16, upstreamPort: UInt16) throws(PosixSocket.Failure) {
        let listener = try PosixSocket.listener(port: port)
        self.listener = listener
        self.port = PosixSocket.localPort(of: listener)
        self.upstreamPort = upstreamPort
        Thread.detachNewThread { self.run() }
    }

    /// The connection that the HTTP server knows by a port.
    func connection(port: UInt16) -> RelayedConnection? {
        locked { connections[port] }
    }

    /// Closes the next connections as soon as they are made, and those that are open.
    func dropConnections(_ count: Int) {
        let open = locked {
            connectionsToDrop += count
            return Array(connections.values)
        }
        for connection in open { connection.cut(.close) }
    }

    /// Refuses connections, and closes those that are open, until `comeBack`.
    func goAway() {
        locked {
            wantsListener = false
            while listener != nil, !hasEnded { condition.wait() }
        }
        closeConnections()
    }

    /// Listens again on the same port.
    func comeBack() {
        locked {
            wantsListener = true
            while listener == nil, !hasEnded { condition.wait() }
        }
    }

    func stop() {
        locked {
            isStopped = true
            while !hasEnded { condition.wait() }
        }
        for connection in locked({ Array(connections.values) }) { connection.abandon() }
    }

    private func closeConnections() {
        for connection in locked({ Array(connections.values) }) { connection.cut(.close) }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    private func run() {
        while let listener = currentListener() {
            guard let listener else {
                Thread.sleep(forTimeInterval: 0.005)
                continue
            }
            guard PosixSocket.readable([listener], timeout: 10)[0], let client = PosixSocket.client(of: listener) else {
                continue
            }
            serve(client)
        }
        locked {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// The socket to listen on; the inner `nil` while the server is away, the outer one when it is over.
    private func currentListener() -> Int32?? {
        locked {
            if let listener, isStopped || !wantsListener {
                PosixSocket.release(listener)
                self.listener = nil
                if !isStopped { placeholder = try? PosixSocket.placeholder(port: port) }
                condition.broadcast()
            }
            if let placeholder, isStopped || wantsListener {
                PosixSocket.release(placeholder)
                self.placeholder = nil
            }
            if isStopped { return nil }
            if wantsListener, listener == nil, let opened = try? PosixSocket.listener(port: port) {
                listener = opened
                condition.broadcast()
            }
            return .some(listener)
        }
    }

    private func serve(_ client: Int32) {
        let isDropped = locked {
            guard connectionsToDrop > 0 else { return false }
            connectionsToDrop -= 1
            return true
        }
        guard !isDropped, let upstream = PosixSocket.connection(port: upstreamPort) else {
            PosixSocket.release(client)
            return
        }
        let connection = RelayedConnection(client: client, upstream: upstream)
        let port = connection.port
        locked { connections[port] = connection }
        Thread.detachNewThread {
            connection.run()
            self.locked {
                if self.connections[port] === connection { self.connections[port] = nil }
            }
        }
    }
}
