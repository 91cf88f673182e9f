import Foundation
import LibSQLTestServer
import Testing

/// What is said where the server, the network or the token is at fault: each its own, and never with the token.
@Suite(.timeLimit(.minutes(10))) struct RemoteSecretTests {
    /// A way in which a server can't be used.
    struct Trouble: CustomTestStringConvertible, Sendable {
        let name: String
        /// Of the error in `--json`.
        let code: String
        /// Words of the message and of the hint that no other trouble has together.
        let words: [String]
        let hint: String
        var rights: LibSQLTestServer.Options.Rights?
        var arguments = ["current"]
        let arrange: @Sendable (RemoteProject) throws -> Void

        var testDescription: String { name }

        init(
            _ name: String,
            code: String,
            words: [String],
            hint: String,
            rights: LibSQLTestServer.Options.Rights? = .full,
            arguments: [String] = ["current"],
            arrange: @escaping @Sendable (RemoteProject) throws -> Void = { _ in }
        ) {
            self.name = name
            self.code = code
            self.words = words
            self.hint = hint
            self.rights = rights
            self.arguments = arguments
            self.arrange = arrange
        }

        /// Every request is answered so.
        init(_ name: String, code: String, words: [String], hint: String, fault: Fault) {
            self.init(name, code: code, words: words, hint: hint) { $0.server.inject(fault, from: 1) }
        }
    }

    /// A token that says itself that its time is over: `{"exp":1000000000}`.
    private static let expired = "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjEwMDAwMDAwMDB9.c2lnbmF0dXJl-0123456789"

    private static let refusals: [Trouble] = [
        Trouble(
            "401, an unknown token",
            code: "database",
            words: ["does not accept the token"],
            hint: "turso db tokens create",
            rights: nil
        ),
        Trouble(
            "401, expired by the server's word",
            code: "database",
            words: ["expired"],
            hint: "turso db tokens create",
            rights: .expired
        ),
        Trouble(
            "401, expired by its own word",
            code: "database",
            words: ["expired", "2001-09-09"],
            hint: "turso db tokens create"
        ) { try $0.setToken(expired) },
        Trouble(
            "403, a token that may not write",
            code: "database",
            words: ["does not allow"],
            hint: "may write",
            rights: .readOnly,
            arguments: ["upgrade"]
        ),
        Trouble(
            "404",
            code: "database",
            words: ["no libSQL database"],
            hint: "turso db show",
            fault: .status(404, body: .text, executed: false)
        ),
        Trouble(
            "429",
            code: "connection",
            words: ["too many requests"],
            hint: "100 s",
            fault: .tooManyRequests(retryAfter: 100, executed: false)
        ),
        Trouble(
            "500",
            code: "connection",
            words: ["failed", "500"],
            hint: "log",
            fault: .status(500, body: .json, executed: false)
        ),
        Trouble(
            "502",
            code: "connection",
            words: ["502"],
            hint: "again",
            fault: .status(502, body: .html, executed: false)
        ),
        Trouble(
            "503",
            code: "connection",
            words: ["503"],
            hint: "again",
            fault: .status(503, body: .empty, executed: false)
        ),
        Trouble(
            "a redirect that repeats the token",
            code: "database",
            words: ["elsewhere.invalid", "not followed"],
            hint: "URL",
            fault: .redirected(307, to: "https://elsewhere.invalid/v3/pipeline?authToken=\(RemoteProject.token)")
        ),
        Trouble(
            "a page in place of an answer",
            code: "connection",
            words: ["answer"],
            hint: "URL",
            fault: .notJSON
        ),
    ]

    private static let outages: [Trouble] = [
        Trouble("an unknown host", code: "connection", words: ["no.such.host.invalid is unknown"], hint: "URL") {
            try $0.setToken(RemoteProject.token, url: "libsql://no.such.host.invalid")
        },
        Trouble("nobody listens", code: "connection", words: ["cannot be reached"], hint: "port") {
            try $0.setToken(RemoteProject.token, url: "http://127.0.0.1:1")
        },
        Trouble("no TLS where it should be", code: "database", words: ["no secure connection"], hint: "certificate") {
            try $0.setToken(RemoteProject.token, url: "https://127.0.0.1:\($0.server.port)")
        },
        Trouble(
            "no answer in time",
            code: "connection",
            words: ["0.3"],
            hint: "--timeout",
            arguments: ["current", "--timeout", "0.3"]
        ) { $0.server.inject(.slow(beforeAnswer: .seconds(60)), from: 1) },
        Trouble("dropped", code: "connection", words: ["connection"], hint: "network", fault: .droppedBeforeExecution),
        Trouble("reset", code: "connection", words: ["connection"], hint: "network", fault: .resetAfterExecution),
        Trouble("cut off", code: "connection", words: ["connection"], hint: "network", fault: .truncatedBody),
    ]

    @Test(arguments: refusals + outages) func eachIsSaidInItsOwnWordsWithoutTheToken(_ trouble: Trouble) async throws {
        try await RemoteProject.serving(
            .sqld,
            { options in
                options.tokens = trouble.rights.map { [RemoteProject.token: $0] } ?? ["another": .full]
            }
        ) { project in
            try project.chain(1)
            try trouble.arrange(project)
            let limits =
                ["--connect-timeout", "4"] + (trouble.arguments.contains("--timeout") ? [] : ["--timeout", "120"])
            let run = try project.run(trouble.arguments + limits + ["--json", "-v"])
            #expect(!run.shows(Self.expired))
            #expect(run.exitCode == 1)
            #expect(run.jsonError["code"] == trouble.code)
            let (message, hint) = (
                run.jsonError["message"]?.flatMap { $0 } ?? "", run.jsonError["hint"]?.flatMap { $0 } ?? ""
            )
            for word in trouble.words { #expect(message.contains(word), "\(trouble): \(message)") }
            #expect(hint.contains(trouble.hint) && !hint.isEmpty, "\(trouble): \(hint)")
            #expect(run.stderr.contains("error: ") && run.stderr.contains("\nhint: "))
            // For people, without --json and -v.
            let plain = try project.run(trouble.arguments + limits)
            #expect(plain.exitCode == 1)
            #expect(plain.stdout.isEmpty)
            #expect(project.column("SELECT name FROM sqlite_schema").isEmpty)
        }
    }

    /// A host that takes no connection, as behind a firewall.
    @Test func noConnectionInTimeIsSaid() async throws {
        try await RemoteProject.serving { project in
            let port = try #require(SilentPort())
            try project.setToken(RemoteProject.token, url: "http://127.0.0.1:\(port.number)")
            let run = try project.run("current", "--connect-timeout", "0.3", "--json", "-v")
            #expect(run.exitCode == 1)
            #expect(run.jsonError["code"] == "connection")
            #expect(run.jsonError["message"]??.contains("no connection to") == true)
            #expect(run.jsonError["hint"]??.contains("firewall") == true)
        }
    }

    /// With all that goes well, and as verbosely as can be.
    @Test(arguments: Dialect.allCases) func nothingThatSucceedsPrintsItEither(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(2)
            for arguments in [["upgrade"], ["status"], ["current"], ["history", "-i"], ["downgrade", "base"]] {
                try project.succeed(arguments + ["-v"])
                try project.succeed(arguments + ["-v", "--json"])
            }
            // It was sent all the time.
            let sent = "Bearer \(RemoteProject.token)"
            #expect(project.server.requests.allSatisfy { $0.headers["authorization"] == sent })
            // Nor does the database keep it.
            #expect(project.column("SELECT count(*) FROM migrate_history WHERE applied_by LIKE '%ey%'") == ["0"])
        }
    }

    /// A token that can't stand in a header is refused without being shown.
    @Test func aFlawedTokenIsRefusedUnseen() async throws {
        try await RemoteProject.serving { project in
            try project.setToken("'\(RemoteProject.token) and more'")
            let run = try project.run("current", "--json", "-v")
            #expect(run.exitCode == 1)
            #expect(run.jsonError["hint"]??.isEmpty == false)
            #expect(project.server.allRequests.isEmpty)
        }
    }
}
