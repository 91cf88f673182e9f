import Foundation
import Testing

@testable import LibSQLClient

/// libcurl against a server on this machine.
@Suite struct CurlTransportTests {
    // MARK: requests and answers

    @Test func aRequestArrivesAsItWasSent() throws {
        let server = try TestServer { _, _ in [.answer("yes", headers: "X-Name:  a b\r\n")] }
        let request = HTTPRequest.test(
            server.url + "/v3/pipeline",
            body: #"{"a":1}"#,
            headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Authorization", "Bearer t0ken")]
        )
        let response = try CurlTransport.local().send(request)
        #expect(response.status == 200)
        #expect(response.text == "yes")
        #expect(response.headers.contains(HTTPHeader("X-Name", "a b")))
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST /v3/pipeline HTTP/1.1\r\n"))
        #expect(received.header("Content-Type") == "application/json")
        #expect(received.header("Authorization") == "Bearer t0ken")
        #expect(received.header("User-Agent") == "tests/1")
        #expect(received.header("Accept-Encoding")?.contains("gzip") == true)
        #expect(received.header("Content-Length") == "7")
        #expect(received.body == Array(#"{"a":1}"#.utf8))
    }

    @Test func aLargeBodyIsSentWithoutWaitingToContinue() throws {
        let server = try TestServer { _, _ in [.answer("yes")] }
        let body = String(repeating: "x", count: 3 << 20)
        #expect(try CurlTransport.local().send(.test(server.url, body: body)).text == "yes")
        #expect(server.received.first?.header("Expect") == nil)
        #expect(server.received.first?.body.count == 3 << 20)
    }

    @Test func anEmptyBodyAndAnEmptyAnswerAreWell() throws {
        let server = try TestServer { _, _ in [.answer("")] }
        #expect(try CurlTransport.local().send(.test(server.url, body: "")).body.isEmpty)
        #expect(server.received.first?.header("Content-Length") == "0")
    }

    @Test(arguments: [400, 401, 404, 429, 500, 503])
    func everyStatusIsAnAnswer(status: Int) throws {
        let server = try TestServer { _, _ in [.answer("no", status: "\(status) Status", headers: "Retry-After: 7\r\n")]
        }
        let response = try CurlTransport.local().send(.test(server.url))
        #expect(response.status == status)
        #expect(response.text == "no")
        #expect(response.headers.contains(HTTPHeader("Retry-After", "7")))
        #expect(server.received.count == 1)
    }

    @Test func anInterimAnswerIsNotTheAnswer() throws {
        let server = try TestServer { _, _ in
            [.send("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"), .answer("yes")]
        }
        let response = try CurlTransport.local().send(.test(server.url))
        #expect(response.status == 200)
        #expect(response.text == "yes")
        #expect(!response.headers.contains { $0.name == "Link" })
    }

    @Test func anAnswerInChunksIsWhole() throws {
        let server = try TestServer { _, _ in
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), .send("2\r\nde\r\n0\r\n\r\n")]
        }
        #expect(try CurlTransport.local().send(.test(server.url)).text == "abcde")
    }

    @Test func aPackedAnswerIsUnpacked() throws {
        let gzip = gzipped(#"{"results":[]}"#)
        let server = try TestServer { _, _ in [.answer(gzip, headers: "Content-Encoding: gzip\r\n")] }
        #expect(try CurlTransport.local().send(.test(server.url)).text == #"{"results":[]}"#)
    }

    /// A stored block in gzip's frame, so that no library is needed to pack it.
    private func gzipped(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        let little: (UInt32, Int) -> [UInt8] = { value, count in
            (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        }
        let length = UInt32(bytes.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(length, 2) + little(~length, 2) + bytes
            + little(~crc, 4) + little(length, 4)
    }

    @Test func anAnswerThatIsTooLargeIsRefused() throws {
        let server = try TestServer { _, _ in [.answer(String(repeating: "x", count: 5_000))] }
        let error = CurlTransport.local(answerLimit: 4_999).failure(.test(server.url))
        #expect(error?.kind == .answerTooLarge)
        #expect(error?.isSent == true)
        #expect(try CurlTransport.local(answerLimit: 5_000).send(.test(server.url)).body.count == 5_000)
    }

    @Test(arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    func aRedirectIsNotFollowed(status: String) throws {
        let other = try TestServer { _, _ in [.answer("stolen")] }
        let location = other.url
        let server = try TestServer { _, _ in [.answer("", status: status, headers: "Location: \(location)\r\n")] }
        let response = try CurlTransport.local().send(.test(server.url))
        #expect(response.status == Int(status.prefix(3)))
        #expect(other.connections == 0)
        let client = LibSQLClient(url: server.url, token: BearerToken("some-token"), transport: CurlTransport.local())
        #expect(
            client.failure()?.message == "\(server.url) sends requests on to \(location), which is not followed"
        )
    }

    @Test func aLineBreakInAHeaderIsRefused() throws {
        let server = try TestServer { _, _ in [.answer("")] }
        let request = HTTPRequest.test(server.url, headers: [HTTPHeader("A", "b\r\nX-Evil: 1")])
        #expect(
            CurlTransport.local().failure(request)
                == HTTPTransportError(.invalidRequest, "a header holds a line break", isSent: false)
        )
        #expect(server.connections == 0)
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", ""])
    func otherProtocolsAreRefused(url: String) {
        let error = CurlTransport.local().failure(.test(url))
        #expect(error?.kind == .invalidRequest)
        #expect(error?.isSent == false)
    }

    // MARK: connections

    @Test func aConnectionIsUsedAgain() throws {
        let server = try TestServer { _, _ in [.answer("yes")] }
        let transport = CurlTransport.local()
        for _ in 0..<5 { _ = try transport.send(.test(server.url)) }
        #expect(server.received.count == 5)
        #expect(server.connections == 1)
    }

    @Test func aConnectionThatTheServerClosedMeanwhileIsReplaced() throws {
        let server = try TestServer { number, _ in number == 0 ? [.answer("first"), .close] : [.answer("second")] }
        let transport = CurlTransport.local()
        #expect(try transport.send(.test(server.url)).text == "first")
        #expect(server.waitForClosed(1))
        #expect(try transport.send(.test(server.url)).text == "second")
        #expect(server.received.count == 2)
        #expect(server.connections == 2)
    }

    /// libcurl itself would send the request again: the server may have executed it by then.
    @Test(arguments: [TestServer.Action.close, .reset], [2, 300_000])
    func aRequestIsNotSentAgainWhenAUsedConnectionDies(end: TestServer.Action, size: Int) throws {
        let server = try TestServer { number, _ in number == 1 ? [end] : [.answer("yes")] }
        let transport = CurlTransport.local()
        let body = String(repeating: "x", count: size)
        #expect(try transport.send(.test(server.url, body: body)).text == "yes")
        let error = transport.failure(.test(server.url, body: body))
        #expect(error?.kind == .connectionLost)
        #expect(error?.isSent == true)
        #expect(server.received.count == 2)
        // Only what the caller sends again is sent again.
        #expect(try transport.send(.test(server.url, body: body)).text == "yes")
        #expect(server.received.count == 3)
    }

    @Test(arguments: [
        [TestServer.Action.close], [.reset], [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .close],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .reset],
        [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc"), .close],
        [.send("HTTP/1.1 2"), .close],
    ])
    func anAnswerThatBreaksOffIsNone(actions: [TestServer.Action]) throws {
        let server = try TestServer { _, _ in actions }
        let error = CurlTransport.local().failure(.test(server.url))
        #expect(error?.kind == .connectionLost || error?.kind == .invalidAnswer)
        #expect(error?.isSent == true)
        #expect(server.received.count == 1)
    }

    @Test func whatIsNoHTTPIsNoAnswer() throws {
        let server = try TestServer { _, _ in [.send("220 mail.example.com ESMTP\r\n"), .close] }
        let error = CurlTransport.local().failure(.test(server.url))
        #expect(error?.kind == .invalidAnswer)
        #expect(error?.isSent == true)
    }

    @Test func nobodyAtThePortIsTold() throws {
        let port = try TestServer.unusedPort()
        let error = CurlTransport.local().failure(.test("http://127.0.0.1:\(port)"))
        #expect(error?.kind == .cannotConnect)
        #expect(error?.isSent == false)
    }

    @Test func anUnknownNameIsTold() {
        let error = CurlTransport.local().failure(.test("http://no-such-host.invalid"))
        #expect(error?.kind == .nameUnknown)
        #expect(error?.detail == "Could not resolve host: no-such-host.invalid")
        #expect(error?.isSent == false)
    }

    // MARK: time and cancellation

    @Test func theTimeForARequestIsBounded() throws {
        let server = try TestServer { _, _ in [.hang] }
        let start = ContinuousClock.now
        let error = CurlTransport.local().failure(.test(server.url, timeout: .milliseconds(300)))
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(error?.kind == .timedOut)
        #expect(error?.isSent == true)
    }

    @Test func theTimeForAnAnswerThatTricklesIsBounded() throws {
        let server = try TestServer { _, _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .hang] }
        #expect(CurlTransport.local().failure(.test(server.url, timeout: .milliseconds(300)))?.kind == .timedOut)
    }

    /// A TLS handshake that nobody answers counts as connecting.
    @Test func theTimeForAConnectionIsBounded() throws {
        let (listener, port) = try TestServer.listeningSocket()
        defer { close(listener) }
        let request = HTTPRequest.test("https://127.0.0.1:\(port)", connectTimeout: .milliseconds(300))
        let start = ContinuousClock.now
        let error = CurlTransport.local().failure(request)
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(error?.kind == .connectTimedOut)
        #expect(error?.isSent == false)
    }

    @Test func aRunningRequestIsCancelled() throws {
        let server = try TestServer { _, _ in [.hang] }
        let transport = CurlTransport.local()
        let clock = ContinuousClock()
        let cancelled = Moment()
        Thread.detachNewThread {
            _ = server.waitForRequests(1)
            cancelled.set(clock.now)
            transport.cancel()
        }
        let error = transport.failure(.test(server.url))
        let end = clock.now
        #expect(error?.kind == .cancelled)
        #expect(error?.isSent == true)
        let latency = try #require(cancelled.value).duration(to: end)
        #expect(latency < .seconds(10))
        if ProcessInfo.processInfo.environment["MIGRATE_TEST_TIMES"] != nil { print("cancelled within \(latency)") }
        #expect(transport.failure(.test(server.url))?.kind == .cancelled)
        #expect(server.received.count == 1)
    }

    @Test func aConnectionInTheMakingIsCancelled() throws {
        let (listener, port) = try TestServer.listeningSocket()
        defer { close(listener) }
        let transport = CurlTransport.local()
        Thread.detachNewThread {
            usleep(100_000)
            transport.cancel()
        }
        let start = ContinuousClock.now
        let error = transport.failure(.test("https://127.0.0.1:\(port)"))
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(error?.kind == .cancelled)
        #expect(error?.isSent == false)
    }

    @Test func whatIsCancelledBeforehandIsNotSent() throws {
        let server = try TestServer { _, _ in [.answer("")] }
        let transport = CurlTransport.local()
        transport.cancel()
        let error = transport.failure(.test(server.url))
        #expect(error?.kind == .cancelled)
        #expect(error?.isSent == false)
        #expect(server.connections == 0)
    }

    @Test func twoThreadsTakeTurns() throws {
        let server = try TestServer { _, _ in [.answer("yes")] }
        let transport = CurlTransport.local()
        let url = server.url
        DispatchQueue.concurrentPerform(iterations: 20) { _ in
            #expect((try? transport.send(.test(url)).text) == "yes")
        }
        #expect(server.received.count == 20)
    }
}
