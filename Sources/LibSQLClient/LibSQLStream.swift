internal import Synchronization

/// A stream that stays open over several requests: one connection of the server to its database.
///
/// A server ends a stream that is idle for some seconds, and rolls back what is open on it. Close a stream that is not needed any
/// more: a server has only so many.
package final class LibSQLStream: Sendable {
    private enum State {
        /// The server knows nothing of it: no request was sent, or none left anything behind.
        case fresh
        case open(baton: String, place: ServerAddress?, since: ContinuousClock.Instant)
        /// It cannot go on, for this reason.
        case lost(LibSQLError)
        case closed
    }

    private static let closeTimeout: Duration = .seconds(5)
    /// No server ends a stream that was idle for less than this.
    private static let shortestExpiry: Duration = .seconds(5)

    private let client: LibSQLClient
    private let state = Mutex(State.fresh)

    init(_ client: LibSQLClient) {
        self.client = client
    }

    /// Sends one pipeline on this stream.
    ///
    /// - Parameter requests: what to do, in order; an error in one does not keep the server from the next.
    /// - Returns: one result for each of `requests`. An error of the server about a request is a result.
    /// - Throws: `LibSQLError` where there is no usable answer, with the code `streamExpired` where the stream is gone. After an
    ///   unknown outcome the stream is gone, too: its newest baton is.
    package func send(
        _ requests: [HranaRequest]
    ) throws(LibSQLError) -> [Result<HranaResponse, HranaError>] {
        guard !requests.isEmpty else { return [] }
        // One request at a time: the next needs the baton of this one.
        return try state.withLock { (state) throws(LibSQLError) in
            try client.checkCancellation()
            let (baton, place) = try Self.position(state)
            do throws(LibSQLError) {
                let answer = try client.exchange(requests, baton: baton, at: place)
                state = next(answer, after: requests, from: place)
                return answer.results
            } catch {
                let error = Self.judged(error, state)
                if error.isOutcomeUnknown || error.code == .streamExpired { state = .lost(Self.gone) }
                throw error
            }
        }
    }

    /// Ends the stream, which rolls back what is open.
    ///
    /// A failure is not told: the server ends it by itself in time.
    package func close() {
        state.withLock { state in
            if case .open(let baton, let place, _) = state {
                _ = try? client.exchange([.close], baton: baton, at: place, timeout: Self.closeTimeout)
            }
            state = .closed
        }
    }

    /// Whether the server holds something open for this stream.
    package var isOpen: Bool {
        state.withLock { state in
            switch state {
            case .open: true
            case .fresh, .lost, .closed: false
            }
        }
    }

    // MARK: positions

    private static let gone = LibSQLError(
        .streamExpired,
        "the stream was lost with an earlier request, and what was open on it is rolled back",
        isOutcomeUnknown: false
    )

    /// A stream that was idle for long has expired, and nothing ran on it; one that was used a moment ago has not: a server that
    /// knows nothing of it has started anew, or has seen its baton before.
    private static func judged(_ error: LibSQLError, _ state: State) -> LibSQLError {
        guard error.code == .streamExpired, case .open(_, _, let since) = state,
            ContinuousClock.now - since >= shortestExpiry, !error.message.contains("already been used")
        else { return error }
        var error = error
        error.isOutcomeUnknown = false
        return error
    }

    private static func position(_ state: State) throws(LibSQLError) -> (baton: String?, place: ServerAddress?) {
        switch state {
        case .fresh: return (nil, nil)
        case .open(let baton, let place, _): return (baton, place)
        case .lost(let error): throw error
        case .closed:
            throw LibSQLError(.invalidRequest, "the stream is closed", isOutcomeUnknown: false)
        }
    }

    /// Where the stream is after an answer.
    ///
    /// Without a baton nothing is left behind, and the next request begins anew. A `base_url` holds for this stream alone.
    private func next(_ answer: PipelineAnswer, after requests: [HranaRequest], from place: ServerAddress?) -> State {
        if requests.last == .close { return .closed }
        guard let baton = answer.baton else { return .fresh }
        guard let url = answer.baseURL else { return .open(baton: baton, place: place, since: .now) }
        guard let address = client.address, let moved = ServerAddress(url), address.maySendToken(to: moved) else {
            return .lost(refusal(url))
        }
        return .open(baton: baton, place: moved, since: .now)
    }

    private func refusal(_ url: String) -> LibSQLError {
        let place = ServerAddress(url)?.origin ?? "a place that is no URL"
        return LibSQLError(
            .redirected,
            "\(client.address?.origin ?? "the server") sends the stream on to "
                + "\(client.words.shown(place, limit: 300)), where no token goes: it is another site, or not HTTPS",
            remedy: "If that is right, write its URL.",
            isOutcomeUnknown: false
        )
    }
}
