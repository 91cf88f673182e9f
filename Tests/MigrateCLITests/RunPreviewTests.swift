import Foundation
import Testing

/// What is printed instead of being run: scripts and dry runs.
@Suite struct RunPreviewTests {
    private func line() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1")
        try project.revision("c1", "b1")
        return project
    }

    @Test func ensureVersionPrintsItsScriptAndOpensNothing() throws {
        let project = try line()
        let run = try project.run("ensure-version", "--sql", "--env", "production")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.hasPrefix("BEGIN IMMEDIATE;\nCREATE TABLE IF NOT EXISTS main.\"alembic_version\" (\n"))
        #expect(run.stdout.hasSuffix(");\nCOMMIT;\n"))
        #expect(try project.run("ensure-version", "--sql", "--json").json["sql"] as? String == run.stdout)
        #expect(!project.exists("app.db"))
    }

    @Test func aScriptHasATransactionForEachRevision() throws {
        let run = try line().run("upgrade", "--sql", "--single-transaction")
        #expect(run.exitCode == 64)
        #expect(
            run.stderr.hasPrefix(
                "error: --single-transaction can't be used with --sql: each revision has its own COMMIT\n"
            )
        )
    }

    @Test func aDryRunRefusesWhatTheSingleTransactionWould() throws {
        let project = try line()
        let run = try project.run("upgrade", "--dry-run", "--single-transaction")
        #expect(run.exitCode == 0)
        #expect(run.stderr.hasSuffix("All 3 revisions would be one transaction.\n"))
        try project.write(
            "migrations/versions/d1.sql",
            "-- revision: d1\n-- down_revision: c1\n\n-- migrate:up transaction=off\nVACUUM;\n"
        )
        let refused = try project.run("upgrade", "--dry-run", "--single-transaction")
        #expect(refused.exitCode == 1)
        #expect(refused.stdout.isEmpty)
        #expect(refused.stderr.contains("error: revision d1 can't be part of a single transaction: its section says"))
    }
}
