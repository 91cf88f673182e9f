import Foundation
import LibSQLTestServer
import Testing

/// Several processes at one server, and processes that are killed.
@Suite(.timeLimit(.minutes(10))) struct RemoteConcurrencyTests {
    @Test(arguments: Dialect.allCases) func sixProcessesAtOnceRunEachRevisionOnce(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect, { $0.latency = .milliseconds(5) }) { project in
            try project.chain(8)
            let started = try (0..<6).map { _ in try project.start("upgrade", "head", "--json") }
            let runs = try started.map { try $0.end().run }
            for run in runs { #expect(run.exitCode == 0, "\(run.stderr)") }
            let steps = runs.flatMap { $0.json["steps"] as? [[String: Any]] ?? [] }
            #expect(steps.compactMap { $0["revision"] as? String }.sorted() == (1...8).map { "r\($0)" })
            #expect(project.history == (1...8).map { "upgrade r\($0)" })
            #expect(project.version == ["r8"])
            #expect(project.tables == (1...8).map { "t_r\($0)" })
            #expect(project.server.openStreamCount == 0)
        }
    }

    @Test func oneOfSeveralIsKilledAndTheOthersEndTheWork() async throws {
        try await RemoteProject.serving { project in
            try project.chain(8)
            project.server.inject(.slow(beforeAnswer: .milliseconds(300)), at: 2)
            let started = try (0..<4).map { _ in try project.start("upgrade", "head") }
            try project.waitForRequests(3)
            started[0].send(SIGKILL)
            let ends = try started.map { try $0.end() }
            for end in ends.dropFirst() { #expect(end.run.exitCode == 0, "\(end.run.stderr)") }
            #expect(project.history == (1...8).map { "upgrade r\($0)" })
        }
    }

    /// At request 1 it looks, 2 is the revisions; the server is killed from its client before, in and after them.
    @Test(
        arguments: [
            .slow(beforeExecution: .seconds(60)), .slow(beforeAnswer: .seconds(60)), .held(for: .milliseconds(200)),
        ] as [Fault],
        1...2
    ) func aKilledRunIsEndedByTheNext(_ fault: Fault, request: Int) async throws {
        try await RemoteProject.serving { project in
            try project.chain(4)
            project.server.inject(fault, at: request)
            let running = try project.start("upgrade", "head")
            try project.waitForRequests(request)
            usleep(50_000)
            running.send(SIGKILL)
            #expect(try running.end().wasKilled)
            try project.succeed("upgrade", "head")
            usleep(200_000)
            #expect(project.history == (1...4).map { "upgrade r\($0)" })
            #expect(project.version == ["r4"])
            #expect(try project.requests(of: "upgrade", "head") == 1)
        }
    }

    /// The statements of a revision are under way when its client goes: none of them stays.
    @Test func killedAmongTheStatementsNothingIsHalfApplied() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            try project.local.revision(
                "r2",
                "r1",
                up: """
                    CREATE TABLE u (n);
                    INSERT INTO u WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1e15)
                    SELECT max(n) FROM c;
                    """
            )
            let running = try project.start("upgrade", "head")
            while running.isRunning, !project.server.hasWriter || project.version != ["r1"] { usleep(1000) }
            usleep(20_000)
            running.send(SIGKILL)
            #expect(try running.end().wasKilled)
            while project.server.hasWriter { usleep(1000) }
            #expect(project.history == ["upgrade r1"])
            #expect(project.tables == ["t_r1"])
            try project.local.revision("r2", "r1")
            try project.succeed("upgrade", "head")
            #expect(project.history == ["upgrade r1", "upgrade r2"])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsARunWithinItsRequest(_ signal: Int32) async throws {
        try await RemoteProject.serving { project in
            try project.chain(3)
            project.server.inject(.slow(beforeExecution: .seconds(60)), at: 2)
            let running = try project.start("upgrade", "head", "--json")
            try project.waitForRequests(2)
            usleep(50_000)
            running.send(signal)
            let run = try running.end().run
            #expect(run.exitCode == 130)
            #expect(run.jsonError["code"] == "interrupted")
            #expect(project.version.isEmpty)
            try project.succeed("upgrade", "head")
            #expect(project.history == (1...3).map { "upgrade r\($0)" })
        }
    }
}

extension RemoteProject {
    /// Waits until the server has seen this many.
    func waitForRequests(_ count: Int) throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(60)
        while server.requests.count < count {
            try #require(clock.now < end, "only \(server.requests.count) of \(count) requests came")
            usleep(1000)
        }
    }
}
