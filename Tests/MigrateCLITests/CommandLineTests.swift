import Foundation
import MigrationCore
import Testing

@testable import MigrateCLI

@Suite struct CommandLineTests {
    @Test func aloneItPrintsItsHelp() throws {
        let run = try MigrateProject().run()
        #expect(run.exitCode == 0)
        #expect(run.stdout.hasPrefix("OVERVIEW: Database migrations for SQLite and libSQL."))
        #expect(run.stderr.isEmpty)
    }

    @Test func knowsItsVersion() throws {
        let run = try MigrateProject().run("--version")
        #expect(run.stdout == "migrate \(ToolVersion.current)\n")
        #expect(run.exitCode == 0)
    }

    @Test func aWrongCommandLineIs64() throws {
        let project = try MigrateProject()
        let unknown = try project.run("inti")
        #expect(unknown.exitCode == 64)
        #expect(unknown.stdout.isEmpty)
        #expect(unknown.stderr == "error: unknown command 'inti'\nhint: Did you mean `migrate init`?\n")
        let withOptions = try project.run("upgarde", "--sql", "--json")
        #expect(withOptions.exitCode == 64)
        #expect(withOptions.jsonError["message"] == "unknown command 'upgarde'")
        #expect(withOptions.jsonError["hint"] == "Did you mean `migrate upgrade`?")
        let strange = try project.run("zzz", "head")
        #expect(strange.stderr == "error: unknown command 'zzz'\nhint: Type `migrate --help` for what it takes.\n")
        let option = try project.run("init", "--bogus")
        #expect(option.exitCode == 64)
        #expect(
            option.stderr == "error: Unknown option '--bogus'\nhint: Type `migrate init --help` for what it takes.\n"
        )
    }

    @Test func anEmptyURLIsNoOtherDatabase() throws {
        let project = try MigrateProject.local()
        for command in ["upgrade", "status"] {
            let run = try project.run(command, "--url", "")
            #expect(run.exitCode == 64)
            #expect(run.stderr.hasPrefix("error: --url is empty: name a database, or leave the option out\n"))
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aResultThatCannotBeWrittenIsAFailure() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        let process = Process()
        let errors = Pipe()
        process.executableURL = MigrateProject.executable
        process.arguments = ["upgrade", "--sql"]
        process.currentDirectoryURL = project.folder
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = errors
        try process.run()
        try process.waitForEnd()
        #expect(process.terminationStatus == 1)
        let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(message == "error: the result can't be written to stdout: No space left on device\n")
    }

    @Test func aWrongCommandLineIsAnObjectToo() throws {
        let run = try MigrateProject().run("init", "--bogus", "--json")
        #expect(run.jsonError["code"] == "usage")
        #expect(run.jsonError["message"] == "Unknown option '--bogus'")
        #expect(run.jsonError["hint"] == "Type `migrate init --help` for what it takes.")
        #expect(run.stderr.hasPrefix("error: "))
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func printsCompletions(_ shell: String) throws {
        let run = try MigrateProject().run("--generate-completion-script", shell)
        #expect(run.exitCode == 0)
        #expect(run.stdout.contains("migrate"))
    }

    @Test func coloursATerminalOnly() {
        func isColored(_ isTerminal: Bool, _ noColor: Bool, _ environment: [String: String]) -> Bool {
            Style.isColored(isTerminal: isTerminal, noColor: noColor, environment: environment)
        }
        #expect(isColored(true, false, ["TERM": "xterm"]))
        #expect(!isColored(false, false, [:]))
        #expect(!isColored(true, true, [:]))
        #expect(!isColored(true, false, ["NO_COLOR": "1"]))
        #expect(isColored(true, false, ["NO_COLOR": ""]))
        #expect(!isColored(true, false, ["TERM": "dumb"]))
        #expect(Style(isColored: true).red("x") == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(Style(isColored: false).red("x") == "x")
    }
}
