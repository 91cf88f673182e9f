import Foundation
import Testing

/// The server as it is deployed: a process, a port, a database.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PromptBackendTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private struct Health: Decodable, Equatable {
        let revision: [String]
        let relation: String
        let pending: Int
    }

    private struct Row: Decodable {
        let id: String
        let status: String
        let slug: String?
        let score: Double?
    }

    private let current = Health(revision: ["c9ebfc699e68"], relation: "current", pending: 0)

    private func query(_ sql: String) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = [folder.url.appending(path: "app.db").path, sql]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func expectEachRevisionOnce() throws {
        #expect(try query("SELECT count(*), count(DISTINCT revision) FROM migrate_history") == ["8|8"])
        #expect(try query("SELECT version_num FROM alembic_version") == ["c9ebfc699e68"])
        #expect(try query("PRAGMA integrity_check") == ["ok"])
    }

    @Test func migratesAndServesPromptsAndEvaluations() async throws {
        let server = try Server(in: folder.url, ["MIGRATIONS": "upgrade"])
        let health = try #require(try await server.health(), "\(server.log)")
        #expect(try health.decoded(Health.self) == current)

        let made = try await server.send("POST", "/prompts", #"{"userID":"me","title":"Greet","content":"Say hello."}"#)
        #expect(made.status == 201)
        let prompt = try made.decoded(Row.self)
        #expect(prompt.slug?.hasPrefix("prompt-") == true && prompt.status == "draft")
        #expect(try await server.send("GET", "/prompts").decoded([Row].self).map(\.id) == [prompt.id])
        let changed = try await server.send("PATCH", "/prompts/\(prompt.id)", #"{"status":"active"}"#)
        #expect(try changed.decoded(Row.self).status == "active")
        #expect(try await server.send("PATCH", "/prompts/\(prompt.id)", #"{"status":"wrong"}"#).status == 422)

        let path = "/prompts/\(prompt.id)/evaluations"
        let evaluation = try await server.send("POST", path, #"{"name":"tone","model":"m","score":0.5}"#)
        #expect(evaluation.status == 201)
        #expect(try await server.send("GET", path).decoded([Row].self).map(\.score) == [0.5])
        #expect(try await server.send("POST", path, #"{"name":"tone","model":"m","score":2}"#).status == 422)

        #expect(try await server.send("DELETE", "/prompts/\(prompt.id)").status == 204)
        #expect(try await server.send("GET", "/prompts/\(prompt.id)").status == 404)
        try expectEachRevisionOnce()
    }

    @Test func refusesToStartOnAnOldDatabaseAndSaysWhatToType() async throws {
        let server = try Server(in: folder.url, [:])
        #expect(try await server.health() == nil)
        server.process.waitUntilExit()
        #expect(server.process.terminationStatus == 1)
        #expect(server.log.contains("app.db is behind: 8 revisions are pending"))
        #expect(server.log.contains("Run `migrate upgrade heads`."))
    }

    @Test func waitsForTheJobThatMigrates() async throws {
        let server = try Server(in: folder.url, ["MIGRATIONS": "wait"])
        try await Task.sleep(for: .milliseconds(500))
        #expect(server.process.isRunning)
        let job = Process()
        job.executableURL = Server.program("prompt-migrate")
        job.arguments = ["upgrade", "--url", "sqlite:///app.db", "--quiet"]
        job.currentDirectoryURL = folder.url
        try job.run()
        job.waitUntilExit()
        #expect(job.terminationStatus == 0)
        #expect(try await server.health()?.decoded(Health.self) == current, "\(server.log)")
        try expectEachRevisionOnce()
    }

    @Test func eightReplicasAtOnceMigrateOnce() async throws {
        let replicas = try (0..<8).map { _ in try Server(in: folder.url, ["MIGRATIONS": "upgrade"]) }
        for replica in replicas {
            #expect(try await replica.health()?.decoded(Health.self) == current, "\(replica.log)")
        }
        try expectEachRevisionOnce()
    }

    @Test func theReplicaThatMigratesIsKilledAndTheOthersComeUp() async throws {
        // The moment is short: where it was missed, all are up, and it is tried again on a new database.
        for _ in 0..<20 {
            let test = try PromptBackendTests()
            if try await test.killsTheOneThatMigrates() { return }
        }
        Issue.record("no replica was caught while it migrated")
    }

    private func killsTheOneThatMigrates() async throws -> Bool {
        let replicas = try (0..<8).map { _ in try Server(in: folder.url, ["MIGRATIONS": "upgrade"]) }
        let lock = folder.url.appending(path: "app.db-migrate.lock")
        var victim: Int32?
        let deadline = ContinuousClock.now + .seconds(2)
        while victim == nil, ContinuousClock.now < deadline {
            // `process 4711 on HOST`, while it migrates.
            let words = ((try? String(contentsOf: lock, encoding: .utf8)) ?? "").split(separator: " ")
            victim = words.count > 1 ? Int32(words[1]) : nil
        }
        if let victim { kill(victim, SIGKILL) }
        for replica in replicas where replica.process.processIdentifier != victim {
            #expect(try await replica.health()?.decoded(Health.self) == current, "\(replica.log)")
        }
        try expectEachRevisionOnce()
        return victim != nil
    }

    @Test(arguments: [0, 40, 120]) func aReplicaThatIsKilledInTheMiddleHoldsNobodyUp(milliseconds: Int) async throws {
        let replicas = try (0..<8).map { _ in try Server(in: folder.url, ["MIGRATIONS": "upgrade"]) }
        let victim = replicas[0]
        try await Task.sleep(for: .milliseconds(milliseconds))
        kill(victim.process.processIdentifier, SIGKILL)
        for replica in replicas.dropFirst() {
            #expect(try await replica.health()?.decoded(Health.self) == current, "\(replica.log)")
        }
        try expectEachRevisionOnce()
    }
}
