import Testing

@testable import LibSQLClient

/// What is told when no answer came.
@Suite struct TransportErrorTests {
    private func failure(
        _ kind: HTTPTransportError.Kind,
        isSent: Bool = false,
        detail: String = "why",
        options: LibSQLClient.Options = .init()
    ) -> LibSQLError? {
        let transport = FakeTransport([.failure(HTTPTransportError(kind, detail, isSent: isSent))])
        return LibSQLClient(url: "https://h", token: nil, options: options, transport: transport).failure()
    }

    @Test(arguments: [
        (HTTPTransportError.Kind.nameUnknown, LibSQLError.Code.cannotReach, "the host of https://h is unknown: why"),
        (.cannotConnect, .cannotReach, "https://h cannot be reached: why"),
        (.proxy, .cannotReach, "the proxy on the way to https://h cannot be used: why"),
        (.tls, .tls, "no secure connection to https://h: why"),
        (.certificateFile, .tls, "the system's certificates cannot be read: why"),
        (.connectTimedOut, .connectTimedOut, "no connection to https://h within 10 s"),
        (.timedOut, .timedOut, "https://h did not answer within 60 s"),
        (.connectionLost, .connectionLost, "the connection to https://h ended before the answer did: why"),
        (.invalidAnswer, .invalidAnswer, "what answers at https://h is no libSQL server: why"),
        (.answerTooLarge, .answerTooLarge, "the answer of https://h is larger than 64 MB"),
        (.cancelled, .cancelled, "the request to https://h was cancelled"),
        (
            .libraryMissing, .libraryMissing,
            "libcurl, which remote databases need, is not installed (version 7.68 or later)"
        ),
        (.invalidRequest, .invalidRequest, "the request to https://h cannot be sent: why"),
    ])
    func everyKindHasItsMessage(kind: HTTPTransportError.Kind, code: LibSQLError.Code, message: String) {
        let error = failure(kind)
        #expect(error?.code == code)
        #expect(error?.message == message)
        #expect(error?.isOutcomeUnknown == false)
        #expect(failure(kind, isSent: true)?.isOutcomeUnknown == true)
    }

    @Test(arguments: [
        (
            HTTPTransportError.Kind.nameUnknown,
            "Check the URL and the network; `turso db show <db> --url` prints the URL of a database."
        ),
        (.cannotConnect, "Check the URL and the port, and that the server runs."),
        (.proxy, "Check https_proxy, http_proxy, all_proxy and no_proxy in the environment."),
        (
            .tls,
            "Where the server's certificate is from an authority of your own, trust that one's file; a server without "
                + "TLS is `http://…` or `libsql://…?tls=0`."
        ),
        (.certificateFile, "Install them; on Debian, Ubuntu and Alpine the package is `ca-certificates`."),
        (.connectTimedOut, "Check the URL, the network, the firewall and a proxy, or allow more time."),
        (.timedOut, "Look at the server's load, or allow more time."),
        (.connectionLost, "Check the network, the proxies on the way and the server."),
        (.invalidAnswer, "Check the URL and the proxies on the way."),
        (.answerTooLarge, "Ask for fewer rows at a time."),
        (
            .libraryMissing,
            "On Debian and Ubuntu: `apt-get install libcurl4`; on Fedora: `dnf install libcurl`; on Alpine: "
                + "`apk add libcurl`."
        ),
    ])
    func mostHaveARemedy(kind: HTTPTransportError.Kind, remedy: String) {
        #expect(failure(kind)?.remedy == remedy)
    }

    @Test func theOptionsAreInTheMessages() {
        var options = LibSQLClient.Options()
        options.connectTimeout = .milliseconds(300)
        options.requestTimeout = .milliseconds(2_500)
        options.certificateFile = "/nowhere/ca.pem"
        #expect(failure(.connectTimedOut, options: options)?.message == "no connection to https://h within 0.3 s")
        #expect(failure(.timedOut, options: options)?.message == "https://h did not answer within 2.5 s")
        options.requestTimeout = .milliseconds(1)
        #expect(failure(.timedOut, options: options)?.message == "https://h did not answer within 1 ms")
        #expect(
            failure(.certificateFile, options: options)?.message == "the file of certificates cannot be read: why"
        )
        #expect(
            failure(.certificateFile, options: options)?.remedy == "Name a file in PEM form that this user may read."
        )
    }

    @Test func theNamesOfTheSettingsAreInTheRemedies() {
        var options = LibSQLClient.Options()
        options.names.requestTimeout = "--timeout"
        options.names.connectTimeout = "--connect-timeout"
        options.names.certificateFile = "SSL_CERT_FILE or CURL_CA_BUNDLE"
        let remedy = { failure($0, options: options)?.remedy ?? "" }
        #expect(remedy(.timedOut) == "Look at the server's load, or allow more time with --timeout.")
        #expect(
            remedy(.connectTimedOut)
                == "Check the URL, the network, the firewall and a proxy, or allow more time with --connect-timeout."
        )
        #expect(
            remedy(.tls)
                == "Where the server's certificate is from an authority of your own, name that one's file in SSL_CERT_FILE or "
                + "CURL_CA_BUNDLE; a server without TLS is `http://…` or `libsql://…?tls=0`."
        )
        options.requestTimeout = .seconds(1)
        options.certificateFile = "ca.pem"
        #expect(failure(.connectTimedOut, options: options)?.remedy?.hasSuffix("more time with --timeout.") == true)
        #expect(
            failure(.certificateFile, options: options)?.remedy
                == "Name a file in PEM form that this user may read in SSL_CERT_FILE or CURL_CA_BUNDLE."
        )
    }

    @Test(arguments: [
        ("Failed to connect to proxy.example port 3128 after 0 ms: Couldn't connect to server", true),
        ("Failed to connect to H port 444: Connection refused", true),
        ("Failed to connect to h port 443 after 0 ms: Could not connect to server", false),
        ("Failed to connect to h port x", false), ("Connection refused", false), ("", false),
    ])
    func aPlaceThatIsNotTheServersIsAProxy(words: String, isProxy: Bool) {
        #expect(CurlTransport.namesAnother(words, than: "https://h/v3/pipeline") == isProxy)
    }

    @Test(arguments: [
        (
            "Unsupported proxy syntax in 'http://me:pw@proxy:x'",
            "Unsupported proxy syntax"
        ),
        ("Unsupported proxy syntax in 'http://me:correct horse@proxy:1'", "Unsupported proxy syntax"),
        ("Unsupported proxy syntax in 'http://secret:99999'", "Unsupported proxy syntax"),
        ("at me:p@w@proxy no", "at <REDACTED>@proxy no"),
        ("no credentials", "no credentials"),
    ])
    func credentialsOfAProxyAreNotShown(detail: String, shown: String) {
        #expect(
            failure(.proxy, detail: detail)?.message == "the proxy on the way to https://h cannot be used: \(shown)"
        )
    }
}
