import Foundation
import LibSQLTestServer
import Testing

/// Each command against a server, as it is typed.
@Suite(.timeLimit(.minutes(10))) struct RemoteCommandTests {
    @Test(arguments: Dialect.allCases) func theRequestsAreFew(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(10)
            #expect(try project.requests(of: "upgrade") <= 3)
            #expect(project.history == (1...10).map { "upgrade r\($0)" })
            for arguments in [["upgrade"], ["current"], ["current", "--check-heads"], ["status"], ["history", "-i"]] {
                #expect(try project.requests(of: arguments) == 1, "\(arguments)")
            }
            #expect(try project.requests(of: "downgrade", "base") <= 3)
            #expect(project.version.isEmpty && project.tables.isEmpty)
            #expect(project.server.openStreamCount == 0)
        }
    }

    /// A server that does not know the newer protocol is asked by the older one, after one question in vain.
    @Test func anOlderServerServes() async throws {
        try await RemoteProject.serving(.sqld, { $0.servesVersion3 = false }) { project in
            try project.chain(10)
            #expect(try project.requests(of: "upgrade") <= 4)
            #expect(project.history == (1...10).map { "upgrade r\($0)" })
            try project.succeed("status")
            #expect(try project.requests(of: "downgrade", "base") <= 4)
            #expect(project.tables.isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func aTokenThatOnlyReadsServesToRead(_ dialect: Dialect) async throws {
        let reader = "reader-0123456789-0123456789"
        try await RemoteProject.serving(dialect, { $0.tokens[reader] = .readOnly }) { project in
            try project.chain(1)
            try project.succeed("upgrade")
            try project.setToken(reader)
            try project.local.declare("CREATE TABLE t_r1 (id INTEGER PRIMARY KEY);\n")
            for arguments in [
                ["current", "--check-heads"], ["status"], ["history", "-i"], ["upgrade"], ["upgrade", "--dry-run"],
                ["check", "--from-database"],
            ] {
                let run = try project.succeed(arguments)
                #expect(!run.shows(reader))
            }
        }
    }

    /// What a statement that fails is told to have failed of, and where.
    @Test(arguments: [
        "INSERT INTO t_r1 VALUES (1), (1)", "SELECT nope FROM t_r1",
        "CREATE TABLE u (a NOT NULL); INSERT INTO u VALUES (NULL)",
        "CREATE TABLE u (a REFERENCES t_r1); INSERT INTO u VALUES (7)", "DELETE FROM alembic_version",
        "DROP TABLE migrate_history", "CREATE TABLE t_r1 (a)",
        "CREATE TABLE u (a); CREATE TRIGGER g BEFORE INSERT ON u BEGIN SELECT RAISE(ROLLBACK, 'no'); END; INSERT INTO u VALUES (1)",
    ])
    func aStatementFailsInTheWordsOfAFile(_ statements: String) async throws {
        try await RemoteProject.serving(statements.utf8.count.isMultiple(of: 2) ? .sqld : .cloud) { project in
            let file = try MigrateProject.local()
            for project in [file, project.local] {
                try project.revision("r1")
                try project.revision("r2", "r1", up: "\(statements);")
            }
            let (expected, run) = (try file.run("upgrade", "--json"), try project.run("upgrade", "--json"))
            #expect(run.exitCode == 1)
            #expect(run.jsonError["message"] == expected.jsonError["message"])
            #expect(run.jsonError["code"] == expected.jsonError["code"])
            #expect(project.history == ["upgrade r1"])
            #expect(project.tables == ["t_r1"])
        }
    }

    @Test func whatNeedsNoDatabaseSendsNothing() async throws {
        try await RemoteProject.serving { project in
            try project.chain(2)
            try project.local.declare(
                "CREATE TABLE t_r1 (id INTEGER PRIMARY KEY); CREATE TABLE t_r2 (id INTEGER PRIMARY KEY);"
            )
            for arguments in [
                ["upgrade", "--sql"], ["downgrade", "r2:base", "--sql"], ["stamp", "head", "--sql"],
                ["ensure-version", "--sql"], ["verify"], ["check"], ["diff"], ["heads"], ["branches"], ["history"],
                ["show", "r1"],
            ] {
                try project.succeed(arguments)
            }
            #expect(project.server.allRequests.isEmpty)
        }
    }

    /// What is printed and what is left behind, against a file by the same commands.
    @Test(arguments: Dialect.allCases) func allIsPrintedAsForAFile(_ dialect: Dialect) async throws {
        let commands = [
            ["upgrade", "+2", "--json"], ["current"], ["current", "-v"], ["current", "--json"],
            ["current", "--check-heads", "--json"], ["history", "-i"], ["history", "-r", "current:", "--json"],
            ["upgrade", "--dry-run"], ["upgrade", "--dry-run", "--json"], ["upgrade", "b2"], ["upgrade", "nowhere"],
            ["upgrade", "head"], ["upgrade", "heads", "--json"], ["upgrade", "heads", "--json"],
            ["downgrade", "left@-1", "--json"], ["downgrade", "a1"], ["stamp", "b2", "--json"], ["current"],
            ["stamp", "a1", "--purge"], ["stamp", "base"], ["current"], ["stamp", "b2", "c1"],
            ["stamp", "--accept-changes", "a1", "--json"], ["upgrade", "--single-transaction", "heads"],
        ]
        try await RemoteProject.serving(dialect) { project in
            let file = try MigrateProject.local()
            for project in [file, project.local] { try project.fork() }
            for command in commands {
                let (expected, run) = (try file.run(command), try project.run(command))
                #expect(run.exitCode == expected.exitCode, "\(command): \(run.stderr)")
                let (stdout, expectedStdout) = (project.neutral(run.stdout), project.neutral(expected.stdout))
                #expect(stdout == expectedStdout, "\(command)")
                #expect(run.jsonError["code"] == expected.jsonError["code"], "\(command)")
            }
            let rows = "SELECT direction, coalesce(revision, '') || ' ' || coalesce(checksum, '') FROM migrate_history"
            #expect(project.column(rows) == file.column(rows))
            #expect(project.version == file.column("SELECT version_num FROM alembic_version ORDER BY 1"))
            #expect(project.tables.filter { $0.hasPrefix("t_") } == ["t_a1"])
        }
    }

    @Test func theStatusTellsWhatIsPendingAndEdited() async throws {
        try await RemoteProject.serving { project in
            try project.chain(3)
            try project.succeed("upgrade", "r2")
            try project.local.revision("r1", up: "CREATE TABLE t_r1 (id INTEGER PRIMARY KEY, more TEXT);")
            let status = try project.succeed("status", "--json").json
            #expect(status["environment"] as? String == "staging")
            #expect(status["database"] as? String == project.server.url)
            #expect(status["revisions"] as? [String] == ["r2"])
            #expect((status["pending"] as? [[String: Any]])?.map { $0["revision"] as? String } == ["r3"])
            #expect((status["changed"] as? [[String: Any]])?.map { $0["revision"] as? String } == ["r1"])
            #expect(try project.run("upgrade").exitCode == 1)
            try project.succeed("stamp", "--accept-changes", "r1")
            try project.succeed("upgrade")
            #expect(project.version == ["r3"])
        }
    }

    @Test func aDryRunReadsOnly() async throws {
        try await RemoteProject.serving { project in
            try project.chain(2)
            #expect(try project.requests(of: "upgrade", "--dry-run") == 1)
            #expect(project.column("SELECT name FROM sqlite_schema").isEmpty)
        }
    }

    @Test(arguments: Dialect.allCases) func aDatabaseIsComparedWithSchemaAndRevisions(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(2)
            try project.succeed("upgrade", "r1")
            try project.local.declare("CREATE TABLE t_r1 (id INTEGER PRIMARY KEY);\n")
            try project.succeed("check", "--from-database")
            let same = try project.succeed("diff", "--from", "database", "--to", "r1", "--exit-code")
            #expect(same.lines == ["database and r1 do not differ."])
            let next = try project.run("diff", "--from", "database", "--to", "r2", "--exit-code", "--json")
            #expect(next.exitCode == 1)
            #expect((next.json["changes"] as? [String]) == ["added table 't_r2'"])
            try project.local.execute("CREATE INDEX behind ON t_r1 (id)")
            let drift = try project.run("check", "--from-database")
            #expect(drift.exitCode == 1)
            #expect(drift.stdout.contains("removed index 'behind'"), "\(drift.stdout)")
            #expect(
                project.server.allRequests.allSatisfy { !$0.statements.contains { $0.hasPrefix("CREATE TABLE t_r2") } }
            )
        }
    }

    @Test func aRevisionIsWrittenFromTheDatabaseAndRun() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            try project.succeed("upgrade")
            try project.local.declare(
                "CREATE TABLE t_r1 (id INTEGER PRIMARY KEY, title TEXT);\nCREATE INDEX i ON t_r1 (title);\n"
            )
            let written = try project.succeed(
                "revision",
                "--autogenerate",
                "--from-database",
                "--rev-id",
                "r2",
                "--json"
            )
            #expect(written.json["revision"] as? String == "r2")
            try project.succeed("upgrade")
            try project.succeed("check", "--from-database")
            try project.succeed("downgrade", "-1")
            try project.succeed("diff", "--from", "database", "--to", "r1", "--exit-code")
        }
    }

    @Test(arguments: Dialect.allCases) func aLiveDatabaseIsBegunFrom(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.local.execute(
                "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT COLLATE NOCASE UNIQUE)",
                "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id REFERENCES users ON DELETE CASCADE)",
                "CREATE VIEW mails AS SELECT mail FROM users",
                "CREATE TRIGGER posts_ai AFTER INSERT ON posts BEGIN UPDATE users SET mail = mail; END",
                "INSERT INTO users VALUES (5, 'ann@x')",
                "INSERT INTO posts VALUES (1, 5)"
            )
            let run = try project.succeed("init", "--from-database", "--json")
            let id = try #require(run.json["revision"] as? String)
            #expect(run.json["stamped"] as? Bool == true)
            #expect(project.version == [id])
            #expect(project.history == ["stamp \(id)"])
            for arguments in [["check"], ["check", "--from-database"], ["verify"], ["upgrade"]] {
                try project.succeed(arguments)
            }
            #expect(project.history == ["stamp \(id)"])
            #expect(project.column("SELECT mail FROM users JOIN posts ON user_id = users.id") == ["ann@x"])
        }
    }

    @Test(arguments: Dialect.allCases) func theVersionTableAloneIsMade(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(1)
            try project.succeed("ensure-version")
            #expect(project.column("SELECT name FROM sqlite_schema WHERE type = 'table'").contains("alembic_version"))
            try project.succeed("ensure-version")
            #expect(project.version.isEmpty && project.tables.isEmpty)
            try project.succeed("upgrade")
            #expect(project.version == ["r1"])
        }
    }

    @Test func aTokenFileServesBesideAnAddress() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            try project.local.write("token", RemoteProject.token + "\n")
            let flags = ["--url", project.server.url, "--auth-token-file", "token"]
            let run = try project.local.run(["upgrade"] + flags)
            #expect(run.exitCode == 0, "\(run.stderr)")
            #expect(!run.shows(RemoteProject.token))
            #expect(project.version == ["r1"])
            // The environment's token does not go to an address of the command line.
            let without = try project.run("current", "--url", project.server.url)
            #expect(without.exitCode == 1)
            #expect(project.server.requests.last?.headers["authorization"] == nil)
        }
    }
}

extension RemoteProject {
    /// An output without its times and without the names of the database and of the environment.
    fileprivate func neutral(_ text: String) -> String {
        text.replacingOccurrences(of: #""duration_ms":\d+"#, with: #""duration_ms":N"#, options: .regularExpression)
            .replacingOccurrences(of: server.url, with: "DATABASE")
            .replacingOccurrences(of: "app.db", with: "DATABASE")
            .replacingOccurrences(of: " --env staging", with: "")
    }
}
