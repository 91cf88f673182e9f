import MigrationCore
import Testing

@testable import MigrateCLI

@Suite struct ProjectConfigurationTests {
    private func parse(_ text: String) throws -> ProjectConfiguration {
        try ProjectConfiguration(text, file: "migrate.toml", folder: "/project")
    }

    private func failure(_ text: String) -> MigrationError? {
        #expect(throws: MigrationError.self) { try parse(text) }
    }

    @Test func aNULWouldCutAValueOff() throws {
        #expect(
            failure("# \\u0000\nversion_table = \"v\\u0000x\"")?.summary
                == "migrate.toml:2: holds a NUL character (\\u0000), which no value can"
        )
        #expect(try parse("version_table = \"v\\\\u0000\"").versionTable?.text == "v\\u0000")
    }

    @Test(arguments: ["", "sqlite_x", "Migrate_History"])
    func aVersionTableThatCannotBeOneIsNamedWithItsLine(name: String) throws {
        let project = try MigrateProject.local()
        try project.write("migrate.toml", "version_table = \"\(name)\"\n")
        let run = try project.run("upgrade", "--url", "app.db")
        #expect(run.stderr.contains("error: migrate.toml:1 (version_table): the version table's name "))
        #expect(run.stderr.contains("hint: Choose another name, or leave the line out: it is `alembic_version` then."))
    }

    @Test func everyKeyHasADefault() throws {
        #expect(
            try parse("")
                == {
                    var empty = ProjectConfiguration(folder: "/project"); empty.file = "migrate.toml"; return empty
                }()
        )
    }

    @Test func readsEveryKeyWithItsLine() throws {
        let configuration = try parse(
            """
            directory = "db"
            schema = "db/schema.sql"
            version_locations = ["db/versions", "more"]
            recursive_version_locations = true
            file_template = "{rev}"
            version_table = "versions"
            language = "swift"
            default_env = "dev"

            [env.dev]
            url = "${DATABASE_URL:-sqlite:///app.db}"
            [env."eu west"]
            auth_token = '${TOKEN}'
            protected = true
            """
        )
        #expect(configuration.directory?.text == "db")
        #expect(configuration.schema?.location == SourceLocation(file: "migrate.toml", line: 2))
        #expect(configuration.versionLocations?.map(\.text) == ["db/versions", "more"])
        #expect(configuration.isRecursive)
        #expect(configuration.fileTemplate?.text == "{rev}")
        #expect(configuration.versionTable?.text == "versions")
        #expect(configuration.language == .swift)
        #expect(configuration.defaultEnvironment?.text == "dev")
        #expect(
            configuration.environments["dev"]?.url
                == .init(
                    "${DATABASE_URL:-sqlite:///app.db}",
                    key: "env.dev.url",
                    location: SourceLocation(file: "migrate.toml", line: 11)
                )
        )
        #expect(configuration.environments["eu west"]?.isProtected == true)
        #expect(configuration.environments["eu west"]?.authToken?.location.line == 13)
    }

    @Test func knowsTheLinesOfOtherSpellings() throws {
        let configuration = try parse(
            """
            # comment [env.x]
            file_template = \"\"\"
            url = "no"
            [env.no]
            \"\"\"
            [env]
            b = { url = "2" }
            c.url = "3"
            """
        )
        #expect(configuration.environments["b"]?.url?.location.line == 7)
        #expect(configuration.environments["c"]?.url?.location.line == 8)
        #expect(try parse("# x\nenv.a.url = '1'").environments["a"]?.url?.location.line == 2)
    }

    @Test func anUnknownKeyIsNamedWithASuggestion() {
        let error = failure("directory = 'x'\n\n[env.staging]\nulr = 'x'\n")
        #expect(error?.summary == "migrate.toml:4: unknown key env.staging.ulr")
        #expect(error?.remedy == "Did you mean env.staging.url?")
        #expect(error?.code == .configuration)
        #expect(failure("version_location = []")?.remedy == "Did you mean version_locations?")
        #expect(failure("zzzzzzzz = 1")?.remedy?.hasPrefix("Known here: directory, schema,") == true)
    }

    @Test(arguments: [
        ("directory = 1", "migrate.toml:1: directory must be a string, not an integer"),
        ("\nversion_locations = 'x'", "migrate.toml:2: version_locations must be a list of strings, not a string"),
        ("version_locations = ['x', 2]", "migrate.toml:1: version_locations must be a string, not an integer"),
        (
            "recursive_version_locations = 'yes'",
            "migrate.toml:1: recursive_version_locations must be true or false, not a string"
        ),
        ("env = 'x'", "migrate.toml:1: env must be a table, not a string"),
        ("[env]\nx = true", "migrate.toml:2: env.x must be a table, not true or false"),
        ("[env.x]\nprotected = 'true'", "migrate.toml:2: env.x.protected must be true or false, not a string"),
        ("[env.x]\nurl = ['x']", "migrate.toml:2: env.x.url must be a string, not a list"),
        ("language = 'python'", #"migrate.toml:1: language must be "sql" or "swift", not "python""#),
        ("default_env = 2026-01-01", "migrate.toml:1: default_env must be a string, not a date or time"),
        ("schema = 1.5", "migrate.toml:1: schema must be a string, not a number"),
    ])
    func aWrongTypeIsNamed(_ text: String, _ message: String) {
        #expect(failure(text)?.summary == message)
    }

    @Test func allThatIsWrongIsSaidAtOnce() {
        let error = failure("directory = 1\nlanguag = 'sql'")
        #expect(
            error?.summary
                == "migrate.toml:1: directory must be a string, not an integer\n"
                + "migrate.toml:2: unknown key languag. Did you mean language?"
        )
        #expect(error?.remedy == "Correct these lines.")
    }

    @Test func brokenTOMLIsNamedWithItsLine() {
        #expect(failure("directory = \n")?.summary.hasPrefix("migrate.toml:1: ") == true)
        #expect(failure("a = 1\na = 2\n")?.summary.hasPrefix("migrate.toml:2: ") == true)
    }
}
