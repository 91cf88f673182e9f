extension LibSQLError {
    /// Where a request goes, and within which times.
    struct Target {
        let address: ServerAddress
        let options: LibSQLClient.Options
        let words: ServerWords
    }

    /// No answer came.
    ///
    /// The outcome is unknown as soon as a byte of the body has left: a server can't act on a request without its body.
    init(_ error: HTTPTransportError, to target: Target) {
        let server = target.address.origin
        let detail = target.words.shown(Self.withoutCredentials(error.detail), limit: 300)
        let (code, message, remedy) = Self.told(error.kind, server: server, detail: detail, options: target.options)
        self.init(code, message, remedy: remedy, isOutcomeUnknown: error.isSent)
    }

    private static func told(
        _ kind: HTTPTransportError.Kind,
        server: String,
        detail: String,
        options: LibSQLClient.Options
    ) -> (Code, String, String?) {
        switch kind {
        case .nameUnknown, .cannotConnect, .proxy, .tls, .certificateFile, .connectTimedOut:
            toldUnconnected(kind, server: server, detail: detail, options: options)
        case .timedOut:
            (
                .timedOut, "\(server) did not answer within \(seconds(options.requestTimeout))",
                "Look at the server's load, or \(LibSQLClient.SettingNames.moreTime(options.names.requestTimeout))."
            )
        case .connectionLost:
            (
                .connectionLost, "the connection to \(server) ended before the answer did: \(detail)",
                "Check the network, the proxies on the way and the server."
            )
        case .invalidAnswer:
            (
                .invalidAnswer, "what answers at \(server) is no libSQL server: \(detail)",
                "Check the URL and the proxies on the way."
            )
        case .answerTooLarge:
            (
                .answerTooLarge, "the answer of \(server) is larger than \(CurlTransport.answerLimit >> 20) MB",
                "Ask for fewer rows at a time."
            )
        case .cancelled:
            (.cancelled, "the request to \(server) was cancelled", nil)
        case .libraryMissing:
            (
                .libraryMissing, "libcurl, which remote databases need, is not installed (version 7.68 or later)",
                "On Debian and Ubuntu: `apt-get install libcurl4`; on Fedora: `dnf install libcurl`; on Alpine: "
                    + "`apk add libcurl`."
            )
        case .invalidRequest:
            (.invalidRequest, "the request to \(server) cannot be sent: \(detail)", "Check the URL.")
        }
    }

    private static func toldUnconnected(
        _ kind: HTTPTransportError.Kind,
        server: String,
        detail: String,
        options: LibSQLClient.Options
    ) -> (Code, String, String?) {
        switch kind {
        case .nameUnknown:
            (
                .cannotReach, "the host of \(server) is unknown: \(detail)",
                "Check the URL and the network; `turso db show <db> --url` prints the URL of a database."
            )
        case .proxy:
            (
                .cannotReach, "the proxy on the way to \(server) cannot be used: \(detail)",
                "Check https_proxy, http_proxy, all_proxy and no_proxy in the environment."
            )
        case .tls:
            (
                .tls, "no secure connection to \(server): \(detail)",
                "Where the server's certificate is from an authority of your own, "
                    + (options.names.certificateFile.map { "name that one's file in \($0)" } ?? "trust that one's file")
                    + "; a server without TLS is `http://…` or `libsql://…?tls=0`."
            )
        case .certificateFile:
            (
                .tls,
                options.certificateFile == nil
                    ? "the system's certificates cannot be read: \(detail)"
                    : "the file of certificates cannot be read: \(detail)",
                options.certificateFile == nil
                    ? "Install them; on Debian, Ubuntu and Alpine the package is `ca-certificates`."
                    : "Name a file in PEM form that this user may read"
                        + (options.names.certificateFile.map { " in \($0)" } ?? "") + "."
            )
        case .connectTimedOut: connectTimedOut(server, options)
        case .cannotConnect, .timedOut, .connectionLost, .invalidAnswer, .answerTooLarge, .cancelled, .libraryMissing,
            .invalidRequest:
            (
                .cannotReach, "\(server) cannot be reached: \(detail)",
                "Check the URL and the port, and that the server runs."
            )
        }
    }

    private static func connectTimedOut(
        _ server: String,
        _ options: LibSQLClient.Options
    ) -> (Code, String, String?) {
        let isWhole = options.requestTimeout < options.connectTimeout
        let name = isWhole ? options.names.requestTimeout : options.names.connectTimeout
        return (
            .connectTimedOut,
            "no connection to \(server) within \(seconds(min(options.connectTimeout, options.requestTimeout)))",
            "Check the URL, the network, the firewall and a proxy, or \(LibSQLClient.SettingNames.moreTime(name))."
        )
    }

    /// `10 s`, `0.3 s`, `20 ms`.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if seconds == 0, milliseconds > 0, !milliseconds.isMultiple(of: 100) { return "\(milliseconds) ms" }
        let tenths = attoseconds / 100_000_000_000_000_000
        return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
    }

    /// Takes user names and passwords out of URLs: libcurl repeats the proxy of the environment as it is.
    static func withoutCredentials(_ text: String) -> String {
        // What libcurl could not read as a proxy may hold a password anywhere.
        if let quote = text.firstRange(of: "proxy syntax in '") {
            return text[..<quote.lowerBound] + "proxy syntax"
        }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard let at = word.lastIndex(of: "@") else { return String(word) }
            let scheme = word.firstRange(of: "://").map { word[..<$0.upperBound] } ?? ""
            return scheme + "<REDACTED>" + word[at...]
        }.joined(separator: " ")
    }
}
