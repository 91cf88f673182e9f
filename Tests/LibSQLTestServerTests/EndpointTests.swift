import Foundation
import Testing

@testable import LibSQLTestServer

@Suite("Paths, tokens and namespaces of the double", .serialized)
struct EndpointTests {
    private static let one = JSON.pipeline([.execute("SELECT 1"), .close])

    #if os(Linux)
        @Test func itAnswersWhileTestsBlockEveryThreadOfThePool() async throws {
            try await withServer { server in
                let answered = ManagedFlag()
                let blockers = (0..<16).map { _ in
                    Task.detached(priority: .medium) { Self.block(until: answered) }
                }
                let outcome = await RawClient.send(
                    LibSQLTestServer.request("/v3/pipeline", String(decoding: Self.one.bytes, as: UTF8.self)),
                    port: server.port,
                    then: answered
                )
                #expect(outcome.status == 200)
                for blocker in blockers {
                    let wasAnswered = await blocker.value
                    #expect(wasAnswered)
                }
            }
        }

        /// Keeps a thread busy until a flag is set; whether that was within 10 seconds.
        private static func block(until flag: ManagedFlag) -> Bool {
            let end = Date().addingTimeInterval(10)
            while !flag.isSet, Date() < end { Thread.sleep(forTimeInterval: 0.01) }
            return flag.isSet
        }
    #endif

    @Test func aPortThatIsTakenIsTold() async throws {
        try await withServer { server in
            var options = LibSQLTestServer.Options()
            options.port = server.port
            let failure = await #expect(throws: PosixSocket.Failure.self) { try await LibSQLTestServer.start(options) }
            #expect(failure?.description == "bind 127.0.0.1:\(server.port): Address already in use")
        }
    }

    @Test func theFileOutlivesTheServerWhereItIsNamed() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/double-\(UUID().uuidString).db"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        for statement in ["CREATE TABLE t(a)", "INSERT INTO t VALUES (1)"] {
            try await withServer(.sqld, { $0.databasePath = path }) { server in
                let answer = try await server.run(statement)
                #expect(answer.results.first?["type"] == .string("ok"))
            }
        }
        try await withServer { server in
            let temporary = server.databasePath
            #expect(FileManager.default.fileExists(atPath: temporary))
            await server.stop()
            #expect(!FileManager.default.fileExists(atPath: temporary))
        }
    }

    @Test func theOpenSourceServerTellsItsVersions() async throws {
        try await withServer { server in
            #expect(await server.get("/v2").status == 200)
            #expect(await server.get("/v3").status == 200)
            #expect(await server.get("/health").body(200) == "")
            #expect(await server.get("/version").status == 200)
            #expect(await server.get("/v4").status == 404)
        }
        try await withServer(.cloud) { server in
            #expect(await server.get("/v3").status == 404)
            #expect(await server.post("/v1/execute", .members(["stmt": .statement("SELECT 1")])).status == 404)
        }
    }

    @Test(arguments: Dialect.allCases)
    func theSecondVersionLacksAutocommit(_ dialect: Dialect) async throws {
        try await withServer(dialect) { server in
            #expect(await server.post("/v2/pipeline", Self.one).status == 200)
            #expect(await server.post("/v2/pipeline", .pipeline([.getAutocommit])).status == 400)
            let condition = JSON.batch([.step("SELECT 1", if: .isAutocommit)])
            #expect(await server.post("/v2/pipeline", .pipeline([condition])).status == 400)
            #expect(await server.post("/v3/pipeline", .pipeline([condition, .close])).status == 200)
        }
    }

    @Test(arguments: Dialect.allCases)
    func aServerMayLackTheThirdVersion(_ dialect: Dialect) async throws {
        try await withServer(dialect, { $0.servesVersion3 = false }) { server in
            #expect(await server.post("/v3/pipeline", Self.one).status == 404)
            #expect(await server.post("/v2/pipeline", Self.one).status == 200)
            #expect(server.requests.map(\.line) == ["POST /v2/pipeline"])
        }
    }

    @Test func tokensHaveRights() async throws {
        let write = JSON.pipeline([.execute("SELECT 1"), .execute("CREATE TABLE t(a)"), .close])
        @Sendable func authorised(_ token: String) -> [String: String] { ["Authorization": token] }
        try await withServer(.sqld, { $0.tokens = ["w": .full, "r": .readOnly, "x": .expired] }) { server in
            #expect(await server.post("/v3/pipeline", Self.one, authorised("bearer w")).status == 200)
            #expect(await server.post("/v3/pipeline", Self.one, authorised("Bearer r")).status == 200)
            #expect(
                await server.post("/v3/pipeline", Self.one, authorised("Bearer x")).body(401)
                    == #"{"error":"Unauthorized: `The JWT has expired`"}"#
            )
            #expect(
                await server.post("/v3/pipeline", Self.one, authorised("Bearer y")).body(401)
                    == #"{"error":"Unauthorized: `The JWT is invalid`"}"#
            )
            #expect(await server.post("/v3/pipeline", Self.one, authorised("Basic w")).status == 401)
            #expect(await server.post("/v3/pipeline", Self.one).status == 401)
            #expect(await server.post("/v3/pipeline", write, authorised("Bearer r")).status == 403)
            #expect(
                await server.post("/v3/pipeline", .pipeline([.execute("PRAGMA foreign_keys")]), authorised("Bearer r"))
                    .status == 403
            )
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
            #expect(await server.post("/v3/pipeline", write, authorised("Bearer w")).status == 200)
        }
    }

    @Test func namespacesComeByPathHeaderAndHost() async throws {
        let create = JSON.pipeline([.execute("CREATE TABLE t(a)"), .close])
        try await withServer(.sqld, { $0.namespaces = ["a", "b", "c"] }) { server in
            #expect(await server.post("/dev/a/v3/pipeline", create).status == 200)
            #expect(await server.post("/v3/pipeline", create, ["x-namespace": "b"]).status == 200)
            #expect(await server.post("/v3/pipeline", create, ["Host": "c.localhost:80"]).status == 200)
            #expect(await server.post("/v3/pipeline", create, ["Host": "127.0.0.1"]).status == 200)
            #expect(await server.post("/v3/pipeline", create, ["x-namespace": "d"]).status == 404)
            for name in ["a", "b", "c", LibSQLTestServer.defaultNamespace] {
                let path = try #require(server.databasePath(of: name))
                #expect(try SQLiteHandle(path: path).prepare("SELECT a FROM t") != nil)
            }
        }
        try await withServer { server in
            #expect(await server.post("/v3/pipeline", create, ["x-namespace": "b"]).status == 200)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [1])
        }
    }

    @Test func theFirstVersionHasNoStreams() async throws {
        try await withServer { server in
            let result = await server.post("/v1/execute", .members(["stmt": .statement("SELECT 1")]))
            #expect(result.body(200)?.hasPrefix(#"{"result":{"cols":"#) == true)
            let failed = await server.post("/v1/execute", .members(["stmt": .statement("SELEC")]))
            #expect(failed.body(400)?.contains("SQL_PARSE_ERROR") == true)
            let broken = await server.post("/v1/execute", .members(["stmt": .statement("SELECT json('x')")]))
            #expect(broken.status == 500)
            let steps = JSON.members(["steps": .array([.step("BEGIN"), .step("CREATE TABLE t(a)")])])
            #expect(await server.post("/v1/batch", .members(["batch": steps])).status == 200)
            try server.expect("SELECT count(*) FROM sqlite_schema", gives: [0])
            #expect(server.openStreamCount == 0)
        }
    }

    @Test func aCursorTellsOneLineForEachEntry() async throws {
        try await withServer { server in
            let steps = JSON.members([
                "steps": .array([
                    .step("CREATE TABLE t(a)"), .step("INSERT INTO t VALUES (1), (2)"), .step("SELECT a FROM t"),
                    .step("SELECT json('x')"), .step("SELECT 1", if: .ok(3)),
                ])
            ])
            let outcome = await server.post("/v3/cursor", .members(["batch": steps]))
            let lines = try #require(outcome.body(200)).split(separator: "\n")
            let entries = try lines.map { try JSONParser.parse(Array($0.utf8)) }
            #expect(entries.first?["baton"]?.text != nil)
            #expect(
                entries.dropFirst().compactMap { $0["type"]?.text } == [
                    "step_begin", "step_end", "step_begin", "step_end", "step_begin", "row", "row", "step_end",
                    "step_error", "replication_index",
                ]
            )
            #expect(entries[4]["last_insert_rowid"] == .number("2"))
            try await server.pipeline([.close], baton: entries.first?["baton"]?.text)
        }
    }

    @Test func aStatementThatCannotBeParsedKillsTheStreamOfACursor() async throws {
        try await withServer { server in
            let first = try await server.pipeline([.execute("BEGIN")])
            let body = JSON.members([
                "baton": .text(first.baton), "batch": .members(["steps": .array([.step("SELEC")])]),
            ])
            #expect(await server.post("/v3/cursor", body).status == 500)
            #expect(await server.post("/v3/pipeline", .pipeline([], baton: first.baton)).status == 400)
        }
    }

    @Test func aBaseURLIsToldWithEveryAnswer() async throws {
        try await withServer(.cloud, { $0.baseURL = "http://elsewhere" }) { server in
            let answer = try await server.pipeline([.close])
            #expect(answer.json["base_url"] == .string("http://elsewhere"))
        }
    }

    @Test func aConnectionServesManyRequests() async throws {
        try await withServer { server in
            let text = String(decoding: Self.one.bytes, as: UTF8.self)
            let request =
                "POST /v3/pipeline HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
            let outcomes = await RawClient.send(Array(repeating: request, count: 20), port: server.port)
            #expect(outcomes.compactMap(\.status) == Array(repeating: 200, count: 20))
        }
    }

    @Test func aBodyMayBeChunked() async throws {
        try await withServer { server in
            let text = String(decoding: Self.one.bytes, as: UTF8.self)
            let size = String(text.utf8.count, radix: 16)
            let request =
                "POST /v3/pipeline HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "\(size)\r\n\(text)\r\n0\r\n\r\n"
            #expect(await RawClient.send(request, port: server.port).status == 200)
        }
    }

    @Test func aLargeBodyArrives() async throws {
        try await withServer { server in
            let value = HranaValue.text(String(repeating: "x", count: 4_000_000))
            let answer = try await server.pipeline([.execute("SELECT length(?)", [value]), .close])
            #expect(answer.rows(0) == .array([.array([HranaValue.integer(4_000_000).json])]))
        }
    }
}
