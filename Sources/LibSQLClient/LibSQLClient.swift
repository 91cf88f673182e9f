internal import Synchronization

/// A libSQL server, spoken to by Hrana over HTTP.
///
/// ```swift
/// let client = LibSQLClient(url: "https://db-org.turso.io", token: BearerToken(token))
/// let results = try client.send([.execute(HranaStatement("SELECT 1"))])
/// ```
///
/// It blocks while it waits. One request is under way at a time; no request is ever sent again by itself.
package final class LibSQLClient: Sendable {
    /// How the server is spoken to.
    package struct Options: Sendable {
        /// How long a connection may take, from the name look-up to the end of the TLS handshake.
        package var connectTimeout: Duration = .seconds(10)
        /// How long one request may take in all.
        package var requestTimeout: Duration = .seconds(60)
        /// A PEM file with the certificates to trust; `nil` for those of the system alone.
        package var certificateFile: String?
        package var userAgent = "swift-migrate"
        /// What these are called where the user sets them.
        package var names = SettingNames()

        /// The defaults.
        package init() {}
    }

    private struct State {
        /// The version that the server has answered to; `nil` as long as it has not.
        var version: HranaVersion?
        var isCancelled = false
    }

    /// `nil` where the URL is none.
    let address: ServerAddress?
    private let token: BearerToken?
    private let options: Options
    private let transport: any HTTPTransport
    /// Takes the token out of all that servers say.
    let words: ServerWords
    private let state = Mutex(State())

    /// Names a server; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - url: `https://host`, `http://host:port`, also `libsql://host`, each with an optional path.
    ///   - token: what authorises the requests.
    ///   - options: how the server is spoken to.
    ///   - transport: what carries the requests; `nil` for libcurl, which is loaded at the first request.
    package init(
        url: String,
        token: BearerToken?,
        options: Options = Options(),
        transport: (any HTTPTransport)? = nil
    ) {
        address = ServerAddress(url)
        self.token = token
        self.options = options
        self.transport =
            transport ?? CurlTransport(certificateFile: options.certificateFile, userAgent: options.userAgent)
        words = ServerWords(secrets: [token].compactMap(\.self))
    }

    /// Sends one pipeline on a stream of its own; `close` is added where the caller did not.
    ///
    /// - Parameter requests: what to do, in order; an error in one does not keep the server from the next.
    /// - Returns: one result for each of `requests`. An error of the server about a request is a result.
    /// - Throws: `LibSQLError` where there is no usable answer.
    package func send(
        _ requests: [HranaRequest]
    ) throws(LibSQLError) -> [Result<HranaResponse, HranaError>] {
        guard !requests.isEmpty else { return [] }
        let isClosed = requests.last == .close
        let answer = try exchange(isClosed ? requests : requests + [.close], baton: nil, at: nil)
        return Array(answer.results.prefix(requests.count))
    }

    /// A stream that stays open over several requests.
    ///
    /// - Returns: the stream; the server hears of it with its first request.
    package func openStream() -> LibSQLStream { LibSQLStream(self) }

    /// Aborts the running request; later ones fail with the code `cancelled`.
    ///
    /// May be called from any thread.
    package func cancel() {
        state.withLock { $0.isCancelled = true }
        transport.cancel()
    }

    /// Whether the server speaks version 3 of the protocol, as far as is known: it is taken to, until it says otherwise.
    package var speaksVersion3: Bool { state.withLock { $0.version } != .two }

    // MARK: one exchange

    /// Sends a pipeline and reads its answer.
    ///
    /// - Parameters:
    ///   - requests: what to do; `close` can only be the last of them.
    ///   - baton: the newest baton of the stream, `nil` for a new one.
    ///   - place: where that stream is, where it has moved.
    ///   - timeout: a shorter time for the whole request.
    /// - Returns: the answer, with a result for each request.
    /// - Throws: `LibSQLError` where there is no usable answer.
    func exchange(
        _ requests: [HranaRequest],
        baton: String?,
        at place: ServerAddress?,
        timeout: Duration? = nil
    ) throws(LibSQLError) -> PipelineAnswer {
        try check(requests)
        guard let address = place ?? address else { throw Self.noURL }
        var options = options
        if let timeout { options.requestTimeout = min(timeout, options.requestTimeout) }
        let exchange = Exchange(
            target: LibSQLError.Target(address: address, options: options, words: words),
            token: token,
            transport: transport,
            requests: requests,
            baton: baton
        )
        let known = state.withLock { $0.version }
        let first = try exchange.post(known ?? .three)
        // 404 with a baton is a stream that is gone, not a version that is missing.
        guard first.status == 404, baton == nil, known == nil else {
            let answer = try exchange.answer(first)
            state.withLock { $0.version = known ?? .three }
            return answer
        }
        let second = try exchange.post(.two)
        let answer = try exchange.answer(second.status == 404 ? first : second)
        state.withLock { $0.version = .two }
        return answer
    }

    private static let noURL = LibSQLError(
        .invalidRequest,
        "the URL of the database is none of a libSQL server",
        remedy: "Write `libsql://host`, `https://host` or `http://host:port`, without user, password or token.",
        isOutcomeUnknown: false
    )

    /// Whether `cancel()` was called.
    package var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// Throws once `cancel()` was called.
    func checkCancellation() throws(LibSQLError) {
        guard isCancelled else { return }
        throw LibSQLError(.cancelled, "the request was cancelled before it was sent", isOutcomeUnknown: false)
    }

    /// What must be refused before anything is sent.
    private func check(_ requests: [HranaRequest]) throws(LibSQLError) {
        try checkCancellation()
        if let flaw = token?.flaw {
            throw LibSQLError(
                .invalidRequest,
                "the token \(flaw)",
                remedy: "Put the token alone where it is read from, on one line.",
                isOutcomeUnknown: false
            )
        }
        if requests.dropLast().contains(.close) {
            throw LibSQLError(
                .invalidRequest,
                "close is not the last request of the pipeline",
                isOutcomeUnknown: false
            )
        }
    }
}
