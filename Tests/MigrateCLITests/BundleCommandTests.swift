import Foundation
import Testing

@testable import MigrateCLI

/// One executable with the project inside, run where neither the folder nor a compiler is.
@Suite(.timeLimit(.minutes(5))) struct BundleCommandTests {
    /// A project with an SQL revision and a Swift one, bundled; and a place that has nothing but the result.
    private func bundled() throws -> (MigrateProject, MigrateProject) {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (x);")
        try project.swiftRevision(
            "b",
            "a",
            up: "for x in 1...3 { try op.execute(\"INSERT INTO p VALUES (?)\", [x]) }",
            down: "try op.execute(\"DELETE FROM p\")"
        )
        let run = try project.runSwift("bundle", "-o", "app", "--json")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.json["path"] as? String == "app")
        #expect(run.json["revisions"] as? Int == 2)
        let other = try MigrateProject(running: project.folder.appending(path: "app"))
        return (project, other)
    }

    @Test func itNeedsNeitherFolderNorCompiler() throws {
        let (project, other) = try bundled()
        let bare = ["PATH": "/nonexistent", "TMPDIR": other.folder.path]
        let up = try other.run("upgrade", "--url", "sqlite:///app.db", environment: bare)
        #expect(up.exitCode == 0, "\(up.stderr)")
        #expect(other.column("SELECT x FROM p ORDER BY x") == ["1", "2", "3"])
        let down = try other.run("downgrade", "a", "--url", "sqlite:///app.db", environment: bare)
        #expect(down.exitCode == 0, "\(down.stderr)")
        #expect(other.column("SELECT x FROM p") == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.folder.path) == ["app.db"])
        withExtendedLifetime(project) {}
    }

    @Test func itsConfigurationIsTheOneInside() throws {
        let (project, other) = try bundled()
        #expect(try other.run("heads").stdout == "b (head)\n")
        let again = try other.run("bundle", "-o", "again")
        #expect(again.exitCode == 1)
        #expect(again.stderr.contains("carries its revisions already"), "\(again.stderr)")
        let unknown = try other.run("upgrade", "--env", "nowhere")
        #expect(unknown.exitCode == 1)
        #expect(unknown.stderr.contains("local"), "\(unknown.stderr)")
        let up = try other.run("upgrade")
        #expect(up.exitCode == 0, "\(up.stderr)")
        try other.write("migrate.toml", "version_table = \"other\"\n[env.local]\nurl = \"sqlite:///app.db\"\n")
        #expect(try other.run("current").stdout == "")
        withExtendedLifetime(project) {}
    }

    @Test func whatCannotBeWrittenLeavesWhatWasThere() throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (x);")
        let run = try project.run("bundle", "-o", "missing/app")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("missing/app can't be written: No such file or directory"), "\(run.stderr)")
        #expect(try project.run("bundle").exitCode == 64)
    }

    @Test func anOrdinaryExecutableCarriesNothing() {
        #expect(ProjectBundle.length(trailer: Array(repeating: 0, count: ProjectBundle.trailerLength)) == nil)
        #expect(ProjectBundle.length(trailer: []) == nil)
    }

    @Test func whatIsCarriedIsReadAsItWasWritten() throws {
        let bundle = ProjectBundle(
            configuration: "language = \"swift\"\n",
            revisions: [.init(name: "a.sql", bytes: Array("-- revision: a\n".utf8)), .init(name: "b.sql", bytes: [])],
            runner: [0, 1, 255]
        )
        let bytes = bundle.bytes
        let length = try #require(ProjectBundle.length(trailer: Array(bytes.suffix(ProjectBundle.trailerLength))))
        #expect(length == bytes.count - ProjectBundle.trailerLength)
        let read = try #require(ProjectBundle(content: Array(bytes.prefix(length))))
        #expect(read.configuration == bundle.configuration)
        #expect(read.revisions == bundle.revisions)
        #expect(read.runner == bundle.runner && read.isRunnerWhole)
    }

    @Test(arguments: 0..<60) func damagedContentIsNoTrap(cut: Int) {
        let bundle = ProjectBundle(
            configuration: "x",
            revisions: [.init(name: "a.sql", bytes: [1, 2, 3])],
            runner: nil
        )
        let content = Array(bundle.bytes.dropLast(ProjectBundle.trailerLength))
        _ = ProjectBundle(content: Array(content.prefix(cut)))
        var wrong = content
        wrong[cut % content.count] ^= 0x01
        #expect(ProjectBundle(content: wrong) == nil)
    }

    @Test(arguments: [1, 30, 4_000]) func aBundleThatWasCutIsNoOrdinaryCommand(bytes: Int) throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (x);\n-- " + String(repeating: "x", count: 8_000))
        #expect(try project.run("bundle", "-o", "app").exitCode == 0)
        let app = project.folder.appending(path: "app")
        // Without opening it: a file that a fork of another test holds open for writing can't be run.
        let size = try #require(FileManager.default.attributesOfItem(atPath: app.path)[.size] as? Int)
        #expect(truncate(app.path, off_t(size - bytes)) == 0)
        let other = try MigrateProject(running: app)
        let run = try other.run("heads")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("the project that this executable carries is damaged"), "\(run.stderr)")
        withExtendedLifetime(project) {}
    }

    @Test func nothingButABundleIsReplaced() throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (x);")
        let run = try project.run("bundle", "-o", "migrate.toml")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("migrate.toml is there, and is no bundle"), "\(run.stderr)")
        #expect(try project.run("bundle", "-o", "/dev/null").exitCode == 1)
        #expect(try project.run("bundle", "-o", "app").exitCode == 0)
        #expect(try project.run("bundle", "-o", "app").exitCode == 0)
    }

    @Test func aTokenThatStandsInTheConfigurationIsNotCarried() throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (x);")
        try project.write("migrate.toml", "[env.local]\nurl = \"sqlite:///app.db\"\nauth_token = \"s3cr3t\"\n")
        let run = try project.run("bundle", "-o", "app")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("migrate.toml holds a token") && !run.stderr.contains("s3cr3t"), "\(run.stderr)")
        #expect(!project.exists("app"))
    }
}
