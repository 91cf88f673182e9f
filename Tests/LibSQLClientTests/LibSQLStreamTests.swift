import Testing

@testable import LibSQLClient

@Suite struct LibSQLStreamTests {
    private func answer(_ baton: String?, baseURL: String? = nil) -> HTTPResponse {
        .json(Answers.pipeline(Answers.execute(), baton: baton, baseURL: baseURL))
    }

    private func batons(_ transport: FakeTransport) -> [String] {
        transport.requests.map { request in
            let body = String(decoding: request.body, as: UTF8.self)
            return String(body.dropFirst(#"{"baton":"#.count).prefix { $0 != "," })
        }
    }

    private func failure(_ stream: LibSQLStream) -> LibSQLError? {
        do throws(LibSQLError) {
            _ = try stream.send([.select])
            return nil
        } catch {
            return error
        }
    }

    @Test func theNewestBatonIsUsed() throws {
        let transport = FakeTransport(answer("a"), answer("b"), answer("c"))
        let stream = LibSQLClient(transport).openStream()
        #expect(!stream.isOpen)
        for _ in 0..<3 { _ = try stream.send([.select]) }
        #expect(batons(transport) == ["null", #""a""#, #""b""#])
        #expect(stream.isOpen)
    }

    @Test func aStreamThatLeavesNothingBehindBeginsAnew() throws {
        let transport = FakeTransport(answer("a"), answer(nil), answer("b"))
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select])
        _ = try stream.send([.select])
        #expect(!stream.isOpen)
        _ = try stream.send([.select])
        #expect(batons(transport) == ["null", #""a""#, "null"])
    }

    @Test func closingSendsTheBaton() throws {
        let transport = FakeTransport(answer("a"), .json(Answers.pipeline(Answers.close)))
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select])
        stream.close()
        stream.close()
        #expect(batons(transport) == ["null", #""a""#])
        #expect(transport.requests.last?.timeout == .seconds(5))
        #expect(!stream.isOpen)
        let error = failure(stream)
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == "the stream is closed")
        #expect(error?.isOutcomeUnknown == false)
    }

    @Test func aCloseInThePipelineEndsTheStream() throws {
        let transport = FakeTransport(.executed)
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select, .close])
        stream.close()
        #expect(transport.requests.count == 1)
        #expect(failure(stream)?.message == "the stream is closed")
    }

    @Test func aStreamThatWasNeverUsedIsClosedWithoutARequest() {
        let transport = FakeTransport([])
        LibSQLClient(transport).openStream().close()
        #expect(transport.requests.isEmpty)
    }

    // MARK: base_url

    @Test func theStreamGoesOnWhereTheServerSays() throws {
        let transport = FakeTransport(
            answer("a", baseURL: "https://node7.example.com:8443/x/"),
            answer("b"),
            answer("c"),
            .executed
        )
        let client = LibSQLClient(transport)
        let stream = client.openStream()
        for _ in 0..<3 { _ = try stream.send([.select]) }
        _ = try client.send([.select])
        #expect(
            transport.requests.map(\.url) == [
                "https://db.example.com/v3/pipeline", "https://node7.example.com:8443/x/v3/pipeline",
                "https://node7.example.com:8443/x/v3/pipeline", "https://db.example.com/v3/pipeline",
            ]
        )
    }

    @Test(arguments: [
        ("http://db.example.com", "http://db.example.com"), ("https://evil.net/x", "https://evil.net"),
        ("nonsense", "a place that is no URL"), ("https://user:pw@db.example.com", "a place that is no URL"),
    ])
    func aTokenDoesNotFollowToAnotherSite(url: String, place: String) throws {
        let transport = FakeTransport(answer("a", baseURL: url), answer("b"))
        let stream = LibSQLClient(transport, token: "some-token").openStream()
        // The answer itself is well: its results count.
        #expect(try stream.send([.select]).count == 1)
        let error = failure(stream)
        #expect(error?.code == .redirected)
        #expect(
            error?.message
                == "https://db.example.com sends the stream on to \(place), where no token goes: it is another "
                + "site, or not HTTPS"
        )
        #expect(error?.isOutcomeUnknown == false)
        stream.close()
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: ["%@.example.org", "%@", "db.example.net/%@"]) func aTokenInThePlaceIsNotShown(host: String) throws
    {
        let token = "s3cr3t-t0k3n-0123456789"
        let place = "https://" + host.replacing("%@", with: token)
        let transport = FakeTransport(
            .json(Answers.pipeline(Answers.execute(), baton: "a", baseURL: place))
        )
        let stream = LibSQLClient(transport, token: token).openStream()
        _ = try stream.send([.select])
        let error = failure(stream)
        #expect(error?.code == .redirected)
        #expect(error?.description.contains("s3cr3t") == false)
    }

    // MARK: the end of a stream

    @Test(arguments: [
        (
            400, #"{"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED"}"#,
            ": The stream has expired due to inactivity"
        ),
        (400, "Received an invalid baton", ": Received an invalid baton"),
        (400, "Received a baton that has already been used", ": Received a baton that has already been used"),
        (400, "Stream for this baton was closed", ": Stream for this baton was closed"),
        (404, #"{"error":"stream not found: x"}"#, ": stream not found: x"),
        (404, "", ""),
    ])
    func aStreamThatIsGoneIsTold(status: Int, body: String, said: String) throws {
        let transport = FakeTransport(answer("a"), .json(body, status: status), answer("b"))
        let client = LibSQLClient(transport)
        let stream = client.openStream()
        _ = try stream.send([.select])
        let error = failure(stream)
        #expect(error?.code == .streamExpired)
        #expect(
            error?.message == "https://db.example.com has ended the stream, and rolled back what was open on it" + said
        )
        // A moment after the last answer no stream expires: the request may have arrived before.
        #expect(error?.isOutcomeUnknown == !body.contains("STREAM_EXPIRED"))
        #expect(error?.status == status)
        let later = failure(stream)
        #expect(later?.code == .streamExpired)
        #expect(
            later?.message
                == "the stream was lost with an earlier request, and what was open on it is rolled back"
        )
        #expect(transport.requests.count == 2)
        #expect(client.speaksVersion3)
    }

    @Test func aBatonIsNotUsedAgainAfterAnUnknownOutcome() throws {
        let transport = FakeTransport([
            .success(answer("a")), .failure(HTTPTransportError(.connectionLost, "reset", isSent: true)),
            .success(answer("b")),
        ])
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select])
        #expect(failure(stream)?.code == .connectionLost)
        #expect(failure(stream)?.code == .streamExpired)
        stream.close()
        #expect(transport.requests.count == 2)
    }

    @Test func aBatonIsKeptWhereNothingWasSent() throws {
        let transport = FakeTransport([
            .success(answer("a")), .failure(HTTPTransportError(.cannotConnect, "refused", isSent: false)),
            .success(answer("b")),
        ])
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select])
        #expect(failure(stream)?.code == .cannotReach)
        _ = try stream.send([.select])
        #expect(batons(transport) == ["null", #""a""#, #""a""#])
    }

    @Test func aServerWithoutVersionThreeIsAskedAgainOnlyForANewStream() throws {
        let transport = FakeTransport(.json("", status: 404), answer("a"), answer("b"))
        let stream = LibSQLClient(transport).openStream()
        _ = try stream.send([.select])
        _ = try stream.send([.select])
        #expect(transport.requests.map { $0.url.contains("/v2/") } == [false, true, true])
    }
}
