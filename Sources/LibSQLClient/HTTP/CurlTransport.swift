internal import CCurl

/// Carries requests by the system's libcurl, which is loaded at the first of them.
///
/// TLS is verified, proxies come from the environment (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`), connections are kept
/// for the next request, HTTP/2 is used where the server offers it. A body is never sent twice.
final class CurlTransport: HTTPTransport {
    /// The size of an answer, unpacked, from which on it is refused.
    static let answerLimit = 64 << 20

    private let certificateFile: String?
    private let userAgent: String
    private let answerLimit: Int
    /// Freed with this object alone, so that another thread can cancel at any time.
    private nonisolated(unsafe) let handle: OpaquePointer?
    private let turn = Turn()

    init(certificateFile: String?, userAgent: String, answerLimit: Int = CurlTransport.answerLimit) {
        self.certificateFile = certificateFile
        self.userAgent = userAgent
        self.answerLimit = answerLimit
        handle = ccurl_create()
    }

    deinit {
        ccurl_destroy(handle)
    }

    /// Whether this process has loaded libcurl.
    static var isLoaded: Bool { ccurl_is_loaded() }

    func cancel() {
        if let handle { ccurl_cancel(handle) }
    }

    func send(_ request: HTTPRequest) throws(HTTPTransportError) -> HTTPResponse {
        guard let handle else { throw HTTPTransportError(.invalidRequest, "there is no memory left", isSent: false) }
        guard !request.hasLineBreaks else {
            throw HTTPTransportError(.invalidRequest, "a header holds a line break", isSent: false)
        }
        var response = ccurl_response()
        defer { ccurl_response_free(&response) }
        turn.take { perform(request, handle, &response) }
        guard response.outcome == CCURL_ANSWERED else { throw Self.error(response, to: request.url) }
        return HTTPResponse(
            status: Int(response.status),
            headers: Self.headers(Self.bytes(response.headers, response.headers_length)),
            body: Self.bytes(response.body, response.body_length)
        )
    }

    private func perform(_ request: HTTPRequest, _ handle: OpaquePointer, _ response: inout ccurl_response) {
        let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        withOptionalCString(certificateFile) { certificateFile in
            request.url.withCString { url in
                headers.withCString { headers in
                    userAgent.withCString { userAgent in
                        request.body.withUnsafeBufferPointer { body in
                            var raw = ccurl_request()
                            raw.url = url
                            raw.headers = headers
                            raw.body = body.baseAddress
                            raw.body_length = body.count
                            raw.user_agent = userAgent
                            raw.certificate_file = certificateFile
                            raw.connect_timeout_ms = request.connectTimeout.milliseconds
                            raw.timeout_ms = request.timeout.milliseconds
                            raw.response_limit = answerLimit
                            ccurl_perform(handle, &raw, &response)
                        }
                    }
                }
            }
        }
    }

    private func withOptionalCString(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
        if let text { text.withCString { body($0) } } else { body(nil) }
    }

    private static func bytes(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }

    private static func headers(_ lines: [UInt8]) -> [HTTPHeader] {
        lines.split { $0 == 0x0A || $0 == 0x0D }.compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            return HTTPHeader(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }
}

extension HTTPRequest {
    /// A line break in a header would begin another one.
    fileprivate var hasLineBreaks: Bool {
        headers.contains { ($0.name + $0.value).utf8.contains { $0 < 0x20 || $0 == 0x7F } }
    }
}

extension Duration {
    /// For libcurl, to which 0 means another limit, or none.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard (0..<1_000_000).contains(seconds) else { return seconds < 0 ? 1 : 1_000_000_000 }
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
