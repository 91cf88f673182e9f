import Foundation
import LibSQLTestServer
import Testing

/// Lost answers, as somebody sees them who types the command.
@Suite(.timeLimit(.minutes(10))) struct RemoteOutageTests {
    private static let lost: [Fault] = [
        .answerDropped, .resetAfterExecution, .truncatedBody, .notJSON, .status(502, body: .html, executed: true),
        .awayAfterwards(connections: 2), .refusedAfterwards(for: .milliseconds(300)), .restarted,
        .tooManyRequests(retryAfter: 1, executed: true),
    ]

    @Test(arguments: lost, 1...2) func aLostAnswerIsGotOver(_ fault: Fault, request: Int) async throws {
        // One dialect each: what differs between them is tried elsewhere at every request.
        let index = Self.lost.firstIndex(of: fault) ?? 0
        try await RemoteProject.serving((index + request).isMultiple(of: 2) ? .sqld : .cloud) { project in
            try project.chain(3)
            project.server.inject(fault, at: request)
            let run = try project.succeed("upgrade", "head", "--json")
            let steps = run.json["steps"] as? [[String: Any]]
            #expect(steps?.compactMap { $0["revision"] as? String } == ["r1", "r2", "r3"])
            #expect(project.history == ["upgrade r1", "upgrade r2", "upgrade r3"])
            #expect(project.version == ["r3"])
        }
    }

    @Test func aDowngradeAndAStampAreDoneOnceToo() async throws {
        try await RemoteProject.serving { project in
            try project.chain(3)
            for (arguments, change) in [
                (["upgrade", "r2"], ["upgrade r1", "upgrade r2"]), (["downgrade", "-1"], ["downgrade r2"]),
                (["stamp", "r3"], ["stamp r3"]), (["upgrade", "head", "--single-transaction"], []),
                (["downgrade", "r1", "--json"], ["downgrade r3", "downgrade r2"]),
            ] {
                let before = project.history
                if arguments.first == "downgrade", arguments.count > 2 {
                    // What was stamped past is made by hand.
                    try project.local.execute("CREATE TABLE t_r2 (id)", "CREATE TABLE t_r3 (id)")
                }
                project.server.inject(.answerDropped, at: project.server.requests.count + 2)
                try project.succeed(arguments)
                project.server.clearFaults()
                #expect(project.history == before + change, "\(arguments)")
            }
        }
    }

    /// The commands that look, compare, begin from a database or make the version table, at each of their requests.
    @Test(arguments: [
        ["current"], ["status"], ["history", "-i"], ["upgrade", "--dry-run"], ["check", "--from-database"],
        ["diff", "--from", "database", "--to", "r2", "--exit-code"], ["ensure-version"], ["init", "--from-database"],
    ])
    func theOtherCommandsGetOverALostAnswerToo(_ arguments: [String]) async throws {
        try await RemoteProject.serving { project in
            let isBeginning = arguments.first == "init"
            if isBeginning {
                try project.local.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            } else {
                try project.chain(2)
                try project.succeed("upgrade")
                try project.local.declare(
                    "CREATE TABLE t_r1 (id INTEGER PRIMARY KEY);\nCREATE TABLE t_r2 (id INTEGER PRIMARY KEY);\n"
                )
            }
            // Every second request from here on.
            let first = project.server.requests.count + 1
            for number in stride(from: first, to: first + 40, by: 2) {
                project.server.inject(.answerDropped, at: number)
            }
            let run = try project.succeed(arguments)
            #expect(project.server.requests.count > first)
            project.server.clearFaults()
            guard isBeginning else {
                #expect(project.history == ["upgrade r1", "upgrade r2"])
                return
            }
            #expect(project.history.count == 1 && project.version.count == 1, "\(run.stderr)")
            try project.succeed("check", "--from-database")
        }
    }

    /// The run is carried out, its answer is lost, and what stands there afterwards knows nothing of it.
    @Test(arguments: [true, false]) func whatIsNotKnownIsSaidAndTheCommandTypedAgainEndsIt(isExecuted: Bool)
        async throws
    {
        try await RemoteProject.serving { project in
            try project.chain(3)
            project.server.inject(isExecuted ? .answerDropped : .droppedBeforeExecution, at: 2)
            project.server.inject(.status(404, body: .text, executed: false), from: 3)
            let run = try project.run("upgrade", "head", "--json")
            #expect(run.exitCode == 1)
            #expect(run.jsonError["code"] == "unknown_outcome")
            let message = run.jsonError["message"]?.flatMap { $0 } ?? ""
            for id in ["r1", "r2", "r3"] { #expect(message.contains(id), "\(message)") }
            let hint = run.jsonError["hint"]?.flatMap { $0 } ?? ""
            #expect(hint.contains("migrate upgrade head --env staging"), "\(hint)")
            #expect(run.stderr.contains("\nhint: "))
            #expect(project.history == (isExecuted ? ["upgrade r1", "upgrade r2", "upgrade r3"] : []))
            project.server.clearFaults()
            let again = try project.succeed("upgrade", "head", "--json")
            #expect((again.json["steps"] as? [Any])?.count == (isExecuted ? 0 : 3))
            #expect(project.history == ["upgrade r1", "upgrade r2", "upgrade r3"])
            #expect(project.version == ["r3"])
        }
    }

    @Test func goneBeforeTheFirstLookNothingIsInDoubt() async throws {
        try await RemoteProject.serving { project in
            try project.chain(2)
            await project.server.goAway()
            let run = try project.run("upgrade", "head", "--json")
            #expect(run.exitCode == 1)
            #expect(run.jsonError["code"] == "connection")
            await project.server.comeBack()
            try project.succeed("upgrade", "head")
            #expect(project.history == ["upgrade r1", "upgrade r2"])
        }
    }

    /// Ctrl-C while the command waits for a server that has gone: it says what it knows and ends soon.
    @Test func interruptedInAnOutageItTellsWhatIsNotKnown() async throws {
        try await RemoteProject.serving { project in
            try project.chain(2)
            project.server.inject(.answerDropped, at: 2)
            project.server.inject(.droppedBeforeExecution, from: 3)
            let running = try project.start("upgrade", "head", "--json")
            try project.waitForRequests(4)
            running.send(SIGINT)
            let run = try running.end().run
            #expect(run.exitCode == 130)
            #expect(run.jsonError["code"] == "interrupted")
            let message = run.jsonError["message"]?.flatMap { $0 } ?? ""
            #expect(message.contains("r1") && message.contains("r2"), "\(message)")
            project.server.clearFaults()
            try project.succeed("upgrade", "head")
            #expect(project.history == ["upgrade r1", "upgrade r2"])
        }
    }

    /// The transaction-less section of a revision: what stands in the middle is never run twice.
    @Test(arguments: Dialect.allCases) func aSectionWithoutATransactionStopsAndIsEndedByAStamp(_ dialect: Dialect)
        async throws
    {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(1)
            try project.local.write(
                "migrations/versions/r2.sql",
                """
                -- revision: r2
                -- down_revision: r1

                -- migrate:up transaction=off
                CREATE TABLE u (a);
                INSERT INTO u VALUES (1);
                INSERT INTO u VALUES (2);
                """
            )
            // The look, r1, the mark, then the statements.
            project.server.inject(.answerDropped, at: 5)
            project.server.inject(.status(404, body: .text, executed: false), from: 6)
            let run = try project.run("upgrade", "head")
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("r2"))
            project.server.clearFaults()
            // Another process might still run it, which is waited for no longer than is said.
            let again = try project.run("upgrade", "head", "--json", "--lock-timeout", "1")
            #expect(again.exitCode == 1)
            #expect(again.jsonError["code"] == "unfinished_revision")
            #expect(project.column("SELECT count(*) FROM u").first.map { Int($0) ?? 9 } ?? 9 <= 2)
            try project.succeed("stamp", "r2", "--lock-timeout", "1")
            try project.succeed("upgrade", "head")
            #expect(project.version == ["r2"])
        }
    }
}
