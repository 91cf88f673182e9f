import Testing

@testable import LibSQLClient

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("https://db.turso.io", "https://db.turso.io/v3"),
        ("libsql://DB.turso.io/", "https://db.turso.io/v3"),
        ("turso://db.turso.io", "https://db.turso.io/v3"),
        ("http://127.0.0.1:8080/dev/ns//", "http://127.0.0.1:8080/dev/ns/v3"),
        ("HTTP://[::1]:8080", "http://[::1]:8080/v3"),
        ("http://[::1]", "http://[::1]/v3"),
        ("http://sqld_1:1", "http://sqld_1:1/v3"),
    ])
    func aServerHasAURL(text: String, url: String) {
        #expect(ServerAddress(text)?.url("/v3") == url)
    }

    @Test(arguments: [
        "", "db.turso.io", "ftp://h", "file:///a", "https://", "https:///path", "https://user:pw@h", "https://token@h",
        "https://h:0", "https://h:65536", "https://h:x", "https://h:", "https://h?authToken=x", "https://h/p?x=1",
        "https://h/p#f", "https://h/a b", "https://h\r\nX: y", "https://[::1", "https://[::1]x", "https://h/ä",
    ])
    func whatIsNoURLOfAServerIsNone(text: String) {
        #expect(ServerAddress(text) == nil)
        let transport = FakeTransport(.executed)
        let error = LibSQLClient(transport, url: text).failure()
        #expect(error?.message == "the URL of the database is none of a libSQL server")
        #expect(error?.code == .invalidRequest)
        #expect(error?.isOutcomeUnknown == false)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [
        ("https://db-org.turso.io", "https://db-org.turso.io:8443", true),
        ("https://db-org.turso.io", "https://node7.turso.io", true),
        ("https://db-org.aws-us-east-1.turso.io", "https://node.turso.io", true),
        ("http://sqld.internal.example.com", "https://sqld-1.internal.example.com", true),
        ("http://127.0.0.1:8080", "http://127.0.0.1:9090", true),
        ("http://sqld:8080", "http://sqld:9090", true),
        ("https://db-org.turso.io", "http://db-org.turso.io", false),
        ("https://db-org.turso.io", "https://turso.io.evil.com", false),
        ("https://db-org.turso.io", "https://eviltarso.io", false),
        ("https://db.example.co.uk", "https://evil.co.uk", false),
        ("https://db.example.co.uk", "https://node.example.co.uk", true),
        ("https://example.co.uk", "https://evil.co.uk", false),
        ("http://127.0.0.1:8080", "http://10.0.0.1:8080", false),
        ("http://10.1.0.1", "http://10.2.0.1", false),
        ("http://[::1]", "http://[::2]", false),
        ("http://sqld:8080", "http://other:8080", false),
    ])
    func aTokenStaysOnItsSite(from: String, to: String, isAllowed: Bool) throws {
        let other = try #require(ServerAddress(to))
        #expect(ServerAddress(from)?.maySendToken(to: other) == isAllowed)
    }
}
