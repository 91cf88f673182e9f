import Foundation
import Testing

/// What is wrong with Swift revisions is told before anything is run, with its place.
@Suite(.timeLimit(.minutes(5))) struct SwiftRevisionMistakeTests {
    private func project() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a")
        return project
    }

    private func expectRefusal(_ project: MigrateProject, _ words: String...) throws {
        let run = try project.runSwift("upgrade")
        #expect(run.exitCode == 1)
        for text in words { #expect(run.stderr.contains(text), "\(run.stderr)") }
        #expect(run.stderr.contains("nothing was run"))
        #expect(!project.exists("app.db"))
    }

    @Test func codeThatDoesNotCompileIsToldWithItsPlace() throws {
        let project = try project()
        try project.swiftRevision("b", "a", up: "let number: Int = \"text\"")
        try expectRefusal(
            project,
            "error: the Swift revisions do not compile; nothing was run:\n",
            "migrations/versions/b.swift:8:27: error: cannot convert value of type 'String' to specified type 'Int'"
        )
    }

    @Test func withoutACompilerSQLRevisionsWork() throws {
        let project = try project()
        try project.swiftRevision("b", "a", up: "")
        #expect(try project.run("upgrade", "a").exitCode == 0)
        #expect(try project.run("history").exitCode == 0)
        #expect(try project.run("status").exitCode == 0)
        let run = try project.run("upgrade", "--json")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "cannot_run")
        #expect(
            run.stderr.contains(
                "revision b (migrations/versions/b.swift) is written in Swift, and no `swiftc` is in PATH to compile it"
            ),
            "\(run.stderr)"
        )
        #expect(try project.run("current").lines == ["a"])
    }

    @Test(
        arguments: [
            ("struct B { }", "no type of revision b conforms to Migration"),
            ("// struct B: Migration {}\nlet text = \"struct B: Migration {}\"", "no type of revision b conforms"),
            (
                "struct B: Migration {}\nfinal class C: Sendable, Migration {}", "2 types conform to Migration: B, C"
            ),
            ("private struct B: Migration {}", "the type 'B' is private"),
        ]
    ) func aFileHasOneTypeThatOthersCanName(_ code: String, _ words: String) throws {
        let project = try project()
        try project.write(
            "migrations/versions/b.swift",
            "// revision: b\n// down_revision: a\nimport MigrationCore\n\(code)\n"
        )
        try expectRefusal(project, "migrations/versions/b.swift: \(words)")
    }

    @Test func filesOfOneNameAreToldApartBeforeTheyAreCompiled() throws {
        let project = try MigrateProject.local("version_locations = ['migrations/versions', 'more']\n")
        try project.revision("a")
        try project.swiftRevision("b", "a", up: "")
        try project.write("migrations/versions/help.swift", "// migrate:support\n")
        try project.write("more/help.swift", "// migrate:support\n")
        try expectRefusal(
            project,
            "migrations/versions/help.swift and more/help.swift have the same name, and the compiler takes Swift files of"
                + " different names only; nothing was run\nhint: Rename one of the two.\n"
        )
    }

    @Test(arguments: [
        ("fatalError(\"on purpose\")", "crashes (signal "), ("exit(3)", "ends the process, with exit code 3"),
    ]) func aTypeThatDoesNotTellAboutItselfIsNamed(_ code: String, _ words: String) throws {
        let project = try project()
        try project.swiftRevision("b", "a", up: "")
        try project.swiftRevision("c", "b", up: "")
        let text = try project.read("migrations/versions/c.swift")
        try project.write(
            "migrations/versions/c.swift",
            text.replacingOccurrences(
                of: "    func upgrade",
                with: "    static var enforcesForeignKeys: Bool { print(\"asked\"); \(code) }\n\n    func upgrade"
            ) + "#if canImport(Glibc)\nimport Glibc\n#else\nimport Darwin\n#endif\n"
        )
        try expectRefusal(
            project,
            "error: migrations/versions/c.swift: `enforcesForeignKeys` of revision c \(words)",
            "hint: Write a constant: `static let enforcesForeignKeys = false`. What it printed stands above.\n"
        )
        #expect(try project.runSwift("upgrade").stderr.components(separatedBy: "asked\n").count == 2)
    }

    @Test func namesOfTypesDiffer() throws {
        let project = try project()
        try project.swiftRevision("b", "a", up: "")
        let text = try project.read("migrations/versions/b.swift")
        try project.write(
            "migrations/versions/c.swift",
            text.replacingOccurrences(of: "revision: b\n// down_revision: a", with: "revision: c\n// down_revision: b")
        )
        try expectRefusal(project, "c.swift: the type 'Make_b' is declared in migrations/versions/b.swift as well")
    }

    @Test func aCacheThatOthersCanWriteIsNotUsed() throws {
        let project = try project()
        try project.swiftRevision("b", "a", up: "")
        try project.write("cache/swift-migrate/lock", "")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777],
            ofItemAtPath: project.path("cache/swift-migrate")
        )
        let run = try project.runSwift("upgrade", environment: ["XDG_CACHE_HOME": project.path("cache")])
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains("belongs to another user or can be written by others; nothing was run"),
            "\(run.stderr)"
        )
    }
}
