import Foundation
import Testing

/// A team's own executable, three lines with revisions linked in, run where no revision files are.
@Suite struct LinkedMigrationsTests {
    private func project() throws -> MigrateProject {
        let folder = MigrateProject.executable.deletingLastPathComponent()
        let project = try MigrateProject(running: folder.appending(path: "linked-migrate"))
        try project.write("migrate.toml", "[env.local]\nurl = 'sqlite:///app.db'\n")
        return project
    }

    @Test func commandsUseTheLinkedRevisions() throws {
        let project = try project()
        let heads = try project.run("heads")
        #expect(heads.stdout == "c3 (head)\n", "\(heads.stderr)")
        let upgrade = try project.run("upgrade", "--json")
        #expect(upgrade.exitCode == 0, "\(upgrade.stderr)")
        #expect(upgrade.json["to"] as? [String] == ["c3"])
        #expect(try project.run("current").stdout == "c3 (head)\n")
        #expect(try project.run("verify").exitCode == 0)
        #expect(try project.run("downgrade", "base").exitCode == 0)
        #expect(try project.run("schema", "head").stdout == "CREATE TABLE t (a TEXT);\n")
    }

    @Test func aFolderThatIsNamedGoesFirst() throws {
        let project = try project()
        try project.write("other/versions/x1.sql", "-- revision: x1\n-- down_revision: none\n\n-- migrate:up\n")
        #expect(try project.run("heads", "--directory", "other").stdout == "x1 (head)\n")
    }

    @Test func filesAreWrittenIntoTheFolder() throws {
        let project = try project()
        let refused = try project.run("revision", "-m", "x")
        #expect(refused.exitCode == 1)
        #expect(refused.stderr.hasPrefix("error: migrations/versions: "))
        try project.write("migrations/versions/README", "")
        let written = try project.run("revision", "-m", "x", "--rev-id", "d4")
        #expect(written.exitCode == 0, "\(written.stderr)")
        #expect(try project.run("heads").stdout == "c3 (head)\n")
    }
}
