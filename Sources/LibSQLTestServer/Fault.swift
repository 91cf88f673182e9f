/// What goes wrong with one request.
public enum Fault: Hashable, Sendable {
    /// The connection is closed before anything runs.
    case droppedBeforeExecution
    /// The request runs; then the connection is closed without a byte.
    case answerDropped
    /// The connection is reset before anything runs.
    case resetBeforeExecution
    /// The request runs; then the connection is reset.
    case resetAfterExecution
    /// An answer of a proxy or of the server, in place of the true one.
    case status(Int, body: FaultBody = .json, executed: Bool)
    /// Status 429 with `Retry-After` in seconds.
    case tooManyRequests(retryAfter: Int, executed: Bool)
    /// The client is sent elsewhere: status 307 or 308 with `Location`; nothing runs.
    case redirected(Int = 307, to: String)
    /// The request runs; the answer breaks off before its announced length.
    case truncatedBody
    /// The request runs; the answer has status 200 and the length it announces, and its JSON lacks its end.
    case cutJSON
    /// The request runs; the answer has status 200 and is no JSON.
    case notJSON
    /// Time passes before the request runs, and before its answer goes out.
    case slow(beforeExecution: Duration = .zero, beforeAnswer: Duration = .zero)
    /// The request runs after a while, whether its client still waits or not, as behind a proxy that holds it back.
    case held(for: Duration)
    /// The request is answered, and runs once more after a while, as when a proxy sends it again.
    case replayed(after: Duration)
    /// The request arrives twice, as when a proxy sends it again, and the answer is that to the second.
    case sentTwice
    /// All idle streams expire before the request is looked at.
    case streamExpired
    /// The server has restarted before the request is looked at: it knows no stream any more.
    case restarted
    /// What runs is interrupted after a while, as when the client has gone; the connection is closed.
    case abandoned(after: Duration)
    /// The request runs, the answer is dropped, and the next connections are closed as soon as they are made.
    case awayAfterwards(connections: Int)
    /// The request runs, the answer is dropped, and connections are refused for a while.
    case refusedAfterwards(for: Duration)
}

/// The shape of a body that comes in place of the true answer.
public enum FaultBody: String, Hashable, Sendable, CaseIterable {
    /// `{"error": …}`
    case json
    /// A page of a proxy.
    case html
    /// Plain text.
    case text
    /// Nothing at all.
    case empty
}

extension FaultBody {
    func reply(_ status: Int) -> Reply {
        switch self {
        case .json: .error(status, "upstream failed with status \(status)")
        case .html: .html(status, "<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n")
        case .text: .text(status, "upstream failed")
        case .empty: Reply(status, type: "text/plain", body: [])
        }
    }
}

extension Fault {
    /// What is answered before anything runs; `nil` where the request runs.
    var replyBeforeExecution: Reply? {
        switch self {
        case .status(let status, let body, executed: false): return body.reply(status)
        case .tooManyRequests(let seconds, executed: false): return Self.tooManyRequests(seconds)
        case .redirected(let status, let location):
            var reply = Reply.text(status, "")
            reply.headers["Location"] = location
            return reply
        case .droppedBeforeExecution, .answerDropped, .resetBeforeExecution, .resetAfterExecution, .status,
            .tooManyRequests, .truncatedBody, .cutJSON, .notJSON, .slow, .held, .replayed, .sentTwice, .streamExpired,
            .restarted,
            .abandoned, .awayAfterwards, .refusedAfterwards:
            return nil
        }
    }

    /// What becomes of the true answer.
    func changed(_ reply: Reply) -> Reply {
        switch self {
        case .status(let status, let body, executed: true): return body.reply(status)
        case .tooManyRequests(let seconds, executed: true): return Self.tooManyRequests(seconds)
        case .cutJSON:
            var cut = reply
            cut.body = Array(reply.body.prefix(reply.body.count * 2 / 3))
            return cut
        case .notJSON: return .html(200, "<html><body>Please sign in to this network.</body></html>\n")
        case .droppedBeforeExecution, .answerDropped, .resetBeforeExecution, .resetAfterExecution, .status,
            .tooManyRequests, .truncatedBody, .slow, .held, .replayed, .sentTwice, .streamExpired, .restarted,
            .abandoned,
            .awayAfterwards, .refusedAfterwards, .redirected:
            return reply
        }
    }

    private static func tooManyRequests(_ seconds: Int) -> Reply {
        var reply = Reply.error(429, "too many requests")
        reply.headers["Retry-After"] = String(seconds)
        return reply
    }
}
