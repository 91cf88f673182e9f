import Foundation
import Testing

@testable import LibSQLClient

@Suite struct PipelineEncoderTests {
    private func json(
        _ requests: [HranaRequest],
        baton: String? = nil,
        version: HranaVersion = .three
    ) throws -> String {
        let bytes = try PipelineEncoder.encode(requests, baton: baton, version: version)
        _ = try JSONSerialization.jsonObject(with: Data(bytes))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func values(_ values: HranaValue...) throws -> String {
        let whole = try json([.execute(HranaStatement("?", arguments: values))])
        return whole.replacing(#"{"baton":null,"requests":[{"type":"execute","stmt":{"sql":"?","args":["#, with: "")
            .replacing(#"],"want_rows":true}}]}"#, with: "")
    }

    @Test func everyRequestHasItsForm() throws {
        #expect(
            try json([
                .execute(HranaStatement("SELECT 1", wantsRows: false)), .sequence("A; B"), .describe("SELECT ?"),
                .getAutocommit, .close,
            ]) == #"{"baton":null,"requests":[{"type":"execute","stmt":{"sql":"SELECT 1","want_rows":false}},"#
                + #"{"type":"sequence","sql":"A; B"},{"type":"describe","sql":"SELECT ?"},{"type":"get_autocommit"},"#
                + #"{"type":"close"}]}"#
        )
    }

    @Test func aBatchHasConditions() throws {
        let steps = [
            HranaStep(HranaStatement("BEGIN IMMEDIATE")),
            HranaStep(HranaStatement("A"), if: .and([.ok(0), .not(.isAutocommit)])),
            HranaStep(HranaStatement("B"), if: .or([.error(0), .not(.ok(1))])),
        ]
        #expect(
            try json([.batch(steps)], baton: "b/\"1").contains(
                #"{"baton":"b/\"1","requests":[{"type":"batch","batch":{"steps":["#
                    + #"{"stmt":{"sql":"BEGIN IMMEDIATE","want_rows":true}},"#
                    + #"{"condition":{"type":"and","conds":[{"type":"ok","step":0},{"type":"not","cond":"#
                    + #"{"type":"is_autocommit"}}]},"stmt":{"sql":"A","want_rows":true}},"#
                    + #"{"condition":{"type":"or","conds":[{"type":"error","step":0},{"type":"not","cond":"#
                    + #"{"type":"ok","step":1}}]},"stmt":{"sql":"B","want_rows":true}}]}}]}"#
            )
        )
    }

    @Test func valuesAreExact() throws {
        #expect(try values(.null) == #"{"type":"null"}"#)
        #expect(try values(.integer(.max)) == #"{"type":"integer","value":"9223372036854775807"}"#)
        #expect(try values(.integer(.min)) == #"{"type":"integer","value":"-9223372036854775808"}"#)
        #expect(try values(.real(0.1)) == #"{"type":"float","value":0.1}"#)
        #expect(try values(.real(-0.0)) == #"{"type":"float","value":-0.0}"#)
        #expect(
            try values(.real(.leastNonzeroMagnitude), .real(1e300)).contains(
                #""value":5e-324},{"type":"float","value":1e+300}"#
            )
        )
        #expect(
            try values(.text("a/b\"\\\n\u{1}\u{7F}ä😀")) == #"{"type":"text","value":"a/b\"\\\n\u0001"# + "\u{7F}ä😀\"}"
        )
        #expect(try values(.blob([])) == #"{"type":"blob","base64":""}"#)
    }

    @Test func slashesInBlobsAreNotEscaped() throws {
        #expect(try values(.blob([0xFF, 0xFF, 0xFF, 0xFB])) == #"{"type":"blob","base64":"////+w=="}"#)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersThatAreNoneAreRefused(number: Double) {
        let transport = FakeTransport(.executed)
        let error = LibSQLClient(transport).failure([.execute(HranaStatement("?", arguments: [.real(number)]))])
        #expect(
            error?.message
                == "the request to https://db.example.com cannot be sent: a value is \(number), which has no form in JSON "
                + "(an infinity can be written in SQL, as 9e999)"
        )
        #expect(error?.code == .invalidRequest)
        #expect(error?.isOutcomeUnknown == false)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [HranaCondition.ok(1), .not(.error(2)), .and([.ok(0), .ok(7)]), .ok(-1)])
    func aConditionOnALaterStepIsRefused(condition: HranaCondition) {
        let steps = [HranaStep(HranaStatement("A")), HranaStep(HranaStatement("B"), if: condition)]
        #expect(
            throws: EncodingFailure(
                reason: "the condition of step 1 of a batch is on a step that is not before it"
            )
        ) { try json([.batch(steps)]) }
    }

    @Test func versionTwoHasNoGetAutocommit() {
        #expect(
            throws: EncodingFailure(
                reason: "get_autocommit needs version 3 of the protocol, which the server does not speak"
            )
        ) { try json([.getAutocommit], version: .two) }
    }

    @Test(arguments: [
        (HranaCondition.ok(0), HranaCondition?.some(.ok(0))),
        (.and([.ok(0), .not(.isAutocommit)]), .ok(0)),
        (.and([.ok(0), .isAutocommit, .not(.error(1))]), .and([.ok(0), .not(.error(1))])),
        (.and([.ok(0), .and([.ok(1), .isAutocommit])]), .and([.ok(0), .ok(1)])),
        (.isAutocommit, nil),
        (.not(.isAutocommit), nil),
        (.and([.isAutocommit]), nil),
        (.or([.ok(0), .isAutocommit]), nil),
        (.not(.and([.ok(0), .isAutocommit])), nil),
        (.and([.ok(0), .or([.ok(1), .isAutocommit])]), nil),
    ])
    func versionTwoLeavesAutocommitOutOfConjunctionsOnly(condition: HranaCondition, lowered: HranaCondition?) {
        #expect(condition.withoutAutocommit == lowered)
    }

    @Test func aConditionThatVersionTwoCannotSayIsRefused() {
        let steps = [HranaStep(HranaStatement("ROLLBACK"), if: .not(.isAutocommit))]
        #expect(
            throws: EncodingFailure(
                reason: "a condition on is_autocommit needs version 3 of the protocol, which the server does not speak"
            )
        ) { try json([.batch(steps)], version: .two) }
    }
}
