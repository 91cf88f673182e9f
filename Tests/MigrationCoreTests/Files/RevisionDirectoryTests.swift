import MigrationCore
import Testing

@Suite struct RevisionDirectoryTests {
    private static let sections = "-- migrate:up\nSELECT 1;\n"

    private func header(_ id: String, _ parent: String = "none") -> String {
        "-- revision: \(id)\n-- down_revision: \(parent)\n"
    }

    @Test func readsFoldersInTheirOrderAndFilesByName() throws {
        let folder = try TemporaryFolder()
        folder.writeTree("one/b.sql", header("b1") + Self.sections)
        folder.writeTree("one/a.sql", header("a1", "b1") + Self.sections)
        folder.writeTree("two/0.swift", "// revision: s1\n// down_revision: a1\nstruct S {}\n")
        folder.writeTree("two/Slug.swift", "// migrate:support\nenum Slug {}\n")
        let directory = RevisionDirectory(locations: [folder.file("one"), folder.file("two")])
        let loaded = try directory.load()
        #expect(loaded.revisions.map(\.id) == ["a1", "b1", "s1"])
        #expect(
            loaded.revisions.map(\.source.file) == [
                folder.file("one/a.sql"), folder.file("one/b.sql"), folder.file("two/0.swift"),
            ]
        )
        #expect(loaded.supportFiles == [folder.file("two/Slug.swift")])
        #expect(loaded.warnings.isEmpty)
        #expect(directory.location(of: folder.file("two/0.swift")) == folder.file("two"))
        #expect(directory.location(of: "/elsewhere/a.sql") == nil)
    }

    @Test func warnsAboutWhatIsNoRevision() throws {
        let folder = try TemporaryFolder()
        for name in [".hidden.sql", ".DS_Store", "README", "readme.md", "notes.txt", "a.sql~", "inner/b.sql"] {
            folder.writeTree("v/\(name)", "anything")
        }
        let loaded = try RevisionDirectory(locations: [folder.file("v")]).load()
        let ignored = "no revision, ignored: its name ends neither in .sql nor in .swift"
        #expect(loaded.revisions.isEmpty)
        #expect(
            loaded.warnings.map(\.description) == [
                "\(folder.file("v/a.sql~")): \(ignored)",
                "\(folder.file("v/inner")): a folder, ignored: folders within the folder of revisions are not searched",
                "\(folder.file("v/notes.txt")): \(ignored)",
            ]
        )
    }

    @Test func searchesFoldersWithinWhereAsked() throws {
        let folder = try TemporaryFolder()
        folder.writeTree("v/b.sql", header("b1") + Self.sections)
        folder.writeTree("v/2026/a.sql", header("a1", "b1") + Self.sections)
        let recursive = try RevisionDirectory(locations: [folder.file("v")], recursive: true).load()
        #expect(recursive.revisions.map(\.id) == ["a1", "b1"])
        #expect(recursive.warnings.isEmpty)
        let both = try RevisionDirectory(locations: [folder.file("v"), folder.file("v/2026/")]).load()
        #expect(both.revisions.map(\.id) == ["b1", "a1"])
        #expect(both.revisions.map(\.source.file) == [folder.file("v/b.sql"), folder.file("v/2026/a.sql")])
        #expect(both.warnings.isEmpty)
        #expect(
            try RevisionDirectory(locations: [folder.file("v"), folder.file("v/2026/")], recursive: true).load() == both
        )
    }

    @Test func aSecondPathToTheSameFileIsIgnored() throws {
        let folder = try TemporaryFolder()
        folder.writeTree("v/a.sql", header("a1") + Self.sections)
        folder.link("v/b.sql", to: "a.sql")
        let loaded = try RevisionDirectory(locations: [folder.file("v")]).load()
        #expect(loaded.revisions.map(\.source.file) == [folder.file("v/a.sql")])
        #expect(
            loaded.warnings.map(\.description) == [
                "\(folder.file("v/b.sql")): the same file as \(folder.file("v/a.sql")), ignored"
            ]
        )
    }

    @Test func collectsTheProblemsOfAllFiles() throws {
        let folder = try TemporaryFolder()
        folder.writeTree("v/a.sql", "-- revison: a1\n-- down_revision: none\n-- migrate:up\nSELECT 'abc\n")
        folder.writeTree("v/b.sql", header("b1") + Self.sections)
        folder.writeTree("v/c.swift", "enum A {}\n")
        folder.link("v/d.sql", to: "nowhere")
        folder.writeTree("v/e.sql/inner", "")
        folder.link("v/f.sql", to: ".")
        let error = try #require(throws: RevisionFileError.self) {
            try RevisionDirectory(locations: [folder.file("v"), folder.file("missing")]).load()
        }
        #expect(
            error.problems.map(\.description) == [
                "\(folder.file("v/a.sql")):1: unknown header key 'revison' (did you mean 'revision'?)",
                "\(folder.file("v/a.sql")):4: unterminated string",
                "\(folder.file("v/c.swift")):1: no revision header: the file does not begin with one",
                "\(folder.file("v/d.sql")): the revision file cannot be read: No such file or directory",
                "\(folder.file("v/f.sql")): the revision file cannot be read: it is not a regular file",
                "\(folder.file("missing")): the folder of revisions cannot be read: No such file or directory",
            ]
        )
        #expect(
            error.problems.last?.remedy == "make a project with `migrate init`, or name its folder with --directory"
        )
        #expect(error.problems.dropLast().last?.remedy == "make it readable, or move it out of the folder")
    }

    @Test func readsFilesLargerThanTheBuffer() throws {
        let folder = try TemporaryFolder()
        let large = String(repeating: "SELECT 'some text of a statement';\n", count: 10_000)
        folder.writeTree("v/a.sql", header("a1") + "-- migrate:up\n" + large)
        folder.writeTree("v/b.sql", header("b1") + Self.sections)
        let loaded = try RevisionDirectory(locations: [folder.file("v")]).load()
        guard case .sql(let up, _) = loaded.revisions.first?.body else { return }
        #expect(up.statements.count == 10_000)
        #expect(up.statements.last?.source?.line == 10_003)
        #expect(loaded.revisions.last?.text == Self.sections)
    }

    @Test func writesAFileThatLoadsAgain() throws {
        let folder = try TemporaryFolder()
        folder.makeFolder("v")
        let directory = RevisionDirectory(locations: [folder.file("v")])
        let template = RevisionTemplate(id: "a1", message: "Initial schema", created: CivilTime(epoch: 1_795_235_467))
        let path = try directory.write(template.file())
        #expect(path == folder.file("v/20261121_0431_a1_initial_schema.sql"))
        #expect(folder.read("v/20261121_0431_a1_initial_schema.sql") == template.text)
        #expect(folder.names(in: "v") == ["20261121_0431_a1_initial_schema.sql"])
        #expect(try directory.load().revisions.map(\.message) == ["Initial schema"])
    }

    @Test func neverReplacesAFile() throws {
        let folder = try TemporaryFolder()
        folder.writeTree("v/same.sql", "mine")
        let directory = RevisionDirectory(locations: [folder.file("v")])
        let file = try RevisionTemplate(id: "a1", created: CivilTime(epoch: 0)).file(named: "same")
        let error = try #require(throws: RevisionFileError.self) { try directory.write(file) }
        #expect(error.message == "\(folder.file("v/same.sql")): a file of this name is already there")
        #expect(error.remedy == "choose another message or --rev-id")
        #expect(folder.read("v/same.sql") == "mine")
        #expect(folder.names(in: "v") == ["same.sql"])
    }

    @Test func writesOnlyWhereItWouldRead() throws {
        let folder = try TemporaryFolder()
        folder.makeFolder("v")
        folder.makeFolder("w")
        let file = try RevisionTemplate(id: "a1", created: CivilTime(epoch: 0)).file(named: "{year}/{rev}")
        let directory = RevisionDirectory(locations: [folder.file("v"), folder.file("w")])
        let elsewhere = try #require(throws: RevisionFileError.self) { try directory.write(file, to: "/elsewhere") }
        #expect(elsewhere.message == "/elsewhere: the folder is none of version_locations")
        #expect(elsewhere.remedy == "choose one of '\(folder.file("v"))', '\(folder.file("w"))'")
        let inner = try #require(throws: RevisionFileError.self) { try directory.write(file, to: folder.file("w/")) }
        #expect(inner.message == "\(folder.file("w/1970/a1.sql")): a file in a folder within would not be found")
        #expect(inner.remedy == "remove the '/' from file_template, or search folders recursively")
        let recursive = RevisionDirectory(locations: directory.locations, recursive: true)
        #expect(try recursive.write(file, to: folder.file("w/")) == folder.file("w/1970/a1.sql"))
        #expect(try recursive.load().revisions.map(\.id) == ["a1"])
        let nowhere = RevisionDirectory(locations: [folder.file("missing")])
        let missing = try #require(throws: RevisionFileError.self) { try nowhere.write(file) }
        #expect(missing.message.hasPrefix(folder.file("missing")))
    }

    @Test func saysWhyAFileCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let file = try RevisionTemplate(id: "a1", created: CivilTime(epoch: 0)).file(named: "a")
        let error = try #require(throws: RevisionFileError.self) {
            try RevisionDirectory(locations: [folder.file("gone")]).write(file)
        }
        #expect(error.message == "\(folder.file("gone/a.sql")): the file cannot be written: No such file or directory")
        let none = try #require(throws: RevisionFileError.self) { try RevisionDirectory(locations: []).write(file) }
        #expect(none.message == "migrate.toml: no folder of revisions is configured")
    }
}
