import Foundation
import Testing

@testable import LibSQLTestServer

@Suite("Faults of the double", .serialized)
struct FaultTests {
    private static let write = JSON.pipeline([.execute("INSERT INTO t VALUES (1)"), .close])

    /// Makes a table with request 1, plans a fault for request 2, and sends that.
    private func outcome(_ fault: Fault, _ server: LibSQLTestServer) async throws -> (outcome: Outcome, rows: Int64) {
        try await server.run("CREATE TABLE t(a)")
        server.inject(fault, at: 2)
        let outcome = await server.post("/v3/pipeline", Self.write)
        return (outcome, try #require(try server.integers("SELECT count(*) FROM t").first))
    }

    @Test(arguments: Dialect.allCases)
    func aConnectionEndsBeforeOrAfterTheRequestRuns(_ dialect: Dialect) async throws {
        let expected: [(Fault, Outcome, Int64)] = [
            (.droppedBeforeExecution, .closed, 0), (.answerDropped, .closed, 1), (.resetBeforeExecution, .reset, 0),
            (.resetAfterExecution, .reset, 1), (.awayAfterwards(connections: 0), .closed, 1),
        ]
        for (fault, outcome, rows) in expected {
            try await withServer(dialect) { server in
                let seen = try await self.outcome(fault, server)
                #expect(seen.outcome == outcome, "\(fault)")
                #expect(seen.rows == rows, "\(fault)")
                try await server.run("SELECT 1")
            }
        }
    }

    @Test(arguments: FaultBody.allCases)
    func aStatusComesInPlaceOfTheAnswer(_ body: FaultBody) async throws {
        for executed in [true, false] {
            try await withServer { server in
                let seen = try await outcome(.status(502, body: body, executed: executed), server)
                #expect(seen.outcome.status == 502)
                #expect(seen.outcome.body(502)?.isEmpty == (body == .empty))
                #expect(seen.rows == (executed ? 1 : 0))
            }
        }
    }

    @Test func tooManyRequestsSayWhenToComeBack() async throws {
        try await withServer { server in
            let seen = try await outcome(.tooManyRequests(retryAfter: 7, executed: false), server)
            guard case .answer(429, let head, _) = seen.outcome else { throw Unexpected(outcome: seen.outcome) }
            #expect(head.contains("Retry-After: 7"))
            #expect(seen.rows == 0)
        }
    }

    @Test func aClientIsSentElsewhere() async throws {
        try await withServer { server in
            let seen = try await outcome(.redirected(308, to: "http://localhost:1/v3/pipeline"), server)
            guard case .answer(308, let head, _) = seen.outcome else { throw Unexpected(outcome: seen.outcome) }
            #expect(head.contains("Location: http://localhost:1/v3/pipeline"))
            #expect(seen.rows == 0)
        }
    }

    @Test func aBodyBreaksOff() async throws {
        try await withServer { server in
            let seen = try await outcome(.truncatedBody, server)
            guard case .truncated(let received, let announced) = seen.outcome else {
                throw Unexpected(outcome: seen.outcome)
            }
            #expect(received == announced * 2 / 3)
            #expect(seen.rows == 1)
        }
    }

    @Test func aBodyIsNoWholeJSONOrNoneAtAll() async throws {
        for fault in [Fault.cutJSON, .notJSON] {
            try await withServer { server in
                let seen = try await outcome(fault, server)
                let body = try #require(seen.outcome.body(200))
                #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(body.utf8)) }
                #expect(seen.rows == 1)
            }
        }
    }

    @Test func anAnswerIsSlow() async throws {
        for fault in [Fault.slow(beforeExecution: .milliseconds(200)), .slow(beforeAnswer: .milliseconds(200))] {
            try await withServer { server in
                let start = ContinuousClock.now
                let seen = try await outcome(fault, server)
                #expect(ContinuousClock.now - start >= .milliseconds(200))
                #expect(seen.outcome.status == 200)
                #expect(seen.rows == 1)
            }
        }
    }

    @Test func aRequestComesTwice() async throws {
        try await withServer { server in
            let seen = try await outcome(.replayed(after: .milliseconds(100)), server)
            #expect(seen.outcome.status == 200)
            for _ in 0..<100 where try server.integers("SELECT count(*) FROM t") == [1] {
                try await Task.sleep(for: .milliseconds(10))
            }
            try server.expect("SELECT count(*) FROM t", gives: [2])
            #expect(server.requests.map(\.isReplay) == [false, false, true])
        }
    }

    @Test func whatRunsIsAbandoned() async throws {
        try await withServer { server in
            try await server.run("CREATE TABLE t(a)")
            server.inject(.abandoned(after: .milliseconds(100)), at: 2)
            let slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            let outcome = await server.post(
                "/v3/pipeline",
                .pipeline([
                    .batch([
                        .step("BEGIN IMMEDIATE"), .step("INSERT INTO t VALUES (1)"), .step(slow),
                        .step("COMMIT", if: .ok(2)),
                    ]), .close,
                ])
            )
            #expect(outcome == .closed)
            try await server.run("INSERT INTO t VALUES (5)")
            try server.expect("SELECT a FROM t", gives: [5])
        }
    }

    @Test func whatIsHeldBackRunsAlthoughItsClientHasGone() async throws {
        try await withServer { server in
            try await server.run("CREATE TABLE t(a)")
            server.inject(.held(for: .milliseconds(600)), at: 2)
            server.inject(.slow(beforeExecution: .milliseconds(300)), at: 3)
            let text = String(decoding: Self.write.bytes, as: UTF8.self)
            let request = LibSQLTestServer.request("/v3/pipeline", text)
            await RawClient.abandon(request, port: server.port, after: 0.1)
            try server.expect("SELECT count(*) FROM t", gives: [0])
            for _ in 0..<1000 where try server.integers("SELECT count(*) FROM t") == [0] {
                try await Task.sleep(for: .milliseconds(10))
            }
            await RawClient.abandon(request, port: server.port, after: 0.1)
            try await Task.sleep(for: .milliseconds(800))
            try server.expect("SELECT count(*) FROM t", gives: [1])
        }
    }

    @Test func theServerRefusesForAWhile() async throws {
        try await withServer { server in
            server.inject(.refusedAfterwards(for: .seconds(4)), at: 1)
            let text = String(decoding: JSON.pipeline([.execute("CREATE TABLE t(a)")]).bytes, as: UTF8.self)
            let request = LibSQLTestServer.request("/v3/pipeline", text)
            let outcomes = await RawClient.sendApart([request, request], port: server.port)
            #expect(outcomes == [.closed, .refused])
            for _ in 0..<3000 where await server.get("/health") == .refused {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(await server.get("/health").status == 200)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
        }
    }

    @Test func theEndOfTheServerWaitsForNothing() async throws {
        let server = try await LibSQLTestServer.start()
        server.inject(.slow(beforeExecution: .seconds(60)), at: 1)
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        async let slow = server.post("/v3/pipeline", .pipeline([.close]))
        async let long = server.post("/v3/pipeline", .pipeline([.execute("BEGIN IMMEDIATE"), .execute(endless)]))
        async let waiting = server.post("/v3/pipeline", .pipeline([.execute("BEGIN IMMEDIATE")]))
        for _ in 0..<200 where server.requests.count < 3 { try await Task.sleep(for: .milliseconds(10)) }
        let start = ContinuousClock.now
        await server.stop()
        #expect(ContinuousClock.now - start < .seconds(10))
        _ = await (slow, long, waiting)
    }

    @Test func theServerIsAwayForSomeConnections() async throws {
        try await withServer { server in
            server.inject(.awayAfterwards(connections: 2), at: 1)
            let outcomes = [
                await server.post("/v3/pipeline", .pipeline([.execute("CREATE TABLE t(a)")])),
                await server.get("/health"), await server.get("/health"), await server.get("/health"),
            ]
            #expect(outcomes.prefix(3).allSatisfy { $0 == .closed || $0 == .reset })
            #expect(outcomes.last?.status == 200)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
        }
    }

    @Test func theServerIsAwayUntilItComesBack() async throws {
        try await withServer { server in
            try await server.run("CREATE TABLE t(a)")
            await server.goAway()
            #expect(await server.get("/health") == .refused)
            await server.comeBack()
            #expect(await server.get("/health").status == 200)
        }
    }

    @Test func aFaultMayLastAndSeveralMayMeet() async throws {
        try await withServer { server in
            server.inject(.status(500, body: .json, executed: false), at: 1, times: 2)
            server.inject(.slow(beforeExecution: .milliseconds(1)), from: 2)
            server.inject(.answerDropped, from: 4)
            var outcomes: [Outcome] = []
            for _ in 1...5 { outcomes.append(await server.post("/v3/pipeline", .pipeline([.close]))) }
            #expect(outcomes.map(\.status) == [500, 500, 200, nil, nil])
            server.clearFaults()
            #expect(await server.post("/v3/pipeline", .pipeline([.close])).status == 200)
        }
    }

    @Test func requestsAreWrittenDown() async throws {
        try await withServer(.sqld, { $0.latency = .milliseconds(50) }) { server in
            let start = ContinuousClock.now
            _ = await server.get("/health")
            try await server.pipeline([.batch([.step("SELECT 1"), .step("SELECT 2")]), .sequence("SELECT 3"), .close])
            #expect(ContinuousClock.now - start >= .milliseconds(100))
            #expect(server.allRequests.map(\.line) == ["GET /health", "POST /v3/pipeline"])
            let record = try #require(server.requests.first)
            #expect(record.number == 1)
            #expect(record.kinds == ["batch", "sequence", "close"])
            #expect(record.statements == ["SELECT 1", "SELECT 2", "SELECT 3"])
            #expect(!record.hadBaton)
            #expect(record.headers["host"] == "localhost")
            #expect(record.bytes > 100)
        }
    }
}
