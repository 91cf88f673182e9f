import Testing

@testable import LibSQLTestServer

@Suite("Values of the double", .serialized)
struct ValueTests {
    @Test(arguments: Dialect.allCases)
    func everyValueComesBackAsItWent(_ dialect: Dialect) async throws {
        let values: [HranaValue] = [
            .null, .integer(.min), .integer(.max), .integer(9_007_199_254_740_993), .float(0.1), .float(-0.0),
            .float(.leastNonzeroMagnitude), .text(""), .text("a/b\\c\"d\u{0}e\n\u{1F600}é"), .blob([]),
            .blob([0, 255, 1]),
        ]
        try await withServer(dialect) { server in
            let names = values.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
            let answer = try await server.pipeline([.execute("SELECT \(names)", values), .close])
            #expect(answer.rows(0)?.bytes == JSON.array([.array(values.map(\.json))]).bytes)
        }
    }

    @Test func aBlobGoesOutWithoutPadding() async throws {
        try await withServer { server in
            let answer = try await server.run("SELECT x'01'")
            #expect(answer.rows(0)?.list?.first?.list?.first?["base64"] == .string("AQ"))
        }
    }

    @Test func aBlobComesInWithAndWithoutPadding() async throws {
        try await withServer { server in
            for base64 in ["AQ", "AQ=="] {
                let outcome = await server.post(
                    "/v3/pipeline",
                    text: #"{"requests":[{"type":"execute","stmt":{"sql":"SELECT ?","#
                        + #""args":[{"type":"blob","base64":"\#(base64)"}]}},{"type":"close"}]}"#
                )
                guard case .answer(200, _, let body) = outcome else { throw Unexpected(outcome: outcome) }
                #expect(body.contains(#""base64":"AQ""#))
            }
        }
    }

    @Test func whatIsNoFiniteNumberIsNull() async throws {
        try await withServer { server in
            let answer = try await server.run("SELECT 9e999")
            #expect(answer.rows(0)?.list?.first?.list?.first == .members(["type": .string("float"), "value": .null]))
        }
    }

    @Test(arguments: [
        #"{"type":"integer","value":3}"#, #"{"type":"integer","value":"\u0033"}"#, #"{"type":"integer","value":"x"}"#,
        #"{"type":"blob","base64":"AQI\/"}"#, #"{"type":"blob","base64":"A"}"#, #"{"type":"number","value":"3"}"#,
        #"{"type":"integer","value":"9223372036854775808"}"#,
    ])
    func aValueOfAnotherFormIsRefusedWithTheWholeRequest(_ value: String) async throws {
        for dialect in Dialect.allCases {
            try await withServer(dialect) { server in
                let outcome = await server.post(
                    "/v3/pipeline",
                    text: #"{"requests":[{"type":"execute","stmt":{"sql":"CREATE TABLE t(a)"}},"#
                        + #"{"type":"execute","stmt":{"sql":"SELECT ?","args":[\#(value)]}}]}"#
                )
                guard case .answer(400, _, _) = outcome else { throw Unexpected(outcome: outcome) }
                try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
            }
        }
    }

    @Test func aTextThatIsNoUTF8FailsTheWholeRequest() async throws {
        try await withServer { server in
            let outcome = await server.post("/v3/pipeline", .pipeline([.execute("SELECT CAST(x'ff' AS TEXT)")]))
            guard case .answer(500, _, _) = outcome else { throw Unexpected(outcome: outcome) }
        }
    }

    @Test func argumentsAreBoundByNameAndPlace() async throws {
        try await withServer { server in
            let outcome = await server.post(
                "/v3/pipeline",
                text: #"{"requests":[{"type":"execute","stmt":{"sql":"SELECT :a, @b, $c","named_args":["#
                    + #"{"name":"a","value":{"type":"integer","value":"1"}},"#
                    + #"{"name":"@b","value":{"type":"integer","value":"2"}},"#
                    + #"{"name":"c","value":{"type":"integer","value":"3"}}]}},{"type":"close"}]}"#
            )
            guard case .answer(200, _, let body) = outcome else { throw Unexpected(outcome: outcome) }
            let rows = Answer(json: try JSONParser.parse(Array(body.utf8))).rows(0)
            #expect(rows == .array([.array((1...3).map { HranaValue.integer($0).json })]))
            let answer = try await server.pipeline([
                .execute("SELECT ?, ?", [.null]), .execute("SELECT 1", [.null]), .close,
            ])
            #expect(answer.code(0) == "ARGS_INVALID")
            #expect(answer.code(1) == "ARGS_INVALID")
        }
    }
}
