/// A header line.
///
/// Its value may be a secret, so it prints as `<REDACTED>`.
package struct HTTPHeader: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var name: String
    package var value: String

    /// Makes a header line.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package var description: String { "\(name): <REDACTED>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// A POST request.
package struct HTTPRequest: Sendable {
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// From the name look-up to the end of the TLS handshake.
    package var connectTimeout: Duration
    /// The whole request.
    package var timeout: Duration

    /// Makes a request.
    package init(
        url: String,
        headers: [HTTPHeader],
        body: [UInt8],
        connectTimeout: Duration,
        timeout: Duration
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}

/// An answer, whatever its status, with its body unpacked.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [HTTPHeader]
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer.
package struct HTTPTransportError: Error, Hashable, Sendable {
    /// The kinds of failure that are told apart.
    package enum Kind: Hashable, Sendable {
        case nameUnknown, cannotConnect, proxy, tls, certificateFile, connectTimedOut, timedOut, connectionLost
        case invalidAnswer, answerTooLarge, cancelled, libraryMissing, invalidRequest
    }

    package var kind: Kind
    /// The transport's own words.
    package var detail: String
    /// Whether any byte of the body left for the server; where none did, nothing was executed.
    package var isSent: Bool

    /// Makes an error.
    package init(_ kind: Kind, _ detail: String, isSent: Bool) {
        self.kind = kind
        self.detail = detail
        self.isSent = isSent
    }
}

/// How requests reach the server: libcurl, or a double in tests.
package protocol HTTPTransport: Sendable {
    /// Sends a request once and waits for the answer; redirects are not followed.
    ///
    /// - Throws: `HTTPTransportError` where there is no whole answer; any status is none.
    func send(_ request: HTTPRequest) throws(HTTPTransportError) -> HTTPResponse

    /// Ends the running request and all later ones; called from any thread.
    func cancel()
}
