import Foundation
import Testing

@testable import LibSQLClient

@Suite struct LibSQLClientTests {
    private static let notFound = HTTPResponse.json(#"{"error":"not found"}"#, status: 404)
    private static let getAutocommit = #"{"type":"ok","response":{"type":"get_autocommit","is_autocommit":true}}"#

    private func body(_ request: HTTPRequest?) -> String {
        String(decoding: request?.body ?? [], as: UTF8.self)
    }

    @Test func oneRequestOpensAndClosesItsStream() throws {
        let transport = FakeTransport(.executed)
        let client = LibSQLClient(transport, url: "libsql://db.example.com/ns/", token: "some-token")
        #expect(try client.send([.select]) == [.success(.execute(HranaRows()))])
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://db.example.com/ns/v3/pipeline")
        #expect(
            body(request)
                == #"{"baton":null,"requests":[{"type":"execute","stmt":{"sql":"SELECT 1","want_rows":true}},{"type":"close"}]}"#
        )
        #expect(
            request.headers == [
                HTTPHeader("Content-Type", "application/json"), HTTPHeader("Authorization", "Bearer some-token"),
            ]
        )
        #expect(request.connectTimeout == .seconds(10))
        #expect(request.timeout == .seconds(60))
    }

    @Test func aCloseOfTheCallersIsTheOnlyOne() throws {
        let transport = FakeTransport(.executed)
        let results = try LibSQLClient(transport).send([.select, .close])
        #expect(results == [.success(.execute(HranaRows())), .success(.close)])
        #expect(body(transport.requests.first).components(separatedBy: "close").count == 2)
    }

    @Test func nothingToSendIsNotSent() throws {
        let transport = FakeTransport(.executed)
        #expect(try LibSQLClient(transport).send([]).isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test func aCloseThatIsNotTheLastIsRefused() {
        let transport = FakeTransport(.executed)
        let error = LibSQLClient(transport).failure([.close, .select])
        #expect(error?.message == "close is not the last request of the pipeline")
        #expect(error?.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }

    // MARK: versions

    @Test func versionTwoIsUsedWhereThreeIsMissing() throws {
        let transport = FakeTransport(Self.notFound, .executed, .executed)
        let client = LibSQLClient(transport)
        #expect(client.speaksVersion3)
        _ = try client.send([.select])
        #expect(!client.speaksVersion3)
        _ = try client.send([.select])
        #expect(
            transport.requests.map(\.url) == [
                "https://db.example.com/v3/pipeline", "https://db.example.com/v2/pipeline",
                "https://db.example.com/v2/pipeline",
            ]
        )
    }

    @Test func conditionsAreLoweredForVersionTwo() throws {
        let batch =
            #"{"type":"ok","response":{"type":"batch","result":{"step_results":[null,null],"step_errors":[null,null]}}}"#
        let transport = FakeTransport(Self.notFound, .json(Answers.pipeline(batch, Answers.close)))
        let steps = [
            HranaStep(HranaStatement("A")),
            HranaStep(HranaStatement("B"), if: .and([.ok(0), .not(.isAutocommit)])),
        ]
        _ = try LibSQLClient(transport).send([.batch(steps)])
        #expect(body(transport.requests.first).contains("is_autocommit"))
        #expect(body(transport.requests.last).contains(#"{"condition":{"type":"ok","step":0},"stmt""#))
    }

    @Test func getAutocommitIsRefusedForVersionTwo() throws {
        let transport = FakeTransport(Self.notFound, .executed)
        let client = LibSQLClient(transport)
        _ = try client.send([.select])
        let error = client.failure([.getAutocommit])
        #expect(
            error?.message
                == "the request to https://db.example.com cannot be sent: get_autocommit needs version 3 of the protocol, "
                + "which the server does not speak"
        )
        #expect(error?.isOutcomeUnknown == false)
        #expect(transport.requests.count == 2)
    }

    @Test func aServerThatOnceSpokeVersionThreeIsNotAskedForTwo() throws {
        let answer = HTTPResponse.json(Answers.pipeline(Self.getAutocommit, Answers.close))
        let transport = FakeTransport(answer, Self.notFound)
        let client = LibSQLClient(transport)
        #expect(try client.send([.getAutocommit]) == [.success(.getAutocommit(true))])
        #expect(client.failure()?.code == .notFound)
        #expect(transport.requests.count == 2)
        #expect(client.speaksVersion3)
    }

    @Test func aDatabaseThatIsMissingInBothVersionsIsNotRemembered() throws {
        let transport = FakeTransport(Self.notFound, Self.notFound, .executed)
        let client = LibSQLClient(transport)
        let error = client.failure()
        #expect(error?.code == .notFound)
        #expect(error?.message == "there is no libSQL database at https://db.example.com: not found")
        _ = try client.send([.select])
        #expect(transport.requests.map(\.url.utf8.count) == [34, 34, 34])
        #expect(transport.requests.last?.url == "https://db.example.com/v3/pipeline")
    }

    // MARK: answers

    @Test func anErrorInsideAnAnswerIsAResultOfItsRequest() throws {
        let token = TestTokens.jwt(expiry: nil)
        let error = #"{"type":"error","error":{"message":"no \#(token)","code":"SQL_PARSE_ERROR"}}"#
        let transport = FakeTransport(bodies: Answers.pipeline(error, Answers.close))
        #expect(
            try LibSQLClient(transport, token: token).send([.select])
                == [.failure(HranaError(message: "no <REDACTED>", code: "SQL_PARSE_ERROR"))]
        )
    }

    @Test(arguments: [
        ("<html>Welcome</html>", "there is no '{' at byte 0"),
        ("", "it ends where '{' is due at byte 0"),
        (Answers.pipeline(Answers.execute()), "it has 1 results for 2 requests"),
        (
            Answers.pipeline(Answers.close, Answers.close),
            "there is a response to another request than execute before at byte 81"
        ),
    ])
    func anAnswerToSomethingElseIsToldAndItsOutcomeUnknown(body: String, reason: String) {
        let error = LibSQLClient(FakeTransport(bodies: body)).failure()
        #expect(error?.code == .invalidAnswer)
        #expect(error?.message == "the answer of https://db.example.com cannot be used: \(reason)")
        #expect(error?.remedy == "Check the URL and the proxies on the way.")
        #expect(error?.isOutcomeUnknown == true)
        #expect(error?.status == 200)
    }

    @Test func whatIsCancelledStaysCancelled() throws {
        let transport = FakeTransport(.executed)
        let client = LibSQLClient(transport)
        let stream = client.openStream()
        client.cancel()
        #expect(transport.isCancelled)
        let error = client.failure()
        #expect(error?.code == .cancelled)
        #expect(error?.message == "the request was cancelled before it was sent")
        #expect(error?.isOutcomeUnknown == false)
        #expect(throws: LibSQLError.self) { try stream.send([.select]) }
        #expect(transport.requests.isEmpty)
    }
}
