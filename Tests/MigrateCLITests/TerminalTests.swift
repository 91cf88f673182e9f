import Foundation
import Testing

@Suite(.enabled(if: MigrateProject.hasTerminal)) struct TerminalTests {
    private func project() throws -> MigrateProject {
        let project = try MigrateProject()
        try project.write(
            "migrate.toml",
            "[env.local]\nurl = 'app.db'\n[env.production]\nurl = 'p.db'\nprotected = true\n"
        )
        try project.revision("a1")
        return project
    }

    private func run(
        _ project: MigrateProject,
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> MigrateProject.Run {
        let started = try project.start(
            arguments,
            environment: ["TERM": "xterm", "SHELL": "/bin/sh"].merging(environment) { $1 },
            input: input,
            isOnTerminal: true
        )
        try started.process.waitForEnd()
        return try started.finished()
    }

    @Test func aRevisionIsALineWithItsTimeInColour() throws {
        let project = try project()
        let run = try run(project, ["upgrade"])
        #expect(run.exitCode == 0)
        #expect(run.stdout.contains("\u{1B}[32m✓\u{1B}[0m \u{1B}[1ma1\u{1B}[0m make a1 \u{1B}[2m"))
        #expect(!run.stdout.contains("Running upgrade"))
        #expect(try self.run(project, ["downgrade", "-1"]).stdout.contains("\u{1B}[33m↓\u{1B}[0m"))
    }

    @Test func withoutColourItIsPlain() throws {
        for (flags, environment) in [([String](), ["NO_COLOR": "1"]), (["--no-color"], [:])] {
            let run = try run(try project(), ["upgrade"] + flags, environment: environment)
            #expect(run.exitCode == 0)
            #expect(!run.stdout.contains("\u{1B}"))
            #expect(run.stdout.contains("Running upgrade  -> a1, make a1"))
        }
    }

    @Test func aProtectedEnvironmentAsks() throws {
        let project = try project()
        let declined = try run(project, ["upgrade", "-e", "production", "--no-color"], input: "n\n")
        #expect(declined.exitCode == 1)
        #expect(declined.stdout.contains("Upgrade base -> a1, 1 revision on production (p.db)? [y/N]"))
        #expect(declined.stdout.contains("error: declined; nothing was changed on production"))
        #expect(!project.exists("p.db"))
        let accepted = try run(project, ["upgrade", "-e", "production"], input: "y\n")
        #expect(accepted.exitCode == 0)
        #expect(try project.run("current", "-e", "production").lines == ["a1 (head)"])
        let nothing = try run(project, ["upgrade", "-e", "production"])
        #expect(nothing.exitCode == 0)
        #expect(!nothing.stdout.contains("[y/N]"))
    }
}
