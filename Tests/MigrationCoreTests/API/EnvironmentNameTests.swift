import MigrationCore
import Testing

@Suite struct EnvironmentNameTests {
    private func name(_ snapshot: EnvironmentSnapshot) throws -> String {
        try Environment(snapshot).name
    }

    @Test func takesTheFlagThenAppEnvThenTheDefaultThenLocal() throws {
        var snapshot = EnvironmentSnapshot()
        #expect(try name(snapshot) == "local")
        snapshot.defaultEnvironment = "development"
        #expect(try name(snapshot) == "development")
        snapshot.process["APP_ENV"] = ""
        #expect(try name(snapshot) == "development")
        snapshot.process["APP_ENV"] = "staging"
        #expect(try name(snapshot) == "staging")
        snapshot.settings["production"] = .init()
        snapshot.flags.environment = "production"
        #expect(try name(snapshot) == "production")
    }

    @Test func readsAppEnvFromTheSharedFile() throws {
        #expect(try name(EnvironmentSnapshot(files: [".env": .init(Array("APP_ENV=staging".utf8))])) == "staging")
    }

    @Test func aNameIsKnownByTheConfigurationAFileOrAVariable() throws {
        let flags = EnvironmentSnapshot.Flags(environment: "blue-1")
        #expect(try name(EnvironmentSnapshot(flags: flags, settings: ["blue-1": .init()])) == "blue-1")
        #expect(try name(EnvironmentSnapshot(flags: flags, files: [".env.blue-1": .init([])])) == "blue-1")
        let variable = ["TURSO_BLUE_1_DATABASE_URL": "libsql://blue"]
        #expect(try name(EnvironmentSnapshot(flags: flags, process: variable)) == "blue-1")
        let shared = EnvironmentSnapshot.File(Array("TURSO_BLUE_1_DATABASE_URL=libsql://blue".utf8))
        #expect(try name(EnvironmentSnapshot(flags: flags, files: [".env": shared])) == "blue-1")
        let local = EnvironmentSnapshot.Flags(environment: "local")
        #expect(try name(EnvironmentSnapshot(flags: local)) == "local")
        let production = EnvironmentSnapshot.Flags(environment: "production")
        #expect(
            try name(EnvironmentSnapshot(flags: production, process: ["TURSO_DATABASE_URL": "libsql://p"]))
                == "production"
        )
    }

    @Test func anUnknownNameByTheFlagListsTheKnownOnes() {
        let snapshot = EnvironmentSnapshot(
            flags: .init(environment: "stagin"),
            process: ["TURSO_QA_DATABASE_URL": "x", "TURSO_DATABASE_URL": "y"],
            settings: ["local": .init(), "production": .init()],
            fileNames: [".env", ".env.staging", ".env.staging.example", ".env.example"]
        )
        let error = #expect(throws: MigrationError.self) { try Environment(snapshot) }
        #expect(error?.summary == "unknown environment 'stagin'; known are local, production, qa, staging")
        #expect(
            error?.remedy
                == "Add [env.stagin] to migrate.toml, write .env.stagin, or set TURSO_STAGIN_DATABASE_URL."
        )
        let none = #expect(throws: MigrationError.self) {
            try Environment(EnvironmentSnapshot(flags: .init(environment: "x")))
        }
        #expect(none?.summary == "unknown environment 'x': none is known here")
    }

    @Test func anUnknownNameByAppEnvIsLeftToTheDatabase() throws {
        let environment = try Environment(EnvironmentSnapshot(process: ["APP_ENV": "elsewhere"]))
        #expect(environment.name == "elsewhere")
    }

    @Test(arguments: ["../x", "", ".x", "a b", "a/b"])
    func refusesANameThatCannotBeOne(_ name: String) {
        let error = #expect(throws: MigrationError.self) {
            try Environment(EnvironmentSnapshot(flags: .init(environment: name)))
        }
        #expect(error?.summary == "'\(name)', from --env, can't be the name of an environment")
    }
}
