internal import CCurl

extension CurlTransport {
    /// Why libcurl has no answer.
    static func error(_ response: ccurl_response, to url: String) -> HTTPTransportError {
        let message = withUnsafeBytes(of: response.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let kind: HTTPTransportError.Kind =
            switch response.outcome {
            case CCURL_CANCELLED: .cancelled
            case CCURL_TOO_LARGE: .answerTooLarge
            case CCURL_MISSING: .libraryMissing
            case _ where response.code == 7 && namesAnother(message, than: url): .proxy
            default: kind(code: response.code, isSent: response.is_sent, connectStatus: response.connect_status)
            }
        return HTTPTransportError(kind, detail(message, code: response.code), isSent: response.is_sent)
    }

    /// The kind of a failure by libcurl's number for it (`CURLcode`, stable since 2005).
    static func kind(code: Int32, isSent: Bool, connectStatus: Int) -> HTTPTransportError.Kind {
        switch code {
        case 1, 8: isSent ? .invalidAnswer : .invalidRequest
        case 61: .invalidAnswer
        case 2, 3, 4, 27, 43, 48: .invalidRequest
        case 5, 97: .proxy
        case 6: .nameUnknown
        case 7: (200..<300).contains(connectStatus) || connectStatus == 0 ? .cannotConnect : .proxy
        case 77: .certificateFile
        case 28: isSent ? .timedOut : .connectTimedOut
        case 42: .cancelled
        case 35, 51, 53, 54, 58, 59, 60, 64, 66, 80, 82, 83, 90, 91: .tls
        default: !isSent && connectStatus >= 300 ? .proxy : .connectionLost
        }
    }

    /// Whether libcurl tried to connect to another place than the server, which can only be a proxy.
    ///
    /// Its words are "Failed to connect to HOST port PORT …" since 7.20; it has no other way to tell before 8.7.
    static func namesAnother(_ message: String, than url: String) -> Bool {
        let words = message.split(separator: " ")
        guard words.starts(with: ["Failed", "to", "connect", "to"]), words.count > 6, words[5] == "port",
            let port = Int(words[6].prefix { $0.isNumber }), let address = ServerAddress(url)
        else { return false }
        let isSamePort = port == address.port ?? (address.isSecure ? 443 : 80)
        return !isSamePort || words[4].lowercased() != address.host
    }

    private static func detail(_ message: String, code: Int32) -> String {
        // CURLE_SEND_FAIL_REWIND: the words are about a body that can't be rewound, which is on purpose.
        code == 65 ? "the server closed it, and the request is not sent a second time" : message
    }
}
