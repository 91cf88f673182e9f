import Testing

@testable import LibSQLClient

@Suite struct BearerTokenTests {
    @Test func itIsNeverShown() {
        let token = BearerToken("very-secret-token")
        var dumped = ""
        dump(token, to: &dumped)
        dump([HTTPHeader("Authorization", "Bearer very-secret-token")], to: &dumped)
        let options = LibSQLClient.Options()
        dump(options, to: &dumped)
        dump(LibSQLClient(url: "https://h", token: token, options: options), to: &dumped)
        let texts = [
            dumped, "\(token)", String(describing: token), String(reflecting: token), "\([token])",
            "\(HTTPHeader("Authorization", "Bearer very-secret-token"))", "\(options)",
        ]
        for text in texts { #expect(!text.contains("secret")) }
        #expect("\(token)" == "<REDACTED>")
    }

    @Test func theExpiryOfAJWTIsRead() {
        #expect(BearerToken(TestTokens.jwt(expiry: 1_795_236_069)).expiry == 1_795_236_069)
        #expect(BearerToken(TestTokens.jwt(expiry: nil)).expiry == nil)
    }

    @Test(arguments: [
        "", "abc", "a.b", "a.b.c", "a.e30.c", "a.bnVsbA.c", "a.eyJleHAiOjFlOTl9.c", "a.eyJleHAiOiJ4In0.c",
    ])
    func otherTokensHaveNone(token: String) {
        #expect(BearerToken(token).expiry == nil)
    }

    @Test(arguments: [
        ("", "the token is empty"),
        ("abc\n", "the token holds a blank, a line break or another character that no token has"),
        ("abc\r\nX-Evil: 1", "the token holds a blank, a line break or another character that no token has"),
        ("a b", "the token holds a blank, a line break or another character that no token has"),
        ("tökén", "the token holds a blank, a line break or another character that no token has"),
        ("a\u{0}b", "the token holds a blank, a line break or another character that no token has"),
    ])
    func whatAHeaderCannotHoldIsRefused(token: String, message: String) {
        let transport = FakeTransport(.executed)
        let error = LibSQLClient(transport, token: token).failure()
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == message)
        #expect(error?.remedy == "Put the token alone where it is read from, on one line.")
        #expect(error?.isOutcomeUnknown == false)
        #expect(transport.requests.isEmpty)
    }
}
