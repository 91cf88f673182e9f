/// Tells an answer whose status is no success.
struct RefusedAnswer {
    let target: LibSQLError.Target
    let token: BearerToken?
    let requests: [HranaRequest]
    /// Whether the request went on with a stream.
    let hasBaton: Bool
    /// Now, in seconds since 1970.
    let now: Int64

    private var server: String { target.address.origin }

    /// The error to an answer.
    ///
    /// A status that is no success does not mean that nothing ran: earlier requests of the pipeline may have.
    func error(_ response: HTTPResponse) -> LibSQLError {
        let body = ErrorBody(response)
        var error =
            streamError(response.status, body) ?? self.error(response.status, body, said(body), response.headers)
        error.status = response.status
        error.retryAfter = retryAfter(response.headers)
        if error.code == .rateLimited, let wait = error.retryAfter, wait > .zero {
            error.remedy = "Wait \(LibSQLError.seconds(wait)), as the server asks, and try again."
        }
        return error
    }

    private func error(_ status: Int, _ body: ErrorBody, _ said: String, _ headers: [HTTPHeader]) -> LibSQLError {
        switch status {
        case 300..<400: redirected(headers)
        case 401: unauthorized(body, said)
        case 403: forbidden(body, said)
        case 404:
            LibSQLError(
                .notFound,
                "there is no libSQL database at \(server)\(said)",
                remedy: "Check the URL; `turso db show <db> --url` prints that of a database.",
                isOutcomeUnknown: true
            )
        case 407:
            LibSQLError(
                .cannotReach,
                "the proxy on the way to \(server) wants a user and a password\(said)",
                remedy: "Put them into the variable that names the proxy: `http://user:password@proxy:port`.",
                isOutcomeUnknown: true
            )
        case 408:
            LibSQLError(.timedOut, "\(server) gave up waiting\(said)", isOutcomeUnknown: true)
        case 413:
            LibSQLError(
                .tooLarge,
                "the request is too large for \(server)\(said)",
                remedy: "Split what is sent at once.",
                isOutcomeUnknown: true
            )
        case 429:
            LibSQLError(
                .rateLimited,
                "\(server) has too many requests to answer\(said)",
                remedy: "Wait a little, and try again.",
                isOutcomeUnknown: true
            )
        case 500 where (body.message ?? "").lowercased().contains("utf-8"): notText(said)
        case 405, 501: noLibSQL(status, said)
        case 500..<600: serverError(status, said)
        case 400..<500:
            LibSQLError(
                .protocolRefused,
                "\(server) refused the request with status \(status)\(said)",
                remedy: "Check the URL and the proxies on the way, or look at the server's log.",
                isOutcomeUnknown: true
            )
        default:
            LibSQLError(
                .invalidAnswer,
                "\(server) answered with status \(status), which no libSQL server does\(said)",
                remedy: "Check the URL and the proxies on the way.",
                isOutcomeUnknown: true
            )
        }
    }

    /// The stream is gone: sqld says so with 400 and a code or a text on batons, Turso Cloud with 404.
    private func streamError(_ status: Int, _ body: ErrorBody) -> LibSQLError? {
        let names = (body.message ?? "").lowercased()
        let isGone =
            switch status {
            case 400: body.code == "STREAM_EXPIRED" || hasBaton && (names.contains("baton") || names.contains("stream"))
            case 404: hasBaton
            default: false
            }
        guard isGone else { return nil }
        // Only STREAM_EXPIRED says that nothing ran: a baton that is unknown or used already may have come before, in the same
        // request, which something on the way has sent twice.
        let isCertain = body.code == "STREAM_EXPIRED"
        return LibSQLError(
            .streamExpired,
            "\(server) has ended the stream, and rolled back what was open on it\(said(body))",
            isOutcomeUnknown: !isCertain
        )
    }

    private func redirected(_ headers: [HTTPHeader]) -> LibSQLError {
        let location = headers.value("location").flatMap {
            ServerAddress(String($0.prefix { $0 != "?" && $0 != "#" }))
        }
        let place = location.map { $0.origin == server ? "another path" : $0.origin } ?? "another place"
        return LibSQLError(
            .redirected,
            "\(server) sends requests on to \(target.words.shown(place, limit: 300)), which is not followed",
            remedy: "If that is right, write its URL.",
            isOutcomeUnknown: true
        )
    }

    private func unauthorized(_ body: ErrorBody, _ said: String) -> LibSQLError {
        guard let token else {
            return LibSQLError(
                .unauthorized,
                "\(server) wants a token, and there is none\(said)",
                remedy: "`turso db tokens create <db>` makes one\(target.options.names.puttingToken).",
                isOutcomeUnknown: false
            )
        }
        if let expired = expired(token, body, said) { return expired }
        return LibSQLError(
            .unauthorized,
            "\(server) does not accept the token\(said)",
            remedy: "Check that it is this database's or its group's; `turso db tokens create <db>` makes a new one"
                + "\(target.options.names.puttingToken).",
            isOutcomeUnknown: false
        )
    }

    /// The token's time is over, by its own words or by the server's.
    private func expired(_ token: BearerToken, _ body: ErrorBody, _ said: String) -> LibSQLError? {
        let isOver = token.expiry.map { $0 <= now } ?? false
        guard isOver || (body.message ?? "").lowercased().contains("expired") else { return nil }
        let time = token.expiry.flatMap { isOver ? " at " + HTTPTime.iso8601($0) : nil }
        return LibSQLError(
            .tokenExpired,
            time.map { "the token for \(server) expired\($0)" } ?? "the token for \(server) has expired\(said)",
            remedy: "`turso db tokens create <db>` makes a new one\(target.options.names.puttingToken).",
            isOutcomeUnknown: false
        )
    }

    private func forbidden(_ body: ErrorBody, _ said: String) -> LibSQLError {
        // Of a single request nothing ran; of several, those before it may have.
        let isOutcomeUnknown = requests.count { $0 != .close } > 1
        return LibSQLError(
            .forbidden,
            "\(server) does not allow this\(said)",
            remedy:
                "Use a token that may write, for `turso db tokens create <db> --read-only` makes one that may not; and look "
                + "whether the database is blocked.",
            isOutcomeUnknown: isOutcomeUnknown
        )
    }

    private func notText(_ said: String) -> LibSQLError {
        LibSQLError(
            .notText,
            "\(server) cannot send a text that is not UTF-8, and the database has one in what was asked for\(said)",
            remedy: "Find the row, where `CAST(column AS BLOB)` shows its bytes, and write it anew; or take the SELECT "
                + "that returns it out of the revision.",
            isOutcomeUnknown: true
        )
    }

    /// A server that knows no such request has carried out nothing of it; a proxy on the way may say so of its own accord.
    private func noLibSQL(_ status: Int, _ said: String) -> LibSQLError {
        LibSQLError(
            .notFound,
            "what answers at \(server) is no libSQL server: it knows no such request (status \(status))\(said)",
            remedy: "Check the URL and the proxies on the way.",
            isOutcomeUnknown: true
        )
    }

    private func serverError(_ status: Int, _ said: String) -> LibSQLError {
        switch status {
        case 502, 504:
            LibSQLError(
                .serverError,
                "what stands before \(server) got no answer from it (status \(status))\(said)",
                remedy: "Try again in a while.",
                isOutcomeUnknown: true
            )
        case 503:
            LibSQLError(
                .serverError,
                "\(server) is not available at the moment (status 503)\(said)",
                remedy: "Try again in a while; https://status.turso.tech tells of disturbances at Turso.",
                isOutcomeUnknown: true
            )
        default:
            LibSQLError(
                .serverError,
                "\(server) failed (status \(status))\(said)",
                remedy: "Look at the server's log, or try again in a while.",
                isOutcomeUnknown: true
            )
        }
    }

    // MARK: the server's words

    /// `: ` and the server's words, or nothing.
    private func said(_ body: ErrorBody) -> String {
        guard let message = body.message, !message.isEmpty else { return "" }
        guard !repeatsRequest(message) else { return ": (its words repeat SQL, and are not shown)" }
        return ": " + target.words.shown(message, limit: 300)
    }

    /// Whether a message holds the beginning of a statement or of a text that was sent.
    private func repeatsRequest(_ message: String) -> Bool {
        let texts = requests.flatMap(\.texts).map { $0.drop(while: \.isWhitespace).prefix(24) }
        return texts.contains { $0.utf8.count >= 8 && message.contains($0) }
    }

    /// Seconds or a date (RFC 9110, section 10.2.3), a day at most.
    private func retryAfter(_ headers: [HTTPHeader]) -> Duration? {
        guard let text = headers.value("retry-after") else { return nil }
        guard let seconds = Int64(text) ?? HTTPTime.parse(text).map({ $0 - now }) else { return nil }
        return .seconds(min(max(seconds, 0), 86_400))
    }
}

extension [HTTPHeader] {
    /// The value of a header; `name` is in lower case.
    fileprivate func value(_ name: String) -> String? {
        first { $0.name.lowercased() == name }?.value
    }
}

extension HranaRequest {
    /// What of a request must not be shown: its SQL and the texts bound to it.
    fileprivate var texts: [String] {
        switch self {
        case .execute(let statement): statement.texts
        case .batch(let steps): steps.flatMap(\.statement.texts)
        case .sequence(let sql), .describe(let sql): [sql]
        case .getAutocommit, .close: []
        }
    }
}

extension HranaStatement {
    fileprivate var texts: [String] {
        [sql]
            + arguments.compactMap { value in
                guard case .text(let text) = value else { return nil }
                return text
            }
    }
}
