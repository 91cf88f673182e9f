import MigrationCore
import Testing

@testable import MigrateCLI

/// What a row or a file holds is shown, and never obeyed by the terminal.
@Suite struct TerminalTextTests {
    private static let hostile = "x\u{1B}]0;title\u{7}\u{1B}[2Jy\nfake line\r\u{9B}31m"

    @Test func onlyTheToolsOwnColoursReachTheTerminal() {
        #expect(Console.shown("plain\ttext\n") == "plain\ttext\n")
        #expect(Console.shown("\u{1B}[1;31merror:\u{1B}[0m \u{1B}[5mx") == "\u{1B}[1;31merror:\u{1B}[0m \\u{1B}[5mx")
        #expect(Console.shown("a\r\u{1B}[Kb\u{7F}\u{9B}31m\u{202E}é") == "a\\r\\u{1B}[Kb\\u{7F}\\u{9B}31m\\u{202E}é")
        for code in Style.codes { #expect(Console.shown(code) == code) }
    }

    private func project() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1")
        #expect(try project.run("upgrade").exitCode == 0)
        return project
    }

    private func execute(_ statements: [SQLStatement], in project: MigrateProject) throws {
        try DatabaseConnector.open(.file(path: project.path("app.db"))).apply(Batch(statements))
    }

    private func isHarmless(_ run: MigrateProject.Run) -> Bool {
        let text = run.stdout + run.stderr
        return !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) }
            && !text.split(separator: "\n").contains { $0.hasPrefix("fake line") }
    }

    @Test(arguments: [
        ["status"], ["upgrade"], ["downgrade", "base"], ["current", "-v"], ["history", "-i", "-v"], ["stamp", "a1"],
        ["check", "--from-database"],
    ])
    func aVersionRowIsEscaped(arguments: [String]) throws {
        let project = try project()
        try execute([SQLStatement("UPDATE alembic_version SET version_num = ?", [.text(Self.hostile)])], in: project)
        let run = try project.run(arguments)
        #expect(isHarmless(run), "\(run.stdout)\(run.stderr)")
        let json = try project.run(arguments + ["--json"])
        #expect(json.stdout.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
    }

    @Test func theRowsOfTheHistoryAreEscaped() throws {
        let project = try project()
        try execute(
            [
                SQLStatement(
                    "UPDATE migrate_history SET duration_ms = NULL, revision = ?1, message = ?1, applied_by = ?1,"
                        + " applied_at = ?1 WHERE seq = 2",
                    [.text(Self.hostile)]
                )
            ],
            in: project
        )
        let runs = try [["upgrade"], ["downgrade", "-1"], ["status"]].map { try project.run($0) }
        for run in runs { #expect(isHarmless(run), "\(run.stdout)\(run.stderr)") }
        #expect(runs[0].stderr.contains(#"x\u{1B}]0;title\u{7}\u{1B}[2Jy\nfake line\r\u{9B}31m"#))
        #expect(try project.run("status", "--json").json["unfinished"] as? String == Self.hostile)
    }

    @Test func theWordsOfATriggerAreEscaped() throws {
        let project = try project()
        try project.write(
            "migrations/versions/c1.sql",
            "-- revision: c1\n-- down_revision: b1\n-- message: m\u{1B}[2J\n\n-- migrate:up\n"
                + "SELECT json_extract('{}', (SELECT applied_by FROM migrate_history WHERE seq = 1));\n"
        )
        try execute(
            [SQLStatement("UPDATE migrate_history SET applied_by = ? WHERE seq = 1", [.text(Self.hostile)])],
            in: project
        )
        let runs = try [["upgrade"], ["upgrade", "--dry-run"], ["heads", "-v"], ["show", "c1"], ["status"]]
            .map { try project.run($0) }
        for run in runs { #expect(isHarmless(run), "\(run.stdout)\(run.stderr)") }
        #expect(runs[0].stderr.contains(#"\nfake line"#))
    }
}
