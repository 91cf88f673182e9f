import Foundation

/// A request that has reached the server.
public struct RequestRecord: Hashable, Sendable {
    /// Its place among the requests that carry SQL, from 1; 0 for any other, such as `GET /health`.
    public let number: Int
    /// The method and the path, as in `POST /v3/pipeline`.
    public let line: String
    /// Its headers, by their names in small letters.
    public let headers: [String: String]
    /// The kinds of the requests in it, in the protocol's words: `["batch", "close"]`.
    public let kinds: [String]
    /// The SQL texts in it, in order.
    public let statements: [String]
    /// The length of its body.
    public let bytes: Int
    /// Whether it named a stream by its baton.
    public let hadBaton: Bool
    /// Whether it is the double of an earlier one.
    public let isReplay: Bool
}

/// The requests so far.
final class RequestLog: @unchecked Sendable {
    private let lock = NSLock()
    private var entries: [RequestRecord] = []
    private var count = 0

    var records: [RequestRecord] { lock.withLock { entries } }

    /// The next number of a request that carries SQL.
    func nextNumber() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }

    /// The number of the last request that carries SQL.
    var lastNumber: Int { lock.withLock { count } }

    func append(_ record: RequestRecord) {
        lock.withLock { entries.append(record) }
    }
}
