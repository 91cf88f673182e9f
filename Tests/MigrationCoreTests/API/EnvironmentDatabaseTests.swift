import MigrationCore
import Testing

@Suite struct EnvironmentDatabaseTests {
    private func file(_ text: String) -> EnvironmentSnapshot.File { .init(Array(text.utf8)) }

    private func setting(_ text: String, _ key: String, line: Int = 12) -> EnvironmentSnapshot.Setting {
        .init(text, key: key, location: SourceLocation(file: "migrate.toml", line: line))
    }

    private func choose(_ snapshot: EnvironmentSnapshot) throws -> DatabaseChoice {
        try Environment(snapshot).database()
    }

    private func failure(_ snapshot: EnvironmentSnapshot) -> MigrationError? {
        #expect(throws: MigrationError.self) { try choose(snapshot) }
    }

    // MARK: Which database

    @Test func walksDownTheOrderOfSources() throws {
        var snapshot = EnvironmentSnapshot(
            flags: .init(url: "flag.db"),
            process: [
                "APP_ENV": "production", "MIGRATE_URL": "migrate.db", "TURSO_PRODUCTION_DATABASE_URL": "own.db",
                "TURSO_DATABASE_URL": "turso.db", "DATABASE_URL": "plain.db",
            ],
            settings: ["production": .init(url: setting("entry.db", "env.production.url"))]
        )
        #expect(try choose(snapshot).announcement == "production · flag.db, from --url")
        snapshot.flags.url = nil
        #expect(
            try choose(snapshot).announcement == "production · migrate.db, from MIGRATE_URL in the process environment"
        )
        snapshot.process["MIGRATE_URL"] = nil
        #expect(try choose(snapshot).announcement == "production · entry.db, from migrate.toml")
        snapshot.settings["production"]?.url = nil
        #expect(try choose(snapshot).display == "own.db")
        snapshot.process["TURSO_PRODUCTION_DATABASE_URL"] = nil
        #expect(try choose(snapshot).display == "turso.db")
        snapshot.process["TURSO_DATABASE_URL"] = nil
        #expect(try choose(snapshot).display == "plain.db")
        snapshot.process["DATABASE_URL"] = nil
        #expect(failure(snapshot)?.summary == "no database is set for the environment 'production'")
    }

    @Test func saysWhereTheTokenIsPut() throws {
        let file = ", or into a file for --auth-token-file"
        var snapshot = EnvironmentSnapshot(flags: .init(url: "libsql://h"), process: ["APP_ENV": "staging"])
        #expect(try choose(snapshot).tokenPlace == "MIGRATE_AUTH_TOKEN" + file)
        snapshot.flags.url = nil
        snapshot.process["DATABASE_URL"] = "libsql://h"
        #expect(try choose(snapshot).tokenPlace == "DATABASE_AUTH_TOKEN, exported or in .env.staging" + file)
        snapshot.process["TURSO_STAGING_DATABASE_URL"] = "libsql://h"
        #expect(try choose(snapshot).tokenPlace == "TURSO_STAGING_AUTH_TOKEN, exported or in .env.staging" + file)
        let url = setting("libsql://h", "env.staging.url")
        snapshot.settings["staging"] = .init(url: url)
        #expect(try choose(snapshot).tokenPlace == "TURSO_STAGING_AUTH_TOKEN, exported or in .env.staging" + file)
        snapshot.settings["staging"] = .init(url: url, authToken: setting("${KEY:-}", "env.staging.auth_token"))
        #expect(try choose(snapshot).tokenPlace == "KEY, exported or in .env.staging" + file)
        snapshot.settings["staging"] = .init(url: url, authToken: setting("", "env.staging.auth_token"))
        #expect(try choose(snapshot).tokenPlace == "env.staging.auth_token (migrate.toml:12)" + file)
    }

    @Test func saysWhatToSet() {
        #expect(
            failure(EnvironmentSnapshot(process: ["APP_ENV": "staging"]))?.remedy
                == "Set url under [env.staging] in migrate.toml, or TURSO_STAGING_DATABASE_URL or DATABASE_URL, exported "
                + "or in .env.staging; or pass --url, for example `--url sqlite:///app.db`."
        )
    }

    @Test func theTursoVariableServesOnlyProductionOrAnEnvironmentWhoseFileSetsIt() throws {
        let exported = ["TURSO_DATABASE_URL": "libsql://prod", "APP_ENV": "staging"]
        #expect(failure(EnvironmentSnapshot(process: exported)) != nil)
        let shared = EnvironmentSnapshot(
            process: ["APP_ENV": "staging"],
            files: [".env": file("TURSO_DATABASE_URL=libsql://prod")]
        )
        #expect(failure(shared) != nil)
        let own = EnvironmentSnapshot(
            process: ["APP_ENV": "staging"],
            files: [".env.staging": file("TURSO_DATABASE_URL=libsql://stage")]
        )
        #expect(try choose(own).announcement == "staging · libsql://stage, from .env.staging")
    }

    @Test func anExportedTursoURLNeverServesLocal() throws {
        var snapshot = EnvironmentSnapshot(
            flags: .init(environment: "local"),
            process: ["TURSO_DATABASE_URL": "libsql://prod", "TURSO_AUTH_TOKEN": "prod-token"]
        )
        #expect(failure(snapshot)?.remedy?.contains("never serves the environment 'local'") == true)
        snapshot.settings["local"] = .init(url: setting("${TURSO_DATABASE_URL}", "env.local.url"))
        #expect(
            failure(snapshot)?.summary
                == "migrate.toml:12 (env.local.url) refers to ${TURSO_DATABASE_URL}, and TURSO_DATABASE_URL is not set"
        )
        snapshot.settings["local"] = nil
        snapshot.files[".env.local"] = file("TURSO_DATABASE_URL=http://127.0.0.1:8080")
        let choice = try choose(snapshot)
        #expect(choice.location == .remote(url: "http://127.0.0.1:8080", token: nil))
        #expect(
            choice.warnings == [
                "TURSO_AUTH_TOKEN is not sent to the database of 'local', for .env.local does not set it"
            ]
        )
    }

    // MARK: Which token

    @Test func theTokenIsTheOneThatBelongsToTheURL() throws {
        let tokens = [
            "TURSO_STAGING_AUTH_TOKEN": "staging", "TURSO_AUTH_TOKEN": "turso", "DATABASE_AUTH_TOKEN": "database",
            "MIGRATE_AUTH_TOKEN": "migrate",
        ]
        func token(_ environment: String, _ variables: [String: String]) throws -> DatabaseLocation {
            let process = tokens.merging(variables) { $1 }.merging(["APP_ENV": environment]) { $1 }
            return try choose(EnvironmentSnapshot(process: process)).location
        }
        func remote(_ token: String?) -> DatabaseLocation { .remote(url: "https://h", token: token.map { Secret($0) }) }
        #expect(try token("staging", ["TURSO_STAGING_DATABASE_URL": "libsql://h"]) == remote("staging"))
        #expect(try token("production", ["TURSO_DATABASE_URL": "libsql://h"]) == remote("turso"))
        #expect(try token("production", ["TURSO_PRODUCTION_DATABASE_URL": "libsql://h"]) == remote(nil))
        #expect(try token("staging", ["DATABASE_URL": "libsql://h"]) == remote("database"))
        #expect(try token("staging", ["MIGRATE_URL": "libsql://h"]) == remote("migrate"))
    }

    @Test func besideAnExplicitURLNoEnvironmentsTokenServes() throws {
        var snapshot = EnvironmentSnapshot(
            flags: .init(environment: "staging", url: "libsql://elsewhere"),
            process: ["TURSO_STAGING_AUTH_TOKEN": "staging", "TURSO_AUTH_TOKEN": "turso"],
            settings: ["staging": .init(authToken: setting("secret", "env.staging.auth_token"))]
        )
        #expect(try choose(snapshot).location == .remote(url: "https://elsewhere", token: nil))
        snapshot.process["MIGRATE_AUTH_TOKEN"] = "migrate"
        #expect(try choose(snapshot).location == .remote(url: "https://elsewhere", token: Secret("migrate")))
        snapshot.flags.authToken = Secret("from-file\n")
        #expect(try choose(snapshot).location == .remote(url: "https://elsewhere", token: Secret("from-file")))
    }

    @Test func theConfigurationsTokenIsExpanded() throws {
        var snapshot = EnvironmentSnapshot(
            flags: .init(environment: "staging"),
            settings: [
                "staging": .init(
                    url: setting("${TURSO_STAGING_DATABASE_URL}", "env.staging.url"),
                    authToken: setting("${TURSO_STAGING_AUTH_TOKEN}", "env.staging.auth_token", line: 13)
                )
            ],
            files: [
                ".env.staging": file(
                    "TURSO_STAGING_DATABASE_URL=libsql://app-staging.turso.io\nTURSO_STAGING_AUTH_TOKEN=t"
                )
            ]
        )
        let choice = try choose(snapshot)
        #expect(choice.announcement == "staging · libsql://app-staging.turso.io, from .env.staging")
        #expect(choice.location == .remote(url: "https://app-staging.turso.io", token: Secret("t")))
        snapshot.files[".env.staging"] = file("TURSO_STAGING_DATABASE_URL=libsql://app-staging.turso.io")
        #expect(
            failure(snapshot)?.summary
                == "migrate.toml:13 (env.staging.auth_token) refers to ${TURSO_STAGING_AUTH_TOKEN}, and "
                + "TURSO_STAGING_AUTH_TOKEN is not set"
        )
    }

    @Test func aLocalDatabaseNeedsNoToken() throws {
        let snapshot = EnvironmentSnapshot(
            settings: ["local": .init(url: setting("app.db", "u"), authToken: setting("${NOT_SET}", "t"))]
        )
        #expect(try choose(snapshot).location == .file(path: "/app.db"))
    }

    @Test func refusesATokenThatNoHeaderCanHold() {
        let snapshot = EnvironmentSnapshot(
            process: [
                "APP_ENV": "staging", "TURSO_STAGING_DATABASE_URL": "libsql://h", "TURSO_STAGING_AUTH_TOKEN": "a\r\nb",
            ]
        )
        #expect(
            failure(snapshot)?.summary
                == "the token from TURSO_STAGING_AUTH_TOKEN in the process environment holds a blank or a character that "
                + "no token has"
        )
        #expect(failure(snapshot)?.description.contains("a\r\nb") == false)
    }

    // MARK: Where a variable comes from

    @Test func theFirstHitWins() throws {
        var snapshot = EnvironmentSnapshot(
            process: ["APP_ENV": "staging", "DATABASE_URL": "process.db"],
            files: [".env.staging": file("DATABASE_URL=own.db"), ".env": file("DATABASE_URL=shared.db")]
        )
        #expect(try choose(snapshot).display == "process.db")
        snapshot.process["DATABASE_URL"] = nil
        #expect(try choose(snapshot).announcement == "staging · own.db, from .env.staging")
        snapshot.files[".env.staging"] = nil
        #expect(try choose(snapshot).announcement == "staging · shared.db, from .env")
    }

    @Test func warnsWhereTheProcessEnvironmentOverridesTheFile() throws {
        var snapshot = EnvironmentSnapshot(
            process: ["APP_ENV": "staging", "TURSO_STAGING_DATABASE_URL": "libsql://one"],
            files: [".env.staging": file("\nTURSO_STAGING_DATABASE_URL=libsql://two")]
        )
        #expect(
            try choose(snapshot).warnings == [
                "TURSO_STAGING_DATABASE_URL in the process environment (libsql://one) overrides the different value "
                    + "(libsql://two) of .env.staging:2"
            ]
        )
        snapshot.process["TURSO_STAGING_DATABASE_URL"] = "libsql://two"
        #expect(try choose(snapshot).warnings.isEmpty)
        snapshot.process["TURSO_STAGING_AUTH_TOKEN"] = "exported-secret"
        snapshot.files[".env.staging"] = file(
            "TURSO_STAGING_DATABASE_URL=libsql://two\nTURSO_STAGING_AUTH_TOKEN=own-secret"
        )
        #expect(
            try choose(snapshot).warnings == [
                "TURSO_STAGING_AUTH_TOKEN in the process environment overrides the different value of .env.staging:2"
            ]
        )
    }

    @Test func overridingTheSharedFileIsNoWarning() throws {
        let snapshot = EnvironmentSnapshot(
            process: ["DATABASE_URL": "a.db"],
            files: [".env": file("DATABASE_URL=b.db")]
        )
        #expect(try choose(snapshot).warnings.isEmpty)
    }

    @Test(arguments: [
        ("http://db.example.com:8080", true), ("libsql://8.8.8.8?tls=0", true), ("http://[2001:db8::1]:80", true),
        ("http://172.32.0.1", true), ("https://db.example.com", false), ("libsql://db.example.com", false),
        ("http://127.0.0.1:8080", false), ("http://localhost", false), ("http://sqld:8080", false),
        ("http://10.1.2.3", false), ("http://172.16.0.1:1", false), ("http://192.168.1.1", false),
        ("http://db.prod.internal", false), ("http://[::1]:8080", false), ("http://[fd00::1]", false),
    ])
    func warnsOfATokenThatCanBeReadOnTheWay(_ url: String, isWarned: Bool) throws {
        var snapshot = EnvironmentSnapshot(process: ["MIGRATE_URL": url, "MIGRATE_AUTH_TOKEN": "secret-token"])
        let warnings = try choose(snapshot).warnings
        #expect(
            warnings
                == (isWarned ? ["the token goes to \(url) unencrypted, for its URL is one without TLS"] : []),
            "\(warnings)"
        )
        snapshot.process["MIGRATE_AUTH_TOKEN"] = nil
        #expect(try choose(snapshot).warnings.isEmpty)
    }

    // MARK: Placeholders

    @Test func aPlaceholderNamesFileLineAndVariable() {
        let snapshot = EnvironmentSnapshot(
            process: ["APP_ENV": "staging"],
            settings: ["staging": .init(url: setting("${TURSO_STAGING_DATABASE_URL}", "env.staging.url"))],
            files: [".env.staging": file("# staging\nTURSO_STAGING_DATABASE_URL=libsql://app-[your-org].turso.io")]
        )
        #expect(
            failure(snapshot)?.summary
                == ".env.staging:2 (TURSO_STAGING_DATABASE_URL) still holds a placeholder, '[your-org]'"
        )
        #expect(failure(snapshot)?.code == .configuration)
    }

    @Test func aPlaceholderInATokenIsNotShown() {
        let snapshot = EnvironmentSnapshot(
            process: ["APP_ENV": "staging"],
            files: [".env.staging": file("TURSO_STAGING_DATABASE_URL=libsql://h\nTURSO_STAGING_AUTH_TOKEN=<token>")]
        )
        #expect(failure(snapshot)?.summary == ".env.staging:2 (TURSO_STAGING_AUTH_TOKEN) still holds a placeholder")
    }

    @Test func anUnsetReferenceInADotenvFileIsAPlaceholder() {
        let snapshot = EnvironmentSnapshot(files: [".env": file("DATABASE_URL=sqlite:///${DATA_DIR}/app.db")])
        #expect(failure(snapshot)?.summary == ".env:1 (DATABASE_URL) refers to ${DATA_DIR}, and DATA_DIR is not set")
        #expect(failure(snapshot)?.remedy == "Export DATA_DIR, or set it in .env.local.")
    }

    @Test func aReferenceInTheProcessEnvironmentIsNotExpanded() {
        let snapshot = EnvironmentSnapshot(process: ["DATABASE_URL": "${X}", "X": "app.db"])
        #expect(
            failure(snapshot)?.summary == "DATABASE_URL in the process environment still holds a placeholder, '${X}'"
        )
    }

    @Test func anIPv6HostIsNoPlaceholder() throws {
        #expect(try choose(EnvironmentSnapshot(flags: .init(url: "http://[::1]:8080"))).display == "http://[::1]:8080")
    }

    @Test func aTokenInAURLIsRefusedWithoutShowingIt() {
        let error = failure(EnvironmentSnapshot(process: ["DATABASE_URL": "libsql://h?authToken=s3cret"]))
        #expect(
            error?.summary
                == "the database's URL, from DATABASE_URL in the process environment, carries a token or a password"
        )
        #expect(error?.description.contains("s3cret") == false)
    }

    // MARK: Paths

    @Test func relativePathsOfFilesAreBelowTheProjectAndOthersBelowTheWorkingDirectory() throws {
        var snapshot = EnvironmentSnapshot(
            workingDirectory: "/project/sub",
            projectDirectory: "/project",
            settings: ["local": .init(url: setting("${DATABASE_URL:-sqlite:///./data/app.db}", "env.local.url"))]
        )
        #expect(try choose(snapshot).location == .file(path: "/project/data/app.db"))
        #expect(try choose(snapshot).display == "/project/data/app.db")
        snapshot.files[".env"] = file("DATABASE_URL=sqlite:///dot.db")
        #expect(try choose(snapshot).location == .file(path: "/project/dot.db"))
        snapshot.process["DATABASE_URL"] = "sqlite:///env.db"
        #expect(try choose(snapshot).location == .file(path: "/project/sub/env.db"))
        #expect(try choose(snapshot).display == "env.db")
        snapshot.flags.url = "sqlite:////abs/flag.db"
        #expect(try choose(snapshot).location == .file(path: "/abs/flag.db"))
        snapshot.flags.url = "flag.db"
        #expect(try choose(snapshot).location == .file(path: "/project/sub/flag.db"))
    }

    // MARK: Files

    @Test func warnsOfFilesThatOthersReadAndThatGitTracks() throws {
        let snapshot = EnvironmentSnapshot(
            files: [
                ".env.local": .init(Array("DATABASE_URL=a.db\nwhat is this".utf8), mode: 0o644),
                ".env": .init([], isTrackedByGit: true),
            ]
        )
        #expect(
            try choose(snapshot).warnings == [
                ".env.local can be read by other users (mode 644): type `chmod 600 .env.local`",
                ".env is tracked by git, and so its secrets are in the history: type `git rm --cached .env`, add it to "
                    + ".gitignore, and replace the secrets",
                ".env.local:2 is no `NAME=value` and was left out",
            ]
        )
    }

    @Test func protectionIsTheEntrys() throws {
        let snapshot = EnvironmentSnapshot(
            flags: .init(environment: "production", url: "app.db"),
            settings: ["production": .init(isProtected: true)]
        )
        #expect(try choose(snapshot).isProtected)
    }

    // MARK: Values that nobody writes on purpose

    @Test func endsAChainOfVariablesThatIsTooLong() {
        let chain = (0..<20_000).map { "A\($0)=${A\($0 + 1)}\n" }.joined() + "A20000=x.db\n"
        let snapshot = EnvironmentSnapshot(
            settings: ["local": .init(url: setting("${A0}", "env.local.url"))],
            files: [".env": file(chain)]
        )
        #expect(failure(snapshot)?.summary.contains("refers to ${") == true)
    }

    @Test func endsVariablesThatDoubleEachOther() {
        let lines = (0..<60).map { "A\($0)=${A\($0 + 1)}${A\($0 + 1)}\n" }.joined() + "A60=x\n"
        let snapshot = EnvironmentSnapshot(
            settings: ["local": .init(url: setting("${A0}", "env.local.url"))],
            files: [".env": file(lines)]
        )
        #expect(failure(snapshot)?.summary.hasSuffix("names variables that name each other without an end") == true)
    }

    @Test func readsDefaultsWithinDefaultsOnlySoDeep() {
        let nested = String(repeating: "${A:-", count: 100_000) + "x" + String(repeating: "}", count: 100_000)
        let snapshot = EnvironmentSnapshot(settings: ["local": .init(url: setting(nested, "env.local.url"))])
        #expect(failure(snapshot)?.code == .configuration)
    }

    @Test func showsNothingOfATokenInPlaceOfAName() {
        let setting = setting("${eyJhbGciOiJFZERTQSJ9SEKRET}", "env.local.url")
        let error = failure(EnvironmentSnapshot(settings: ["local": .init(url: setting)]))
        #expect(
            error?.summary
                == "migrate.toml:12 (env.local.url) has a token where the name of a variable belongs, inside ${…}"
        )
    }
}
