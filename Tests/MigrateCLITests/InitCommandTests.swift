import Foundation
import MigrationCore
import Testing

@testable import MigrateCLI

@Suite struct InitCommandTests {
    @Test func makesAReadyProjectAndIsIdempotent() throws {
        let project = try MigrateProject()
        let first = try project.run("init")
        #expect(first.exitCode == 0)
        #expect(
            first.lines == [
                "created migrate.toml", "created migrations/schema.sql", "created migrations/versions/.gitkeep",
                "created data/.gitkeep", "created .env.local.example", "created .env.staging.example",
                "created .env.production.example", "created .gitignore",
            ]
        )
        #expect(first.stderr.hasPrefix("Next: declare tables in the schema"))
        try project.write("migrate.toml", "default_env = 'mine'\n")
        let second = try project.run("init")
        #expect(second.exitCode == 0)
        #expect(second.lines.count == 8 && second.lines.allSatisfy { $0.hasPrefix("exists") })
        #expect(try project.read("migrate.toml") == "default_env = 'mine'\n")
    }

    @Test func whatItWritesIsAConfiguration() throws {
        let scaffold = ProjectScaffold(directory: "db")
        let text = try #require(scaffold.files.first?.text)
        let configuration = try ProjectConfiguration(text, file: "migrate.toml", folder: "/")
        #expect(configuration.directory?.text == "db")
        #expect(configuration.environments.keys.sorted() == ["local", "production", "staging"])
        #expect(configuration.environments["production"]?.isProtected == true)
    }

    @Test func addsOnlyTheMissingLinesToGitignore() throws {
        let project = try MigrateProject()
        try project.write(".gitignore", "*.db\n.env")
        let run = try project.run("init", "--json", "--quiet")
        #expect(run.json["changed"] as? [String] == [".gitignore"])
        #expect(run.stderr.isEmpty)
        #expect(
            try project.read(".gitignore")
                == "*.db\n.env\n.env.*\n!.env.*.example\n*.db-journal\n*.db-wal\n*.db-shm\n*-migrate.lock\n"
        )
    }

    @Test func makesTheFolderThatIsNamed() throws {
        let project = try MigrateProject()
        let run = try project.run("init", "a/b", "--directory", "db", "--json")
        #expect(run.json["directory"] as? String == project.path("a/b"))
        #expect(project.exists("a/b/db/versions"))
        #expect(project.exists("a/b/migrate.toml"))
    }

    @Test func aFolderThatCannotBeMadeIsAnError() throws {
        let project = try MigrateProject()
        try project.write("file", "")
        let run = try project.run("init", "file/sub")
        #expect(run.exitCode == 1)
        #expect(run.stderr == "error: \(project.path("file/sub")) can't be written: Not a directory\n")
    }
}
