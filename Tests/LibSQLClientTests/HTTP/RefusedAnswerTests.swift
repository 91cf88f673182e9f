import Testing

@testable import LibSQLClient

/// What an answer whose status is no success is told as.
@Suite struct RefusedAnswerTests {
    private static let newToken = "`turso db tokens create <db>` makes a new one."

    private func response(_ status: Int, _ body: String, _ headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test(arguments: [
        (#"{"message":"Bad step","code":"X"}"#, ": Bad step"),
        (#"{"error":"Bad step"}"#, ": Bad step"),
        (#"{"error":{"message":"Bad step"}}"#, ": Bad step"),
        (#"{"message":"Bad\nstep"}"#, #": Bad\nstep"#),
        ("Bad step \n", ": Bad step"),
        ("<html><head><TITLE>\n400 Bad Request </TITLE></head></html>", ": 400 Bad Request"),
        ("<html></html>", ""), ("", ""), ("{", ""), ("{}", ""), (#"{"error":null,"message":1}"#, ""),
    ])
    func everyFormOfBodyIsRead(body: String, said: String) {
        #expect(
            failure(response(400, body))?.message
                == "https://db.example.com refused the request with status 400" + said
        )
    }

    @Test func aBodyThatIsNoTextIsNotShown() {
        let error = failure(HTTPResponse(status: 500, body: [0xFF, 0xFE, 0x00]))
        #expect(error?.message == "https://db.example.com failed (status 500)")
    }

    @Test func aTextThatIsNotUTF8IsTold() {
        let error = failure(response(500, #"{"error":"Internal Error: `invalid utf-8 sequence`"}"#))
        #expect(error?.code == .notText)
        #expect(
            error?.message
                == "https://db.example.com cannot send a text that is not UTF-8, and the database has one in what was asked "
                + "for: Internal Error: `invalid utf-8 sequence`"
        )
        #expect(error?.remedy?.hasPrefix("Find the row, where `CAST(column AS BLOB)` shows its bytes") == true)
        #expect(error?.isOutcomeUnknown == true)
    }

    @Test(arguments: [
        (400, LibSQLError.Code.protocolRefused, true, "https://db.example.com refused the request with status 400: no"),
        (401, .unauthorized, false, "https://db.example.com does not accept the token: no"),
        (403, .forbidden, false, "https://db.example.com does not allow this: no"),
        (404, .notFound, true, "there is no libSQL database at https://db.example.com: no"),
        (
            405, .notFound, true,
            "what answers at https://db.example.com is no libSQL server: it knows no such request (status 405): no"
        ),
        (
            501, .notFound, true,
            "what answers at https://db.example.com is no libSQL server: it knows no such request (status 501): no"
        ),
        (407, .cannotReach, true, "the proxy on the way to https://db.example.com wants a user and a password: no"),
        (408, .timedOut, true, "https://db.example.com gave up waiting: no"),
        (413, .tooLarge, true, "the request is too large for https://db.example.com: no"),
        (429, .rateLimited, true, "https://db.example.com has too many requests to answer: no"),
        (500, .serverError, true, "https://db.example.com failed (status 500): no"),
        (502, .serverError, true, "what stands before https://db.example.com got no answer from it (status 502): no"),
        (503, .serverError, true, "https://db.example.com is not available at the moment (status 503): no"),
        (504, .serverError, true, "what stands before https://db.example.com got no answer from it (status 504): no"),
        (
            204, .invalidAnswer, true,
            "https://db.example.com answered with status 204, which no libSQL server does: no"
        ),
    ])
    func everyStatusHasItsMessage(status: Int, code: LibSQLError.Code, isUnknown: Bool, message: String) {
        let error = failure(response(status, #"{"error":"no"}"#), token: "some-token")
        #expect(error?.code == code)
        #expect(error?.isOutcomeUnknown == isUnknown)
        #expect(error?.message == message)
        #expect(error?.status == status)
        #expect(error?.retryAfter == nil)
    }

    @Test(arguments: [
        (401, "Check that it is this database's or its group's; `turso db tokens create <db>` makes a new one."),
        (
            403,
            "Use a token that may write, for `turso db tokens create <db> --read-only` makes one that may not; and look "
                + "whether the database is blocked."
        ),
        (404, "Check the URL; `turso db show <db> --url` prints that of a database."),
        (407, "Put them into the variable that names the proxy: `http://user:password@proxy:port`."),
        (413, "Split what is sent at once."),
        (429, "Wait a little, and try again."),
        (500, "Look at the server's log, or try again in a while."),
        (502, "Try again in a while."),
        (503, "Try again in a while; https://status.turso.tech tells of disturbances at Turso."),
    ])
    func mostHaveARemedy(status: Int, remedy: String) {
        #expect(failure(response(status, ""), token: "some-token")?.remedy == remedy)
    }

    @Test func aMissingTokenIsTold() {
        let error = failure(response(401, #"{"error":"Unauthorized: `Expected an Authorization header`"}"#))
        #expect(
            error?.message
                == "https://db.example.com wants a token, and there is none: Unauthorized: `Expected an Authorization header`"
        )
        #expect(error?.remedy == "`turso db tokens create <db>` makes one.")
    }

    @Test func whereATokenIsPutIsTold() {
        var options = LibSQLClient.Options()
        options.names.token = "TURSO_AUTH_TOKEN"
        for (token, words) in [(nil, "one"), ("some-token", "a new one"), (TestTokens.jwt(expiry: 1), "a new one")] {
            let transport = FakeTransport(response(401, ""))
            let client = LibSQLClient(
                url: "https://h",
                token: token.map { BearerToken($0) },
                options: options,
                transport: transport
            )
            let end = "`turso db tokens create <db>` makes \(words); put it into TURSO_AUTH_TOKEN."
            #expect(client.failure()?.remedy?.hasSuffix(end) == true)
        }
    }

    @Test func anExpiredTokenIsToldWithItsTime() {
        let body = #"{"error":"Unauthorized: `The JWT has expired`"}"#
        let error = failure(response(401, body), token: TestTokens.jwt(expiry: 1_732_163_467))
        #expect(error?.code == .tokenExpired)
        #expect(error?.message == "the token for https://db.example.com expired at 2024-11-21T04:31:07Z")
        #expect(error?.remedy == Self.newToken)
        #expect(error?.isOutcomeUnknown == false)
    }

    @Test func anExpiryThatOnlyTheServerKnowsIsTold() {
        let error = failure(response(401, #"{"error":"The JWT has expired"}"#), token: "opaque-token")
        #expect(error?.code == .tokenExpired)
        #expect(error?.message == "the token for https://db.example.com has expired: The JWT has expired")
    }

    @Test func aTokenThatIsNotExpiredIsRefusedAsWhatItIs() {
        let token = TestTokens.jwt(expiry: HTTPTime.now + 3_600)
        #expect(failure(response(401, #"{"error":"bad signature"}"#), token: token)?.code == .unauthorized)
    }

    @Test func ofSeveralRequestsSomeMayHaveRunBeforeARefusal() {
        let error = LibSQLClient(FakeTransport(response(403, ""))).failure([.select, .select])
        #expect(error?.isOutcomeUnknown == true)
    }

    @Test(arguments: [
        ("7", Duration.seconds(7)), ("0", .seconds(0)), ("-5", .seconds(0)), ("999999999", .seconds(86_400)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(0)), ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(86_400)),
    ])
    func retryAfterIsRead(value: String, wait: Duration) {
        let error = failure(response(429, "", [HTTPHeader("Retry-After", value)]))
        #expect(error?.retryAfter == wait)
        let time = wait == .zero ? "a little" : "\(wait.components.seconds) s, as the server asks"
        #expect(error?.remedy == "Wait \(time), and try again.")
        #expect(failure(response(503, "", [HTTPHeader("retry-after", value)]))?.retryAfter == wait)
    }

    @Test func aRetryAfterOfNoFormIsNone() {
        #expect(failure(response(429, "", [HTTPHeader("Retry-After", "soon")]))?.retryAfter == nil)
    }

    @Test(arguments: [
        ("https://other.example.net/login?token=abc#x", "https://other.example.net"),
        ("https://user:pw@other.example.net/", "another place"),
        ("/v3/", "another place"),
        ("https://db.example.com/elsewhere", "another path"),
    ])
    func aRedirectIsToldWithoutSecrets(location: String, place: String) {
        let error = failure(response(307, "", [HTTPHeader("Location", location)]))
        #expect(error?.code == .redirected)
        #expect(error?.message == "https://db.example.com sends requests on to \(place), which is not followed")
        #expect(error?.remedy == "If that is right, write its URL.")
        #expect(error?.isOutcomeUnknown == true)
    }

    @Test func aTokenThatTheServerRepeatsIsNotShown() {
        let token = TestTokens.jwt(expiry: nil)
        for body in [#"{"error":"bad token \#(token)"}"#, "Bearer \(token)", "<title>\(token.prefix(20))</title>"] {
            for status in [400, 401, 403, 404, 500, 503] {
                let error = failure(response(status, body), token: token)
                #expect(error?.message.contains("<REDACTED>") == true)
                #expect(error?.message.contains(token.prefix(8)) == false)
            }
        }
    }

    @Test func sqlThatTheServerRepeatsIsNotShown() {
        let statement = HranaStatement("  INSERT INTO users VALUES (?)", arguments: [.text("private words")])
        for words in ["near: INSERT INTO users VALUES (?)", "the value is private words"] {
            let error = LibSQLClient(FakeTransport(response(500, words))).failure([.execute(statement)])
            #expect(
                error?.message
                    == "https://db.example.com failed (status 500): (its words repeat SQL, and are not shown)"
            )
        }
    }

    @Test func wordsAreBounded() {
        let error = failure(response(500, String(repeating: "word ", count: 1_000)))
        #expect((error?.message.count ?? 0) < 400)
    }
}
