import Foundation

@testable import LibSQLTestServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a client sees of one exchange.
enum Outcome: Hashable, Sendable {
    /// An answer whose body has the announced length.
    case answer(status: Int, head: String, body: String)
    /// An answer that ended before its announced length.
    case truncated(received: Int, announced: Int)
    /// The connection ended without a byte.
    case closed
    /// The connection was reset.
    case reset
    /// Nobody listened.
    case refused
}

/// A client that never resends.
enum RawClient {
    static func send(_ request: String, port: UInt16) async -> Outcome {
        await send([request], port: port)[0]
    }

    /// Sends a request once the pool has had time to fill, and sets a flag at the answer.
    static func send(_ request: String, port: UInt16, then flag: ManagedFlag) async -> Outcome {
        await LibSQLTestServer.blocking {
            Thread.sleep(forTimeInterval: 0.1)
            defer { flag.set() }
            guard let descriptor = PosixSocket.connection(port: port) else { return .refused }
            defer { PosixSocket.release(descriptor) }
            return exchange(request, on: descriptor)
        }
    }

    /// Sends requests one after the other, each on a connection of its own, without a pause.
    static func sendApart(_ requests: [String], port: UInt16) async -> [Outcome] {
        await LibSQLTestServer.blocking {
            requests.map { request in
                guard let descriptor = PosixSocket.connection(port: port) else { return .refused }
                defer { PosixSocket.release(descriptor) }
                return exchange(request, on: descriptor)
            }
        }
    }

    /// Sends requests one after the other on one connection, each after the answer to the one before.
    static func send(_ requests: [String], port: UInt16) async -> [Outcome] {
        await LibSQLTestServer.blocking {
            guard let descriptor = PosixSocket.connection(port: port) else { return requests.map { _ in .refused } }
            defer { PosixSocket.release(descriptor) }
            return requests.map { exchange($0, on: descriptor) }
        }
    }

    /// Sends a request, and goes away after a while without reading an answer.
    static func abandon(_ request: String, port: UInt16, after seconds: Double) async {
        await LibSQLTestServer.blocking {
            guard let descriptor = PosixSocket.connection(port: port) else { return }
            _ = PosixSocket.write(Array(request.utf8)[...], to: descriptor)
            Thread.sleep(forTimeInterval: seconds)
            PosixSocket.release(descriptor)
        }
    }

    private static func exchange(_ request: String, on descriptor: Int32) -> Outcome {
        guard PosixSocket.write(Array(request.utf8)[...], to: descriptor) else { return .reset }
        var received: [UInt8] = []
        while true {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return .reset }
            received += buffer.prefix(count)
            if count == 0 || isComplete(received) { return outcome(received) }
        }
    }

    private static func isComplete(_ bytes: [UInt8]) -> Bool {
        guard let (_, body, length) = parts(bytes) else { return false }
        return body.count >= length
    }

    private static func parts(_ bytes: [UInt8]) -> (head: String, body: ArraySlice<UInt8>, length: Int)? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<end.lowerBound])
        let length = head.components(separatedBy: "\r\n").compactMap { line -> Int? in
            line.lowercased().hasPrefix("content-length:")
                ? Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) : nil
        }
        return (head, bytes[(head.utf8.count + 4)...], length.first ?? 0)
    }

    private static func outcome(_ bytes: [UInt8]) -> Outcome {
        guard let (head, body, length) = parts(bytes) else { return .closed }
        guard body.count >= length else { return .truncated(received: body.count, announced: length) }
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return .answer(status: status, head: head, body: String(decoding: body, as: UTF8.self))
    }
}

extension Outcome {
    /// The body of an answer of this status; `nil` for anything else.
    func body(_ status: Int) -> String? {
        if case .answer(status, _, let body) = self { body } else { nil }
    }

    var status: Int? {
        if case .answer(let status, _, _) = self { status } else { nil }
    }
}
