import Foundation

/// One client's connection, carried byte by byte to the HTTP server behind it, until a fault ends it.
///
/// It knows nothing of HTTP, except where it must break an answer off in the middle of its body.
final class RelayedConnection: @unchecked Sendable {
    /// How the connection ends for the client.
    enum Cut: Sendable {
        /// Closed without another byte.
        case close
        /// Reset without another byte.
        case reset
        /// Closed after the head of the answer and so many bytes of its body.
        case truncate(Int)
    }

    private let client: Int32
    private let upstream: Int32
    private let lock = NSLock()
    private var cut: Cut?
    private var hasEnded = false
    private var onDisconnect: (@Sendable () -> Void)?

    init(client: Int32, upstream: Int32) {
        self.client = client
        self.upstream = upstream
        PosixSocket.prepare(client)
        PosixSocket.prepare(upstream)
    }

    /// The port by which the HTTP server knows the client.
    var port: UInt16 { PosixSocket.localPort(of: upstream) }

    /// Ends the connection as a fault wants it.
    func cut(_ cut: Cut) {
        lock.withLock {
            guard !hasEnded else { return }
            self.cut = cut
            switch cut {
            case .close, .reset: PosixSocket.end(upstream)
            case .truncate: break
            }
        }
    }

    /// Ends the connection, and what runs for it, as at the end of the server.
    func abandon() {
        cut(.close)
        lock.withLock { onDisconnect }?()
    }

    /// Calls a closure once the client goes while a request is served; at once where it has gone already.
    func whileServing<Value>(onDisconnect: @escaping @Sendable () -> Void, _ body: () -> Value) -> Value {
        let gone = lock.withLock {
            self.onDisconnect = onDisconnect
            return hasEnded
        }
        if gone { onDisconnect() }
        defer { lock.withLock { self.onDisconnect = nil } }
        return body()
    }

    /// Carries bytes both ways until one side ends.
    func run() {
        var answer: [UInt8] = []
        loop: while true {
            PosixSocket.acknowledgeAtOnce(upstream)
            let readable = PosixSocket.readable([client, upstream], timeout: -1)
            if readable[1] {
                let bytes = PosixSocket.read(upstream)
                switch lock.withLock({ cut }) {
                case .close, .reset: break loop
                case .truncate(let length):
                    answer += bytes ?? []
                    if let end = Self.endOfHead(answer), answer.count >= end + length || bytes == nil {
                        _ = PosixSocket.write(answer.prefix(end + length), to: client)
                        break loop
                    }
                    if bytes == nil { break loop }
                case nil:
                    guard let bytes, PosixSocket.write(bytes[...], to: client) else { break loop }
                }
            }
            if readable[0] {
                guard let bytes = PosixSocket.read(client), PosixSocket.write(bytes[...], to: upstream) else {
                    break loop
                }
            }
        }
        end()
    }

    private func end() {
        let (wasCut, onDisconnect) = lock.withLock {
            hasEnded = true
            if case .reset = cut { PosixSocket.resetOnClose(client) }
            PosixSocket.release(client)
            PosixSocket.release(upstream)
            return (cut != nil, self.onDisconnect)
        }
        if !wasCut { onDisconnect?() }
    }

    /// Where the body of an answer begins.
    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...(bytes.count - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
            .map { $0 + mark.count }
    }
}
