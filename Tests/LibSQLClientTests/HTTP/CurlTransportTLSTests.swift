import Foundation
import Testing

@testable import LibSQLClient

/// TLS against a server with a certificate of its own authority.
@Suite(.enabled(if: TLSServer.isPossible, "openssl and python3 are needed"))
struct CurlTransportTLSTests {
    @Test func onlyTheAuthorityThatSignedIsTrusted() throws {
        let server = try TLSServer()
        defer { server.stop() }
        let request = HTTPRequest.test("https://127.0.0.1:\(server.port)", body: "echo")

        #expect(try CurlTransport.local(certificateFile: server.authority).send(request).text == "echo")

        let bySystem = CurlTransport.local().failure(request)
        #expect(bySystem?.kind == .tls)
        #expect(bySystem?.isSent == false)

        let byOther = CurlTransport.local(certificateFile: server.otherAuthority).failure(request)
        #expect(byOther?.kind == .tls)
        #expect(byOther?.isSent == false)

        let withoutFile = CurlTransport.local(certificateFile: "/nowhere/ca.pem").failure(request)
        #expect(withoutFile?.kind == .certificateFile)
        #expect(withoutFile?.isSent == false)

        var options = LibSQLClient.Options()
        options.certificateFile = server.otherAuthority
        let client = LibSQLClient(url: "https://127.0.0.1:\(server.port)", token: nil, options: options)
        let error = client.failure()
        #expect(error?.code == .tls)
        #expect(error?.message.hasPrefix("no secure connection to https://127.0.0.1:\(server.port): ") == true)
        #expect(error?.isOutcomeUnknown == false)
    }

    @Test func aCertificateForAnotherNameIsRefused() throws {
        let server = try TLSServer(name: "DNS:db.example.com")
        defer { server.stop() }
        let error = CurlTransport.local(certificateFile: server.authority)
            .failure(.test("https://127.0.0.1:\(server.port)"))
        #expect(error?.kind == .tls)
        #expect(error?.isSent == false)
    }

    @Test func aServerWithoutTLSIsTold() throws {
        let server = try TestServer { _, _ in [.answer("plain")] }
        // It reads a greeting that has no end, so it is the client that has to give up.
        let error = CurlTransport.local().failure(
            .test("https://127.0.0.1:\(server.port)", connectTimeout: .milliseconds(500))
        )
        #expect(error?.kind == .connectTimedOut)
        #expect(error?.isSent == false)
    }
}
