import Foundation
import Testing

@testable import LibSQLClient

/// Proxies from the environment.
///
/// Each test is a process of its own, for the environment belongs to the whole process.
@Suite struct ProxyTests {
    @Test func aProxyIsUsed() async {
        await #expect(processExitsWith: .success) {
            let proxy = try TestServer { _, _ in [.answer("by proxy")] }
            setenv("http_proxy", "http://user:pass@127.0.0.1:\(proxy.port)", 1)
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let transport = CurlTransport(certificateFile: nil, userAgent: "tests/1")
            try #require(transport.send(.test("http://db.invalid/v3/pipeline")).text == "by proxy")
            let received = try #require(proxy.received.first)
            try #require(received.head.hasPrefix("POST http://db.invalid/v3/pipeline HTTP/1.1\r\n"))
            try #require(received.header("Proxy-Authorization") == "Basic dXNlcjpwYXNz")
        }
    }

    @Test func anExceptionIsReachedDirectly() async {
        await #expect(processExitsWith: .success) {
            let server = try TestServer { _, _ in [.answer("directly")] }
            let port = try TestServer.unusedPort()
            setenv("http_proxy", "http://127.0.0.1:\(port)", 1)
            setenv("no_proxy", "127.0.0.1", 1)
            let transport = CurlTransport(certificateFile: nil, userAgent: "tests/1")
            try #require(transport.send(.test(server.url)).text == "directly")
        }
    }

    @Test func aTunnelThatIsRefusedIsToldWithoutThePassword() async {
        await #expect(processExitsWith: .success) {
            let proxy = try TestServer { _, _ in
                [.answer("", status: "407 Proxy Authentication Required", headers: "Proxy-Authenticate: Basic\r\n")]
            }
            setenv("https_proxy", "http://user:secret@127.0.0.1:\(proxy.port)", 1)
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let client = LibSQLClient(url: "https://db.invalid", token: BearerToken("some-token"))
            let error = try #require(client.failure())
            try #require(error.code == .cannotReach)
            try #require(error.message.hasPrefix("the proxy on the way to https://db.invalid cannot be used: "))
            try #require(!"\(error)".contains("secret"))
            try #require(!error.isOutcomeUnknown)
            let received = try #require(proxy.received.first)
            try #require(received.head.hasPrefix("CONNECT db.invalid:443 HTTP/1.1\r\n"))
            try #require(received.header("Authorization") == nil)
        }
    }

    @Test(arguments: ["http://user:secret@127.0.0.1:PORT", "weird://user:secret@127.0.0.1", "http://user:secret@:x/"])
    func aProxyThatIsNotThereIsToldWithoutThePassword(template: String) async {
        await #expect(processExitsWith: .success) { [template] in
            let port = try TestServer.unusedPort()
            setenv("http_proxy", template.replacing("PORT", with: String(port)), 1)
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let client = LibSQLClient(url: "http://db.invalid", token: BearerToken("some-token"))
            let error = try #require(client.failure())
            try #require(!"\(error)".contains("secret"))
            try #require(!error.isOutcomeUnknown)
        }
    }

    @Test func aDeadProxyIsNamed() async {
        await #expect(processExitsWith: .success) {
            let port = try TestServer.unusedPort()
            setenv("https_proxy", "http://user:secret@127.0.0.1:\(port)", 1)
            unsetenv("no_proxy")
            unsetenv("NO_PROXY")
            let client = LibSQLClient(url: "https://db.invalid", token: BearerToken("some-token"))
            let error = try #require(client.failure())
            try #require(error.code == .cannotReach)
            try #require(error.message.hasPrefix("the proxy on the way to https://db.invalid cannot be used: "))
            try #require(error.remedy?.hasPrefix("Check https_proxy") == true)
        }
    }

    @Test func aDeadServerIsNoProxy() async {
        await #expect(processExitsWith: .success) {
            setenv("no_proxy", "*", 1)
            let port = try TestServer.unusedPort()
            let error = try #require(LibSQLClient(url: "http://127.0.0.1:\(port)", token: nil).failure())
            try #require(error.message.hasPrefix("http://127.0.0.1:\(port) cannot be reached: "))
        }
    }

    @Test func libcurlIsLoadedAtTheFirstRequest() async {
        await #expect(processExitsWith: .success) {
            let server = try TestServer { _, _ in [.answer("yes")] }
            let transport = CurlTransport(certificateFile: nil, userAgent: "tests/1")
            try #require(!CurlTransport.isLoaded)
            setenv("no_proxy", "*", 1)
            _ = try transport.send(.test(server.url))
            try #require(CurlTransport.isLoaded)
        }
    }
}
