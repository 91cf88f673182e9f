import Foundation
import Synchronization

/// A server on 127.0.0.1 that answers by raw bytes, and keeps what it was asked.
///
/// It runs until the process ends: its last use in a test is often before the request that it is there for.
final class TestServer: Sendable {
    /// A request as it came.
    struct Received: Sendable {
        /// The number of its connection, from 0.
        let connection: Int
        /// Request line and headers.
        let head: String
        let body: [UInt8]

        func header(_ name: String) -> String? {
            head.components(separatedBy: "\r\n").lazy.compactMap { line -> String? in
                guard line.lowercased().hasPrefix(name.lowercased() + ":") else { return nil }
                return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            }.first
        }
    }

    /// What is done with a request, one after the other.
    enum Action: Sendable {
        case send([UInt8])
        case close
        case reset
        /// Waits until the client has closed the connection.
        case hang

        static func send(_ text: String) -> Action { .send(Array(text.utf8)) }

        /// An answer with a length, after which the connection stays open.
        static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> Action {
            answer(Array(body.utf8), status: status, headers: headers)
        }

        static func answer(_ body: [UInt8], status: String = "200 OK", headers: String = "") -> Action {
            .send(Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\n\(headers)\r\n".utf8) + body)
        }
    }

    private struct State {
        var received: [Received] = []
        var connections = 0
        var closed = 0
    }

    let port: Int
    private let state = Mutex(State())
    private let respond: @Sendable (Int, Received) -> [Action]

    /// Starts a server; `respond` says what to do with each request by its number, from 0.
    init(_ respond: @escaping @Sendable (Int, Received) -> [Action]) throws {
        let (listener, port) = try Self.listeningSocket()
        self.port = port
        self.respond = respond
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let number = self.state.withLock { state in
                    defer { state.connections += 1 }
                    return state.connections
                }
                Thread.detachNewThread { self.serve(descriptor, number) }
            }
        }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var received: [Received] { state.withLock(\.received) }
    var connections: Int { state.withLock(\.connections) }

    /// Waits, for long enough on a busy machine, until a condition holds.
    static func wait(_ condition: () -> Bool) -> Bool {
        for _ in 0..<3_000 {
            if condition() { return true }
            usleep(10_000)
        }
        return condition()
    }

    func waitForRequests(_ count: Int) -> Bool {
        Self.wait { received.count >= count }
    }

    /// Waits until the server has closed this many connections itself.
    func waitForClosed(_ count: Int) -> Bool {
        Self.wait { state.withLock(\.closed) >= count }
    }

    /// A port at which nobody listens: a server was there, and is gone.
    static func unusedPort() throws -> Int {
        let (descriptor, port) = try listeningSocket()
        close(descriptor)
        return port
    }

    // MARK: sockets

    #if os(Linux)
        private static let stream = Int32(SOCK_STREAM.rawValue)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let stream = SOCK_STREAM
        private static let noSignal: Int32 = 0
    #endif

    struct SocketError: Error {
        let number: Int32
    }

    static func listeningSocket() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Self.stream, 0)
        guard descriptor >= 0 else { throw SocketError(number: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound, listen(descriptor, 64) == 0 else { throw SocketError(number: errno) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func serve(_ descriptor: Int32, _ connection: Int) {
        var buffer: [UInt8] = []
        while let request = read(descriptor, &buffer, connection) {
            let number = state.withLock { state in
                state.received.append(request)
                return state.received.count - 1
            }
            for action in respond(number, request) where !perform(action, descriptor) {
                state.withLock { $0.closed += 1 }
                return
            }
        }
        close(descriptor)
    }

    /// False where the connection is closed.
    private func perform(_ action: Action, _ descriptor: Int32) -> Bool {
        switch action {
        case .send(let bytes):
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Self.noSignal)
                }
                guard count > 0 else { break }
                sent += count
            }
            return true
        case .close:
            close(descriptor)
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            close(descriptor)
        case .hang:
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 {}
            close(descriptor)
        }
        return false
    }

    /// The next request; `nil` where the client has closed.
    private func read(_ descriptor: Int32, _ buffer: inout [UInt8], _ connection: Int) -> Received? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let blank = buffer.firstRange(of: end) {
                let head = String(decoding: buffer[..<blank.lowerBound], as: UTF8.self)
                let request = Received(connection: connection, head: head, body: [])
                let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
                if buffer.count >= blank.upperBound + length {
                    let body = Array(buffer[blank.upperBound...].prefix(length))
                    buffer.removeFirst(blank.upperBound + length)
                    return Received(connection: connection, head: head, body: body)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer.append(contentsOf: chunk[..<count])
        }
    }
}
