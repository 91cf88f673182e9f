internal import CCurl

extension CurlTransport {
    /// Why libcurl has no answer.
    static func error(_ response: ccurl_response) -> HTTPTransportError {
        let message = withUnsafeBytes(of: response.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let kind: HTTPTransportError.Kind =
            switch response.outcome {
            case CCURL_CANCELLED: .cancelled
            case CCURL_TOO_LARGE: .answerTooLarge
            case CCURL_MISSING: .libraryMissing
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

    private static func detail(_ message: String, code: Int32) -> String {
        // CURLE_SEND_FAIL_REWIND: the words are about a body that can't be rewound, which is on purpose.
        code == 65 ? "the server closed it, and the request is not sent a second time" : message
    }
}
