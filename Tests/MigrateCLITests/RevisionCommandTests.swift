import Foundation
import Testing

@Suite struct RevisionCommandTests {
    private func files(_ project: MigrateProject) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: project.path("migrations/versions")).sorted()
    }

    @Test func writesAFileAndPrintsItsPath() throws {
        let project = try MigrateProject.local()
        let run = try project.run("revision", "-m", "First tables", "--rev-id", "aa11")
        #expect(run.exitCode == 0)
        let path = try #require(run.lines.first)
        #expect(path.hasPrefix("migrations/versions/") && path.hasSuffix("_aa11_first_tables.sql"))
        #expect(
            try project.read(path).hasPrefix("-- revision: aa11\n-- down_revision: none\n-- message: First tables\n")
        )
        #expect(run.stderr.isEmpty)
    }

    @Test func generatesTwelveHexDigitsAndGoesOnTheHead() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        let run = try project.run("revision", "-m", "x", "--json")
        let id = try #require(run.json["revision"] as? String)
        #expect(id.count == 12 && id.allSatisfy { $0.isHexDigit })
        #expect((run.json["changes"] as? [Any])?.isEmpty == true)
        let text = try project.read(try #require(run.json["path"] as? String))
        #expect(text.contains("-- down_revision: a1\n"))
        #expect(try project.run("heads").lines == ["\(id) (head)"])
    }

    @Test func severalHeadsNeedAChoice() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("revision", "-m", "x")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: multiple heads are present: b2, c1\nhint: Name the one that the new revision goes on with --head, "
                + "or join them with `migrate merge`.\n"
        )
        #expect(try files(project).count == 4)
        #expect(try project.run("revision", "--head", "left@head", "--rev-id", "b3").exitCode == 0)
        #expect(try project.run("heads").lines == ["b3 (left) (head)", "c1 (head)"])
    }

    @Test func aRevisionThatIsNoHeadNeedsSplice() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("revision", "--head", "b1", "--rev-id", "x1")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: revision b1 is not a head revision\nhint: Add --splice to make a new branch from it, or take a "
                + "head: b2, c1.\n"
        )
        #expect(try project.run("revision", "--head", "b1", "--splice", "--rev-id", "x1").exitCode == 0)
        #expect(try project.run("show", "x1").lines.contains("Parent: b1"))
    }

    @Test func baseMakesANewRootWithALabel() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("revision", "--head", "base", "--branch-label", "billing", "--rev-id", "z1")
        #expect(run.exitCode == 0)
        #expect(try project.run("heads").lines.contains("z1 (billing) (head)"))
    }

    @Test func dependenciesAreResolvedAndLabelsStay() throws {
        let project = try MigrateProject.local()
        try project.revision("a123456")
        try project.revision("b123456", header: "branch_labels: billing")
        let run = try project.run(
            "revision",
            "--head",
            "a123456",
            "--depends-on",
            "billing",
            "--depends-on",
            "b1234",
            "--rev-id",
            "c1"
        )
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(try project.read(run.lines[0]).contains("-- depends_on: billing, b123456\n"))
    }

    @Test(arguments: [
        ("a1", "the id a1 is taken by migrations/versions/a1.sql"),
        ("a@b", "'a@b' can't be a revision's id: '@' is not allowed"),
        ("head", "'head' can't be a revision's id: 'head' is a reserved word"),
        ("left", "left"),
    ])
    func aWrongIDIsSaidBeforeAFileIsWritten(_ id: String, _ message: String) throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("revision", "--head", "c1", "--rev-id", id)
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains(message))
        #expect(try files(project).count == 4)
    }

    @Test func aLabelThatIsTakenIsSaidBeforeAFileIsWritten() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("revision", "--head", "c1", "--branch-label", "left")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("left"))
        #expect(try files(project).count == 4)
    }

    @Test func goesToTheFolderOfItsParent() throws {
        let project = try MigrateProject()
        try project.write("migrate.toml", "version_locations = ['one', 'two']\n")
        try project.write("one/.gitkeep", "")
        try project.write("two/b.sql", "-- revision: b1\n-- down_revision: none\n-- migrate:up\n")
        #expect(try project.run("revision", "-m", "x").lines[0].hasPrefix("two/"))
        let base = try project.run("revision", "-m", "x", "--head", "base")
        #expect(base.exitCode == 1)
        #expect(base.stderr.contains("hint: Choose one with --version-path: one, two.\n"))
        let chosen = try project.run("revision", "-m", "x", "--head", "base", "--version-path", "one")
        #expect(chosen.lines.first?.hasPrefix("one/") == true)
        let wrong = try project.run("revision", "-m", "x", "--head", "base", "--version-path", "three")
        #expect(wrong.exitCode == 1)
        #expect(wrong.stderr.contains("the folder is none of version_locations"))
    }

    @Test func writesSwiftWhereAskedOrConfigured() throws {
        let project = try MigrateProject.local("language = 'swift'")
        let path = try #require(try project.run("revision", "-m", "Backfill slugs").lines.first)
        #expect(path.hasSuffix("_backfill_slugs.swift"))
        #expect(try project.read(path).contains("struct BackfillSlugs: Migration {"))
        #expect(try project.run("revision", "-m", "x", "--language", "sql").lines.first?.hasSuffix("_x.sql") == true)
        #expect(try project.run("revision", "--language", "python").exitCode == 64)
    }

    @Test func usesTheFileTemplate() throws {
        let project = try MigrateProject.local("file_template = '{rev}-{slug}'")
        #expect(try project.run("revision", "-m", "A b", "--rev-id", "r1").lines == ["migrations/versions/r1-a_b.sql"])
        let wrong = try MigrateProject.local("file_template = '{revision}'")
        let run = try wrong.run("revision", "-m", "x")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("unknown token '{revision}'"))
    }

    @Test func mergeJoinsAllHeads() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("merge", "-m", "join", "--rev-id", "m1", "--json")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.json["revision"] as? String == "m1")
        #expect(try project.run("heads").lines == ["m1 (left) (head)"])
        #expect(try project.run("show", "m1").lines[1] == "Merges: b2, c1")
        let again = try project.run("merge")
        #expect(again.exitCode == 1)
        #expect(again.stderr == "error: there is only one head, and so nothing to merge\n")
    }

    @Test func mergeJoinsTheRevisionsThatAreNamed() throws {
        let project = try MigrateProject.local()
        try project.fork()
        try project.revision("d1")
        #expect(try project.run("merge", "b2", "d1", "--rev-id", "m1").exitCode == 0)
        #expect(try project.run("heads").lines == ["m1 (left) (head)", "c1 (head)"])
        let twice = try project.run("merge", "c1", "c1")
        #expect(twice.stderr.hasPrefix("error: c1 is named twice\n"))
    }

    @Test func editOpensTheNewFile() throws {
        let project = try MigrateProject.local()
        let run = try project.run(
            "revision",
            "-m",
            "x",
            "--edit",
            environment: ["VISUAL": "sed -i 's/message: x/message: y/'"]
        )
        #expect(run.exitCode == 0)
        #expect(try project.run("history").lines.first?.hasSuffix(", y") == true)
    }

    @Test(arguments: ["revision", "merge"]) func aMessageIsOneLine(_ command: String) throws {
        let project = try MigrateProject.local()
        let run = try project.run(command, "-m", "two\nlines")
        #expect(run.exitCode == 64)
        #expect(run.stderr.hasPrefix("error: the message holds a line break: write it in one line\n"), "\(run.stderr)")
        #expect(try project.revisionFiles().isEmpty)
    }
}
