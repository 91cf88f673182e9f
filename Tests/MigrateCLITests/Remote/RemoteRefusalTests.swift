import LibSQLTestServer
import Testing

/// What a server does not run is said with its line before anything is sent.
@Suite(.timeLimit(.minutes(10))) struct RemoteRefusalTests {
    struct Refused: CustomTestStringConvertible, Sendable {
        let statement: String
        let section: String

        init(_ statement: String, section: String = "") {
            self.statement = statement
            self.section = section
        }

        var testDescription: String { statement }
    }

    private static let statements: [Refused] = [
        Refused("VACUUM", section: "transaction=off"), Refused("VACUUM INTO 'copy.db'", section: "transaction=off"),
        Refused("ATTACH 'other.db' AS other", section: "transaction=off"), Refused("DETACH other"),
        Refused("ANALYZE"), Refused("CREATE TEMP TABLE x (a)"), Refused("CREATE TEMPORARY VIEW x AS SELECT 1"),
        Refused("INSERT INTO temp.x VALUES (1)"), Refused("PRAGMA journal_mode = WAL", section: "transaction=off"),
        Refused("PRAGMA journal_size_limit = 100"), Refused("PRAGMA wal_checkpoint(TRUNCATE)"),
        Refused("PRAGMA synchronous = OFF"), Refused("PRAGMA writable_schema = ON"), Refused("BEGIN IMMEDIATE"),
        Refused("COMMIT"), Refused("END"), Refused("ROLLBACK"),
    ]

    /// The statement's line in a revision's upgrade.
    private static let line = 8

    private static func write(_ refused: Refused, in project: RemoteProject, id: String = "r2") throws {
        try project.local.write(
            "migrations/versions/\(id).sql",
            """
            -- revision: \(id)
            -- down_revision: r1

            -- migrate:up \(refused.section)
            SELECT 1;

            -- What is refused:
            \(refused.statement);
            """
        )
    }

    @Test func eachIsRefusedWithItsLineBeforeAnythingIsSent() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            for refused in Self.statements {
                try Self.write(refused, in: project)
                let run = try project.run("upgrade", "head", "--json")
                #expect(run.exitCode == 1, "\(refused.statement)")
                let place = "migrations/versions/r2.sql:\(Self.line): "
                #expect(run.stderr.contains(place), "\(refused.statement): \(run.stderr)")
                #expect(run.jsonError["message"]??.contains(place) == true, "\(refused.statement)")
                #expect(run.jsonError["hint"]??.isEmpty == false, "\(refused.statement)")
                #expect(run.stderr.contains("\nhint: "), "\(refused.statement)")
            }
            #expect(project.server.requests.allSatisfy { !$0.statements.contains { $0.hasPrefix("CREATE") } })
            #expect(project.column("SELECT name FROM sqlite_schema").isEmpty)
        }
    }

    /// A file of SQLite's own takes some of them.
    @Test func aFileIsNotHeldToIt() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            try Self.write(Refused("VACUUM", section: "transaction=off"), in: project)
            let file = try project.local.run("upgrade", "head", "--url", "file.db")
            #expect(file.exitCode == 0, "\(file.stderr)")
        }
    }

    @Test func whatIsNotReachedDoesNotMatter() async throws {
        try await RemoteProject.serving { project in
            try project.chain(1)
            try Self.write(Refused("VACUUM", section: "transaction=off"), in: project)
            try project.succeed("upgrade", "r1")
            #expect(project.version == ["r1"])
        }
    }

    @Test(arguments: Dialect.allCases) func whatOnlyLooksLikeItIsRun(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.local.revision(
                "r1",
                up: """
                    CREATE TABLE temp_rows (a, "begin" TEXT); -- VACUUM; BEGIN;
                    CREATE TRIGGER g AFTER INSERT ON temp_rows BEGIN UPDATE temp_rows SET "begin" = 'COMMIT;'; END;
                    INSERT INTO temp_rows (a) VALUES ('ATTACH x');
                    PRAGMA foreign_key_check;
                    """,
                down: "DROP TABLE temp_rows;"
            )
            try project.succeed("upgrade")
            #expect(project.column("SELECT \"begin\" FROM temp_rows") == ["COMMIT;"])
            try project.succeed("downgrade", "base")
        }
    }

    @Test(arguments: Dialect.allCases) func aStatementThatTheServerRefusesHasItsLine(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try project.chain(1)
            try Self.write(Refused("INSERT INTO missing VALUES ('s3cret value')"), in: project)
            let run = try project.run("upgrade", "head", "--json")
            #expect(run.exitCode == 1)
            #expect(run.jsonError["code"] == "statement_failed")
            #expect(run.jsonError["message"]??.contains("migrations/versions/r2.sql:\(Self.line)") == true)
            #expect(run.stderr.contains("no such table: missing"))
            #expect(project.history == ["upgrade r1"])
        }
    }
}
