import Foundation
import Testing

@Suite struct GraphCommandTests {
    @Test func headsListsWhatNothingGoesOn() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("heads")
        #expect(run.exitCode == 0)
        #expect(run.lines == ["b2 (left) (head)", "c1 (head)"])
        #expect(run.stderr.isEmpty)
    }

    @Test func headsAsJSON() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let heads = try #require(try project.run("heads", "--json").json["heads"] as? [[String: Any]])
        #expect(heads.map { $0["revision"] as? String } == ["b2", "c1"])
        #expect(heads[0]["down_revision"] as? [String] == ["b1"])
        #expect(heads[0]["message"] as? String == "make b2")
        #expect(heads[0]["path"] as? String == "migrations/versions/b2.sql")
        #expect(heads[0]["is_head"] as? Bool == true)
    }

    @Test func headsCanLeaveOutWhatOthersDependOn() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", header: "depends_on: a1")
        #expect(try project.run("heads").lines == ["a1 (effective head)", "b1 (head)"])
        #expect(try project.run("heads", "--resolve-dependencies").lines == ["b1 (head)"])
    }

    @Test func branchesListsBranchPoints() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("branches")
        #expect(run.lines == ["a1 (branchpoint)", "   -> b1 (left)", "   -> c1 (head)"])
        let branches = try project.run("branches", "--json").json["branches"] as? [[String: Any]]
        #expect(branches?.first?["revision"] as? String == "a1")
        #expect(branches?.first?["children"] as? [String] == ["b1", "c1"])
    }

    @Test func historyIsNewestFirst() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1")
        let run = try project.run("history")
        #expect(run.lines == ["a1 -> b1 (head), make b1", "<base> -> a1, make a1"])
        #expect(run.stderr.isEmpty)
        #expect(try project.run("history", "-r", "b1:").lines == ["a1 -> b1 (head), make b1"])
        #expect(try project.run("history", "-r-1:").lines.count == 2)
        let revisions = try project.run("history", "--json").json["revisions"] as? [[String: Any]]
        #expect(revisions?.map { $0["revision"] as? String } == ["b1", "a1"])
    }

    @Test func aWrongRangeIsSaid() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        let run = try project.run("history", "-r", "a1")
        #expect(run.exitCode == 1)
        #expect(run.stderr.hasPrefix("error: 'a1' is not a range\n"))
    }

    @Test func showPrintsTheHeader() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("show", "b1")
        #expect(
            run.lines.prefix(4) == [
                "Rev: b1", "Parent: a1", "Branch names: left", "Path: migrations/versions/b1.sql",
            ]
        )
        #expect(run.lines.contains("    make b1"))
        #expect((try project.run("show", "heads", "--json").json["revisions"] as? [Any])?.count == 2)
        let unknown = try project.run("show", "zz", "--json")
        #expect(unknown.exitCode == 1)
        #expect(unknown.jsonError["code"] == "invalid_target")
        #expect(unknown.jsonError["message"]??.contains("'zz'") == true)
    }

    @Test func graphCommandsNeedNoDatabase() throws {
        let project = try MigrateProject()
        try project.write("migrate.toml", "[env.local]\nurl = '${NOT_SET}'\n")
        try project.fork()
        for command in ["heads", "branches", "history", "show heads", "history -v"] {
            let run = try project.run(command.split(separator: " ").map(String.init))
            #expect(run.exitCode == 0, "\(command): \(run.stderr)")
        }
    }

    @Test func noFolderOfRevisionsIsSaid() throws {
        let run = try MigrateProject().run("heads")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("migrations/versions: the folder of revisions cannot be read"))
        #expect(run.stderr.contains("migrate init"))
    }

    @Test func findsTheConfigurationInAParentAndNamesPathsFromHere() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.write("sub/deep/file", "")
        let run = try project.run("show", "a1", in: "sub/deep")
        #expect(run.lines.contains("Path: \(project.path("migrations/versions/a1.sql"))"))
    }

    @Test func theDirectoryFlagHoldsVersions() throws {
        let project = try MigrateProject.local()
        try project.write("other/versions/z1.sql", "-- revision: z1\n-- down_revision: none\n-- migrate:up\n")
        #expect(try project.run("heads", "-d", "other").lines == ["z1 (head)"])
        #expect(try project.run("-d", "other", "heads").lines == ["z1 (head)"])
    }

    @Test func severalVersionLocationsAndReferencesInThem() throws {
        let project = try MigrateProject()
        try project.write("migrate.toml", "version_locations = ['one', '${SECOND:-two}']\n")
        try project.write("one/a.sql", "-- revision: a1\n-- down_revision: none\n-- migrate:up\n")
        try project.write("two/b.sql", "-- revision: b1\n-- down_revision: a1\n-- migrate:up\n")
        #expect(try project.run("heads").lines == ["b1 (head)"])
        let missing = try project.run("heads", environment: ["SECOND": "three"])
        #expect(missing.exitCode == 1)
        #expect(missing.stderr.contains("three: the folder of revisions cannot be read"))
    }

    @Test func everyMistakeInFilesIsSaidWithItsLine() throws {
        let project = try MigrateProject.local()
        try project.write("migrations/versions/x.sql", "-- revison: a1\n-- down_revision: none\n\n-- migrate:up\n")
        let run = try project.run("heads", "--json")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "invalid_revision_file")
        #expect(run.jsonError["message"]??.contains("migrations/versions/x.sql:1") == true)
    }

    @Test func editOpensTheFile() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        let run = try project.run("edit", "head", environment: ["EDITOR": "sed -i s/make/made/"])
        #expect(run.exitCode == 0)
        #expect(run.stderr == "opening migrations/versions/a1.sql\n")
        #expect(try project.run("history").lines == ["<base> -> a1 (head), made a1"])
    }

    @Test func editSaysWhatIsMissing() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        #expect(try project.run("edit", "base").stderr == "error: no revision files indicated by symbol 'base'\n")
        let failing = try project.run("edit", "a1", environment: ["EDITOR": "false"])
        #expect(failing.exitCode == 1)
        #expect(failing.stderr.contains("error: the editor `false` ended with 1\nhint: Set EDITOR"))
    }
}
