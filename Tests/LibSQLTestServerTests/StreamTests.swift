import Testing

@testable import LibSQLTestServer

@Suite("Streams and batons of the double", .serialized)
struct StreamTests {
    @Test(arguments: Dialect.allCases)
    func everyAnswerBringsANewBaton(_ dialect: Dialect) async throws {
        try await withServer(dialect) { server in
            let first = try await server.pipeline([.execute("BEGIN")])
            let second = try await server.pipeline([.execute("CREATE TABLE t(a)")], baton: first.baton)
            let third = try await server.pipeline([.execute("COMMIT"), .close], baton: second.baton)
            #expect(first.baton != nil && second.baton != nil && first.baton != second.baton)
            #expect(third.baton == nil)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
            #expect(server.openStreamCount == 0)
        }
    }

    @Test func theOpenSourceServerTellsWhatIsWrongWithABaton() async throws {
        try await withServer { server in
            let first = try await server.pipeline([.execute("BEGIN")])
            let second = try await server.pipeline([.execute("SELECT 1")], baton: first.baton)
            #expect(
                await server.post("/v3/pipeline", .pipeline([], baton: first.baton))
                    .body(400) == "Received a baton that has already been used"
            )
            #expect(
                await server.post("/v3/pipeline", .pipeline([], baton: "bm9uZQ")).body(400)
                    == "Received an invalid baton"
            )
            server.injectNext(.streamExpired)
            #expect(
                await server.post("/v3/pipeline", .pipeline([], baton: second.baton)).body(400)
                    == #"{"message":"The stream has expired due to inactivity","code":"STREAM_EXPIRED"}"#
            )
            #expect(
                await server.post("/v3/pipeline", .pipeline([.close, .execute("SELECT 1")])).body(400)
                    == "Stream for this baton was closed"
            )
        }
    }

    @Test func theHostedServiceKnowsNoneOfThem() async throws {
        try await withServer(.cloud) { server in
            let first = try await server.pipeline([.execute("BEGIN")])
            let second = try await server.pipeline([.execute("SELECT 1")], baton: first.baton)
            for baton in [first.baton, "bm9uZQ"] {
                let body = await server.post("/v3/pipeline", .pipeline([], baton: baton)).body(404)
                #expect(body?.hasPrefix(#"{"error":"stream not found: "#) == true)
            }
            server.injectNext(.streamExpired)
            let body = await server.post("/v3/pipeline", .pipeline([], baton: second.baton)).body(404)
            #expect(body?.hasPrefix(#"{"error":"stream not found: "#) == true)
        }
    }

    @Test func anExpiredStreamIsRolledBackAndFreesThePlaceToWrite() async throws {
        try await withServer(.sqld, { $0.idleLimit = .milliseconds(200) }) { server in
            try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("CREATE TABLE t(a)")])
            try await server.run("BEGIN IMMEDIATE", "CREATE TABLE u(a)", "COMMIT")
            try server.expect("SELECT count(*) FROM sqlite_schema WHERE name = 't'", gives: [0])
            try server.expect("SELECT count(*) FROM sqlite_schema WHERE name = 'u'", gives: [1])
        }
    }

    @Test func aRestartForgetsAllStreams() async throws {
        try await withServer { server in
            let first = try await server.pipeline([.execute("BEGIN IMMEDIATE"), .execute("CREATE TABLE t(a)")])
            server.injectNext(.restarted)
            #expect(
                await server.post("/v3/pipeline", .pipeline([.execute("COMMIT")], baton: first.baton)).body(400)
                    == "Received an invalid baton"
            )
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }

    @Test func theHostedServiceKeepsAStreamThatHoldsSomething() async throws {
        try await withServer(.cloud) { server in
            let store = JSON.members(["type": .string("store_sql"), "sql_id": .number("1"), "sql": .string("SELECT 1")])
            let batons = [
                try await server.pipeline([.execute("SELECT 1")]).baton,
                try await server.pipeline([.execute("PRAGMA foreign_keys")]).baton,
                try await server.pipeline([.execute("BEGIN")]).baton,
                try await server.pipeline([.execute("PRAGMA foreign_keys = OFF")]).baton,
                try await server.pipeline([store]).baton,
            ]
            #expect(batons.map { $0 != nil } == [false, false, true, true, true])
        }
    }

    @Test func inTheHostedServiceCloseMustBeLast() async throws {
        try await withServer(.cloud) { server in
            let outcome = await server.post("/v3/pipeline", .pipeline([.execute("CREATE TABLE t(a)"), .close, .close]))
            #expect(outcome.body(400) == #"{"error":"close must be the last request of a pipeline"}"#)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
        }
    }

    @Test func textsAreStoredUnderIDs() async throws {
        @Sendable func store(_ id: Int, _ sql: String) -> JSON {
            .members(["type": .string("store_sql"), "sql_id": .integer(id), "sql": .string(sql)])
        }
        let use = JSON.members(["type": .string("execute"), "stmt": .members(["sql_id": .number("7")])])
        try await withServer { server in
            let first = try await server.pipeline([store(7, "SELECT 42"), use])
            #expect(first.rows(1) == .array([.array([HranaValue.integer(42).json])]))
            let again = await server.post("/v3/pipeline", .pipeline([store(7, "SELECT 1")], baton: first.baton))
            #expect(again.body(400) == "SQL text 7 already exists")
            let missing = await server.post("/v3/pipeline", .pipeline([use]))
            #expect(missing.body(400) == "SQL text 7 not found")
            let many = try await server.pipeline((0...50).map { store($0, "SELECT 1") } + [store(99, "x")] + [.close])
            #expect(many.code(50) == "SQL_STORE_TOO_MANY")
            let large = try await server.pipeline([store(1, String(repeating: "x", count: 5001)), .close])
            #expect(large.code(0) == "SQL_STORE_TOO_LARGE")
        }
        try await withServer(.cloud) { server in
            let answer = try await server.pipeline([store(7, "SELECT 1"), store(7, "SELECT 2"), use, .close])
            #expect(answer.rows(2) == .array([.array([HranaValue.integer(2).json])]))
        }
    }

    @Test func tooManyStreamsAreRefused() async throws {
        try await withServer(.sqld, { $0.streamLimit = 2 }) { server in
            let first = try await server.pipeline([.execute("SELECT 1")])
            try await server.pipeline([.execute("SELECT 1")])
            #expect(
                await server.post("/v3/pipeline", .pipeline([])).body(429)
                    == #"{"error":"Too many concurrent requests"}"#
            )
            try await server.pipeline([.close], baton: first.baton)
            try await server.run("SELECT 1")
        }
    }

    @Test func foreignKeysAreOnUnlessSetOtherwise() async throws {
        let query = "SELECT foreign_keys FROM pragma_foreign_keys"
        let off = "PRAGMA foreign_keys = OFF"
        @Sendable func value(_ answer: Answer, _ index: Int) -> JSON? { answer.rows(index)?.list?.first?.list?.first }
        try await withServer { server in
            let answer = try await server.run(query, off, query)
            #expect(value(answer, 0) == HranaValue.integer(1).json)
            #expect(value(answer, 2) == HranaValue.integer(0).json)
        }
        try await withServer(.cloud, { $0.foreignKeysByDefault = false }) { server in
            let answer = try await server.run(query)
            #expect(value(answer, 0) == HranaValue.integer(0).json)
        }
        try await withServer(.sqld, { $0.honoursForeignKeysPragma = false }) { server in
            let answer = try await server.run(off, query)
            #expect(answer.results.first?["type"] == .string("ok"))
            #expect(value(answer, 1) == HranaValue.integer(1).json)
        }
    }
}
