import Foundation
import Testing

@Suite struct EnvironmentCommandTests {
    private func project() throws -> MigrateProject {
        let project = try MigrateProject()
        try project.write(
            "migrate.toml",
            """
            [env.local]
            url = "${DATABASE_URL:-sqlite:///./app.db}"
            [env.staging]
            url = "${TURSO_STAGING_DATABASE_URL}"
            auth_token = "${TURSO_STAGING_AUTH_TOKEN}"
            [env.production]
            url = "${PRODUCTION_URL:-production.db}"
            protected = true
            """
        )
        try project.revision("a1")
        return project
    }

    @Test func saysWhichDatabaseFirst() throws {
        let project = try project()
        #expect(try project.run("current").stderr == "local · app.db, from migrate.toml\n")
        #expect(
            try project.run("current", environment: ["DATABASE_URL": "other.db"]).stderr
                == "local · other.db, from DATABASE_URL in the process environment\n"
        )
        #expect(try project.run("current", "--url", "x.db").stderr == "local · x.db, from --url\n")
        try project.write(".env.local", "DATABASE_URL=sqlite:///dot.db\n")
        #expect(try project.run("current").stderr == "local · dot.db, from .env.local\n")
        #expect(try project.run("current", "-q").stderr.isEmpty)
    }

    @Test func theEnvironmentIsFoundFromASubfolder() throws {
        let project = try project()
        try project.write(".env.local", "DATABASE_URL=sqlite:///dot.db\n")
        try project.write("sub/x", "")
        let run = try project.run("current", in: "sub")
        #expect(run.stderr == "local · \(project.path("dot.db")), from \(project.path(".env.local"))\n")
    }

    @Test func aPlaceholderStopsBeforeAnyConnection() throws {
        let project = try project()
        try project.write(
            ".env.staging",
            "TURSO_STAGING_DATABASE_URL=libsql://app-[your-org].turso.io\nTURSO_STAGING_AUTH_TOKEN=<token>\n"
        )
        let run = try project.run("status", "--env", "staging", "--json")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "configuration")
        #expect(
            run.jsonError["message"]
                == ".env.staging:1 (TURSO_STAGING_DATABASE_URL) still holds a placeholder, '[your-org]'"
        )
        #expect(run.stderr.contains("error: .env.staging:1 (TURSO_STAGING_DATABASE_URL) still holds a placeholder"))
    }

    @Test func noTokenIsEverPrinted() throws {
        let project = try project()
        try project.write(
            ".env.staging",
            "TURSO_STAGING_DATABASE_URL=libsql://app.example\nTURSO_STAGING_AUTH_TOKEN=s3cret-token\n",
            mode: 0o644
        )
        for arguments in [["status"], ["status", "--json"], ["upgrade", "-v"], ["current", "--json", "-v"]] {
            let run = try project.run(arguments + ["-e", "staging", "--connect-timeout", "0.1"])
            #expect(run.stderr.hasPrefix("warning: .env.staging can be read by other users (mode 644)"))
            #expect(run.stderr.contains("staging · libsql://app.example, from .env.staging\n"))
            #expect(!(run.stdout + run.stderr).contains("s3cret"))
        }
        let inURL = try project.run("status", "--url", "libsql://x?authToken=s3cret")
        #expect(inURL.exitCode == 1)
        #expect(inURL.stderr.contains("error: the database's URL, from --url, carries a token or a password\n"))
        #expect(!inURL.stderr.contains("s3cret"))
    }

    @Test func anUnknownEnvironmentListsTheKnownOnes() throws {
        let run = try project().run("status", "--env", "stagin")
        #expect(run.exitCode == 1)
        #expect(run.stderr.hasPrefix("error: unknown environment 'stagin'; known are local, production, staging\n"))
    }

    @Test func aLineThatWasLeftOutIsSaidWhereADatabaseIsMissed() throws {
        let project = try project()
        try project.write(".env.qa", "DATABASE_URL sqlite:///qa.db\n")
        let run = try project.run("status", "--env", "qa")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasPrefix("warning: .env.qa:1 is no `NAME=value` and was left out\nerror: no database is set")
        )
    }

    @Test func overridesAreWarnedOf() throws {
        let project = try project()
        try project.write(".env.local", "DATABASE_URL=own.db\n")
        let run = try project.run("current", environment: ["DATABASE_URL": "other.db"])
        #expect(
            run.stderr.hasPrefix(
                "warning: DATABASE_URL in the process environment (other.db) overrides the different value (own.db) of .env.local:1\n"
            )
        )
    }

    @Test(arguments: [["upgrade"], ["downgrade", "base"], ["stamp", "head"], ["stamp", "--accept-changes", "a1"]])
    func aProtectedEnvironmentNeedsYes(_ arguments: [String]) throws {
        let project = try project()
        let run = try project.run(arguments + ["--env", "production", "--json"], input: "y\n")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "declined")
        #expect(
            run.stderr.hasSuffix(
                "error: the environment 'production' is protected, and there is no terminal to ask on\n"
                    + "hint: Add --yes if production.db is what you mean.\n"
            )
        )
        #expect(!project.exists("production.db"))
    }

    @Test func readingAProtectedEnvironmentNeedsNoYes() throws {
        let project = try project()
        for arguments in [
            ["status"], ["current"], ["upgrade", "--dry-run"], ["upgrade", "--sql"], ["upgrade", "--yes"],
        ] {
            let run = try project.run(arguments + ["-e", "production"])
            #expect(run.exitCode == 0, "\(arguments): \(run.stderr)")
        }
    }

    @Test func theTokenFileIsRead() throws {
        let project = try project()
        try project.write("token", "")
        let empty = try project.run("current", "--url", "libsql://x", "--auth-token-file", "token")
        #expect(empty.stderr.hasPrefix("error: the file of --auth-token-file is empty\n"))
        let missing = try project.run("current", "--url", "libsql://x", "--auth-token-file", "nowhere")
        #expect(
            missing.stderr.hasPrefix("error: the file of --auth-token-file can't be read: No such file or directory\n")
        )
    }

    @Test func aTokenFileWithoutAnEndIsNotReadToIt() throws {
        let project = try project()
        for arguments in [["--auth-token-file", "/dev/zero"], ["--config", "/dev/zero"]] {
            let run = try project.run(["current", "--url", "libsql://x"] + arguments)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains(" can't be read: File too large\n"), "\(run.stderr)")
        }
    }

    @Test(arguments: ["0", "-1", "nan", "inf", "1e30", "x"], ["--timeout", "--connect-timeout"])
    func aTimeOutThatIsNoneIsRefused(value: String, option: String) throws {
        let run = try project().run("current", "--url", "http://127.0.0.1:9", option, value)
        #expect(run.exitCode == 64)
        #expect(run.stderr.hasPrefix("error: "))
        #expect(run.stderr.contains(option))
    }

    @Test(arguments: ["0.001", "0.0001", "1e8"]) func aShortOrLongTimeOutIsTaken(value: String) throws {
        let run = try project().run("current", "--url", "http://127.0.0.1:9", "--timeout", value)
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("http://127.0.0.1:9"))
        #expect(!run.stderr.contains("within 0 s"))
    }

    @Test func aPathThatMayBeASecretIsNotShown() throws {
        let project = try project()
        let url = "http://127.0.0.1:9/x7Gq0aLm2ZrT9"
        for arguments in [["status"], ["upgrade"], ["upgrade", "--json"], ["downgrade", "base", "-v"], ["check"]] {
            let run = try project.run(arguments + ["--url", url])
            #expect(!(run.stdout + run.stderr).contains("x7Gq0"), "\(run.stderr)")
        }
        let run = try project.run("status", "--url", url)
        #expect(run.stderr.hasPrefix("local · http://127.0.0.1:9/…, from --url\n"))
    }

    @Test func aWrongConfigurationIsSaid() throws {
        let project = try project()
        try project.write("other.toml", "[env.staging]\nulr = 'x'\n")
        let run = try project.run("heads", "--config", "other.toml")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr == "error: other.toml:2: unknown key env.staging.ulr\nhint: Did you mean env.staging.url?\n"
        )
        try project.write("other.toml", "default_env = 'x'\n\u{0}")
        #expect(
            try project.run("heads", "--config", "other.toml").stderr
                == "error: other.toml is not UTF-8 text\nhint: Save it as UTF-8.\n"
        )
        let missing = try project.run("heads", "--config", "nowhere.toml")
        #expect(missing.stderr.hasPrefix("error: nowhere.toml can't be read: No such file or directory\n"))
    }

    @Test func aDefaultEnvironmentMayBeAReference() throws {
        let project = try MigrateProject()
        try project.write(
            "migrate.toml",
            "default_env = '${STAGE:-dev}'\n[env.dev]\nurl = 'dev.db'\n[env.qa]\nurl = 'qa.db'\n"
        )
        try project.revision("a1")
        #expect(try project.run("current").stderr == "dev · dev.db, from migrate.toml\n")
        #expect(try project.run("current", environment: ["STAGE": "qa"]).stderr == "qa · qa.db, from migrate.toml\n")
    }
}
