import Foundation
import Testing

/// What is compiled and kept, with a compiler that makes programs of a shell script, and edits files where a test asks.
@Suite(.timeLimit(.minutes(2))) struct SwiftBuildTests {
    /// A program that tells an empty schema.
    private static let runner = #"#!/bin/sh\nprintf "\\0\\0\\0\\0\\0\\0\\0\\0" >&3\n"#

    private func project(editing edit: String = ":") throws -> (project: MigrateProject, environment: [String: String])
    {
        let project = try MigrateProject.local()
        try project.write(
            "bin/swiftc",
            """
            #!/bin/sh
            for argument; do
                case "$last" in -emit-module-path|-o) printf '\(Self.runner)' > "$argument"; chmod 700 "$argument";; esac
                case "$argument" in */schema.swift|*/b.swift) edited="$argument"; \(edit);; esac
                last="$argument"
            done

            """,
            mode: 0o700
        )
        try project.write("migrations/schema.swift", "import MigrationSchema\nlet schema = Schema {}\n")
        let path = "\(project.path("bin")):/usr/bin:/bin"
        return (project, ["PATH": path, "XDG_CACHE_HOME": project.path("cache")])
    }

    private func runners(_ project: MigrateProject) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: project.path("cache/swift-migrate"))
            .filter { $0.hasPrefix("runner-") }
    }

    @Test func aSchemaThatChangesMeanwhileIsNotKept() throws {
        let (project, environment) = try project(editing: #"echo "// edited" >> "$edited""#)
        let run = try project.run("schema", environment: environment)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains(
                "error: migrations/schema.swift was changed while it was compiled; nothing was run\n"
                    + "hint: Run the same command again.\n"
            ),
            "\(run.stderr)"
        )
        #expect(try runners(project) == [])
    }

    @Test(arguments: [["upgrade"], ["bundle", "-o", "bundled"]])
    func aRevisionThatChangesMeanwhileIsNotRun(_ command: [String]) throws {
        let (project, environment) = try project(editing: #"echo "// edited" >> "$edited""#)
        try project.swiftRevision("b", up: "")
        let run = try project.run(command, environment: environment)
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains(
                "migrations/versions/b.swift was changed while it was compiled; nothing was run"
            ),
            "\(run.stderr)"
        )
        #expect(try runners(project) == [])
        #expect(!project.exists("bundled"))
    }

    @Test func whatIsUsedIsKeptAndTheRestIsNot() throws {
        let (project, environment) = try project()
        let first = try project.run("schema", environment: environment)
        #expect(first.exitCode == 0, "\(first.stderr)")
        let used = try runners(project)
        #expect(used.count == 1)
        let cache = project.path("cache/swift-migrate")
        try FileManager.default.createDirectory(atPath: "\(cache)/runner-unused", withIntermediateDirectories: false)
        for folder in try FileManager.default.contentsOfDirectory(atPath: cache) {
            let old = Date(timeIntervalSinceNow: -40 * 86_400)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: "\(cache)/\(folder)")
        }
        #expect(try project.run("schema", environment: environment).stderr.isEmpty, "it was there")
        try project.write("migrations/schema.swift", "import MigrationSchema\nlet schema = Schema { }\n")
        #expect(try project.run("schema", environment: environment).stderr == "Compiling migrations/schema.swift…\n")
        let kept = try runners(project)
        #expect(kept.count == 2)
        #expect(kept.contains(used[0]))
    }

    /// As a crash or a full disk leaves it.
    @Test(arguments: ["runner-", "module-"], ["", "#!/bin/sh\n"]) func whatIsCutIsMadeAgain(
        prefix: String,
        left: String
    ) throws {
        let (project, environment) = try project()
        #expect(try project.run("schema", environment: environment).exitCode == 0)
        let cache = project.path("cache/swift-migrate")
        for folder in try FileManager.default.contentsOfDirectory(atPath: cache) where folder.hasPrefix(prefix) {
            for file in try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(folder)") {
                try project.write("cache/swift-migrate/\(folder)/\(file)", left, mode: 0o700)
            }
        }
        if prefix == "module-" {
            try project.write("migrations/schema.swift", "import MigrationSchema\nlet schema = Schema { }\n")
        }
        let again = try project.run("schema", environment: environment)
        #expect(again.exitCode == 0)
        #expect(again.stderr == "Compiling migrations/schema.swift…\n")
        #expect(try project.run("schema", environment: environment).stderr.isEmpty)
    }
}
