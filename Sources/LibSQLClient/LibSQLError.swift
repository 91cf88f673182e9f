/// There is no answer from the server, or none that can be used.
///
/// It holds no token, no SQL and no control characters, whatever the server sent.
package struct LibSQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        init(_ description: String) {
            self.description = description
        }

        /// The name is unknown, or nobody listens there.
        package static let cannotReach = Code("cannot_reach")
        /// No secure connection: an untrusted certificate, another name in it, no TLS at all.
        package static let tls = Code("tls")
        /// No connection within the time for it.
        package static let connectTimedOut = Code("connect_timed_out")
        /// No whole answer within the time for a request.
        package static let timedOut = Code("timed_out")
        /// The connection ended before the answer did.
        package static let connectionLost = Code("connection_lost")
        /// The server knows no such token, or wants one.
        package static let unauthorized = Code("unauthorized")
        /// The token's time is over.
        package static let tokenExpired = Code("token_expired")
        /// The token does not allow this, or the database is blocked.
        package static let forbidden = Code("forbidden")
        /// There is no such database, or no libSQL server.
        package static let notFound = Code("not_found")
        /// The server wants fewer requests.
        package static let rateLimited = Code("rate_limited")
        /// The server, or a proxy before it, failed.
        package static let serverError = Code("server_error")
        /// The stream is gone: idle for too long, or the server started anew.
        package static let streamExpired = Code("stream_expired")
        /// The answer is no Hrana, or not one to what was asked.
        package static let invalidAnswer = Code("invalid_answer")
        /// The server refused the request as malformed.
        package static let protocolRefused = Code("protocol_refused")
        /// The request is too large for the server.
        package static let tooLarge = Code("too_large")
        /// The answer is too large for the client.
        package static let answerTooLarge = Code("answer_too_large")
        /// A text in the database is not UTF-8, which the server does not send.
        package static let notText = Code("not_text")
        /// The server sent the request elsewhere; it is not followed.
        package static let redirected = Code("redirected")
        /// `cancel()` was called.
        package static let cancelled = Code("cancelled")
        /// libcurl is not installed.
        package static let libraryMissing = Code("library_missing")
        /// The request cannot be sent as it is.
        package static let invalidRequest = Code("invalid_request")
    }

    package var code: Code
    /// What failed, and why.
    package var message: String
    /// What to type or do next.
    package var remedy: String?
    /// Whether the server may have executed some or all of the request.
    ///
    /// `false` only where surely nothing of it was executed.
    package var isOutcomeUnknown: Bool
    /// How long the server asks to wait.
    package var retryAfter: Duration?
    /// The HTTP status, where there was an answer.
    package var status: Int?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: what kind of failure it is.
    ///   - message: what failed, and why.
    ///   - remedy: what to type or do next.
    ///   - isOutcomeUnknown: whether the server may have executed some or all of the request.
    ///   - retryAfter: how long the server asks to wait.
    ///   - status: the HTTP status.
    package init(
        _ code: Code,
        _ message: String,
        remedy: String? = nil,
        isOutcomeUnknown: Bool,
        retryAfter: Duration? = nil,
        status: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.isOutcomeUnknown = isOutcomeUnknown
        self.retryAfter = retryAfter
        self.status = status
    }

    package var description: String {
        remedy.map { "\(message)\n\($0)" } ?? message
    }
}
