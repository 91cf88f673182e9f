import Foundation
import Testing

@testable import LibSQLClient

@Suite struct PipelineDecoderTests {
    private func decode(
        _ body: String,
        _ requests: [HranaRequest] = [.select]
    ) throws(JSONError) -> PipelineAnswer {
        try PipelineDecoder(requests: requests, words: ServerWords(secrets: [])).decode(Array(body.utf8))
    }

    private func value(_ json: String) throws -> HranaValue? {
        let body = Answers.pipeline(Answers.execute(columns: #"{"name":"a"}"#, rows: "[\(json)]"))
        guard case .success(.execute(let rows)) = try decode(body).results.first else { return nil }
        return rows.rows.first?.first
    }

    @Test(arguments: [
        (#"{"type":"null"}"#, HranaValue.null),
        (#"{"type":"integer","value":"9223372036854775807"}"#, .integer(.max)),
        (#"{"type":"integer","value":"-9223372036854775808"}"#, .integer(.min)),
        (#"{"value":"9007199254740993","type":"integer"}"#, .integer(9_007_199_254_740_993)),
        (#"{"type":"integer","value":42}"#, .integer(42)),
        (#"{"type":"float","value":0.1}"#, .real(0.1)),
        (#"{"type":"float","value":1}"#, .real(1)),
        (#"{"type":"float","value":-1.5E+300}"#, .real(-1.5e300)),
        (#"{"type":"float","value":4.9406564584124654e-324}"#, .real(.leastNonzeroMagnitude)),
        (#"{"type":"text","value":"a\u0000b"}"#, .text("a\0b")),
        (#"{"type":"text","value":""}"#, .text("")),
        (#"{"type":"blob","base64":"/+8"}"#, .blob([0xFF, 0xEF])),
        (#"{"type":"blob","base64":"/+8="}"#, .blob([0xFF, 0xEF])),
        (#"{"type":"blob","base64":"\/+8="}"#, .blob([0xFF, 0xEF])),
        (#"{"type":"blob","base64":""}"#, .blob([])),
    ])
    func valuesAreExact(json: String, expected: HranaValue) throws {
        #expect(try value(json) == expected)
    }

    /// It is no NULL, and can't be sent back as one.
    @Test func anInfinityIsNoNumberThatCanBeWritten() throws {
        guard case .real(let number) = try value(#"{"type":"float","value":null}"#) else {
            Issue.record("no real")
            return
        }
        #expect(number.isNaN)
    }

    @Test(arguments: [
        #"{"type":"integer","value":"9223372036854775808"}"#, #"{"type":"integer","value":"1.0"}"#,
        #"{"type":"integer"}"#, #"{"type":"text","value":null}"#, #"{"type":"text","value":1}"#,
        #"{"type":"float","value":"1"}"#, #"{"type":"float","value":1e999}"#, #"{"type":"float","value":1-2}"#,
        #"{"type":"blob","base64":"A"}"#, #"{"type":"blob","value":"AA=="}"#, #"{"type":"vector","value":"1"}"#, "{}",
        "1",
    ])
    func aValueOfNoKnownTypeIsNone(json: String) {
        #expect(throws: JSONError.self) { try value(json) }
    }

    @Test func aResultHasColumnsRowsAndCounts() throws {
        let body = #"""
            {"baton":"b","base_url":null,"extra":[{"a":1}],"results":[{"type":"ok","response":{"type":"execute","result":{
            "cols":[{"name":"id","decltype":"INTEGER"},{"name":null}],"rows":[[{"type":"integer","value":"1"},{"type":"null"}]],
            "affected_row_count":3,"last_insert_rowid":"9223372036854775807","replication_index":"5","rows_read":1,
            "rows_written":0,"query_duration_ms":1.25}}}]}
            """#
        let answer = try decode(body)
        #expect(answer.baton == "b")
        let rows = HranaRows(
            columns: ["id", ""],
            rows: [[.integer(1), .null]],
            affectedRows: 3,
            lastInsertRowID: .max,
            queryDurationMS: 1.25
        )
        #expect(answer.results == [.success(.execute(rows))])
    }

    @Test(arguments: [(#""7""#, Int64?.some(7)), ("7", 7), ("null", nil)])
    func theLastRowIDIsATextOrANumber(json: String, expected: Int64?) throws {
        let body = Answers.pipeline(Answers.execute().replacing(#"rowid":null"#, with: #"rowid":\#(json)"#))
        guard case .success(.execute(let rows)) = try decode(body).results.first else {
            Issue.record("no result")
            return
        }
        #expect(rows.lastInsertRowID == expected)
    }

    @Test func aBatchTellsDoneFailedAndSkippedSteps() throws {
        let result = #"{"cols":[],"rows":[],"affected_row_count":1,"last_insert_rowid":"1"}"#
        let body = Answers.pipeline(
            #"{"type":"ok","response":{"type":"batch","result":{"step_results":[\#(result),null,null],"#
                + #""step_errors":[null,{"message":"UNIQUE constraint failed: t.a","code":"SQLITE_CONSTRAINT","#
                + #""extended_code":"SQLITE_CONSTRAINT_UNIQUE"},null]}}}"#
        )
        let steps = [HranaStep](repeating: HranaStep(HranaStatement("A")), count: 3)
        let failed = HranaError(
            message: "UNIQUE constraint failed: t.a",
            code: "SQLITE_CONSTRAINT",
            extendedCode: "SQLITE_CONSTRAINT_UNIQUE"
        )
        let done = HranaRows(affectedRows: 1, lastInsertRowID: 1)
        #expect(
            try decode(body, [.batch(steps)]).results == [
                .success(.batch(HranaBatchResult(results: [done, nil, nil], errors: [nil, failed, nil])))
            ]
        )
        #expect(
            throws: JSONError(reason: "it has 3 results and 3 errors for a batch of 2 steps")
        ) { try decode(body, [.batch(steps.dropLast())]) }
    }

    @Test func anErrorInsideAnAnswerIsAResult() throws {
        let body = Answers.pipeline(
            #"{"type":"error","error":{"message":"SQLite error: no such table: \u001b[31mt\n","code":"SQLITE_UNKNOWN"}}"#,
            #"{"type":"error","error":{"message":null,"extended_code":1555}}"#,
            Answers.close
        )
        #expect(
            try decode(body, [.select, .select, .close]).results == [
                .failure(HranaError(message: #"SQLite error: no such table: \u{1b}[31mt\n"#, code: "SQLITE_UNKNOWN")),
                .failure(HranaError(message: "", extendedCode: "1555")),
                .success(.close),
            ]
        )
    }

    @Test func theOtherResponsesAreRead() throws {
        let body = Answers.pipeline(
            #"{"type":"ok","response":{"type":"sequence"}}"#,
            #"{"type":"ok","response":{"type":"get_autocommit","is_autocommit":true}}"#,
            #"{"type":"ok","response":{"type":"describe","result":{"params":[{"name":"?1"},{"name":null},{}],"#
                + #""cols":[{"name":"a","decltype":"TEXT"}],"is_explain":false,"is_readonly":true}}}"#
        )
        let description = HranaDescription(
            parameters: ["?1", nil, nil],
            columns: [.init(name: "a", declaredType: "TEXT")]
        )
        #expect(
            try decode(body, [.sequence(""), .getAutocommit, .describe("")]).results == [
                .success(.sequence), .success(.getAutocommit(true)), .success(.describe(description)),
            ]
        )
    }

    @Test(arguments: [
        ("", "it ends where '{' is due at byte 0"),
        ("<html>", "there is no '{' at byte 0"),
        ("[]", "there is no '{' at byte 0"),
        ("{}", "there are no results at byte 2"),
        (#"{"results":null}"#, "there is no '[' at byte 11"),
        (#"{"results":[]}"#, "it has 0 results for 1 requests"),
        (Answers.pipeline(Answers.close), "there is a response to another request than execute before at byte 81"),
        (Answers.pipeline(Answers.execute(), Answers.close), "it has more results than the 1 requests"),
        (Answers.pipeline(#"{"type":"none"}"#), "there is neither a response nor an error before at byte 56"),
        (Answers.pipeline(#"{"type":"ok"}"#), "there is neither a response nor an error before at byte 54"),
        (
            Answers.pipeline(#"{"type":"ok","response":{"type":"execute"}}"#),
            "there is a response without a result before at byte 83"
        ),
        (
            Answers.pipeline(Answers.execute(columns: #"{"name":"a"}"#, rows: "[]")),
            "there is a row with more or fewer values than columns before at byte 175"
        ),
        (Answers.pipeline(Answers.execute()) + "x", "something follows at byte 165"),
    ])
    func whatIsNoAnswerIsTold(body: String, reason: String) {
        #expect(throws: JSONError(reason: reason)) { try decode(body) }
    }

    @Test func aLargeAnswerIsReadInOneGo() throws {
        let row = #"[{"type":"integer","value":"123456"},{"type":"text","value":"some text of a row"}]"#
        let rows = Array(repeating: row, count: 20_000).joined(separator: ",")
        let body = Answers.pipeline(Answers.execute(columns: #"{"name":"a"},{"name":"b"}"#, rows: rows))
        guard case .success(.execute(let result)) = try decode(body).results.first else {
            Issue.record("no result")
            return
        }
        #expect(result.rows.count == 20_000)
    }
}
