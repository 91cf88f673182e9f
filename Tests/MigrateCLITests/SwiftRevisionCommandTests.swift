import Foundation
import Testing

/// Swift revisions as people have them: files that the command compiles and runs in a process of their own.
@Suite(.timeLimit(.minutes(5))) struct SwiftRevisionCommandTests {
    /// `a` in SQL, `b` in Swift with a helper beside it, and behind it one revision for each way to go wrong.
    private func project() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision(
            "a",
            up: "CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT);\nINSERT INTO p VALUES (1, 'A b'), (2, 'C');"
        )
        try project.write(
            "migrations/versions/helpers.swift",
            "// migrate:support\nfunc slug(_ text: String) -> String { text.lowercased() }\n"
        )
        try project.swiftRevision(
            "b",
            "a",
            up: """
                try op.addColumn("slug", .text, to: "p")
                        print("printed, and no result")
                        for row in try op.query("SELECT * FROM p") {
                            try op.execute("UPDATE p SET slug = ? WHERE id = ?", [slug(row["t"]?.text ?? ""), try row.value(of: "id")])
                        }
                """,
            down: "try op.dropColumn(\"slug\", from: \"p\")"
        )
        let began = "try op.execute(\"DELETE FROM p\")\n        "
        try project.swiftRevision("crash", "b", up: began + "fatalError(\"on purpose\")")
        try project.swiftRevision("hang", "b", up: began + "while true {}")
        try project.swiftRevision(
            "leave",
            "b",
            up: began + "exit(3)",
            outside: "#if canImport(Glibc)\nimport Glibc\n#else\nimport Darwin\n#endif\n"
        )
        try project.swiftRevision("fail", "b", up: began + "try op.execute(\"INSERT INTO nope VALUES (1)\")", down: nil)
        return project
    }

    @Test func filesAreCompiledOnceAndRun() throws {
        let project = try project()
        let first = try project.runSwift("upgrade", "b", "--json")
        #expect(first.exitCode == 0, "\(first.stderr)")
        #expect((first.json["steps"] as? [Any])?.count == 2)
        #expect(first.stderr.contains("printed, and no result\n"))
        #expect(project.column("SELECT slug FROM p ORDER BY id") == ["a b", "c"])
        let down = try project.runSwift("downgrade", "a")
        #expect(down.exitCode == 0, "\(down.stderr)")
        #expect(!down.stderr.contains("Compiling"))
        #expect(project.column("SELECT name FROM pragma_table_info('p')") == ["id", "t"])
    }

    @Test(
        arguments: [
            ("crash", "its code crashed (signal "), ("leave", "its code ended the process, with exit code 3"),
            ("hang", "its code did not end within 0.5 s, and was stopped; --script-timeout of upgrade, downgrade"),
            ("fail", "no such table: nope"),
        ]
    ) func whateverCodeDoesTheDatabaseIsAsBefore(_ id: String, _ words: String) throws {
        let project = try project()
        #expect(try project.runSwift("upgrade", "b").exitCode == 0)
        let run = try project.runSwift("upgrade", id, "--json", "--script-timeout", "0.5")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "statement_failed")
        #expect(
            run.stderr.contains("error: upgrade of \(id) failed at migrations/versions/\(id).swift:"),
            "\(run.stderr)"
        )
        #expect(run.stderr.contains(words), "\(run.stderr)")
        #expect(run.stderr.contains("It was rolled back; nothing was applied."))
        #expect(project.column("SELECT count(*) FROM p") == ["2"])
        #expect(project.column("SELECT version_num FROM alembic_version") == ["b"])
    }

    @Test func everyCommandThatTakesATimeoutKeepsIt() throws {
        let project = try MigrateProject.local()
        try project.swiftRevision("slow", up: "", down: "while true {}")
        #expect(try project.runSwift("upgrade").exitCode == 0)
        for arguments in [["downgrade", "base"], ["verify"]] {
            let run = try project.run(
                arguments + ["--script-timeout", "0.5"],
                environment: MigrateProject.withCompiler
            )
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("its code did not end within 0.5 s, and was stopped"), "\(run.stderr)")
        }
    }

    private static let endlessStatement =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    @Test(
        arguments: [
            "while true { try op.execute(\"SELECT 1\") }", "while true { try? op.execute(\"SELECT 1\") }",
            "_ = try op.query(\"\(endlessStatement)\")",
            "try? op.execute(\"\(endlessStatement)\")\n        while true {}",
        ]
    ) func operationsWithoutAnEndAreStoppedInTime(_ code: String) throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: "CREATE TABLE p (id INTEGER PRIMARY KEY);\nINSERT INTO p VALUES (1), (2);")
        try project.swiftRevision("endless", "a", up: "try op.execute(\"DELETE FROM p\")\n        \(code)")
        let began = ContinuousClock.now
        let run = try project.runSwift("upgrade", "--json", "--script-timeout", "1")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "statement_failed")
        let words = "its code did not end within 1 s, and was stopped"
        #expect(run.stderr.contains(words + "; --script-timeout"), "\(run.stderr)")
        #expect(run.stderr.contains("It was rolled back"), "\(run.stderr)")
        #expect(project.column("SELECT count(*) FROM p") == ["2"])
        #expect(project.column("SELECT version_num FROM alembic_version") == ["a"])
        let verify = try project.runSwift("verify", "--script-timeout", "1")
        #expect(verify.exitCode == 1)
        #expect(verify.stderr.contains(words), "\(verify.stderr)")
        // Compiling is part of it.
        #expect(.now - began < .seconds(90))
    }

    @Test(arguments: ["while true { try? op.execute(\"SELECT 1\") }", "_ = try op.query(\"\(endlessStatement)\")"])
    func aSignalEndsOperationsWithoutAnEnd(_ code: String) throws {
        let project = try MigrateProject.local()
        try project.swiftRevision("endless", up: "print(\"begun\")\n        \(code)")
        for command in ["upgrade", "verify"] {
            let started = try project.start([command], environment: MigrateProject.withCompiler)
            while started.isRunning, !started.stderr.contains("begun") { usleep(10_000) }
            usleep(100_000)
            started.send(SIGINT)
            let end = try started.end()
            #expect(end.run.exitCode == 130)
            #expect(end.run.stderr.contains("error: interrupted"), "\(end.run.stderr)")
        }
    }

    @Test func namesOfTheToolAndOfSwiftCanBeTakenByAProject() throws {
        let project = try MigrateProject.local()
        try project.write(
            "migrations/versions/b.swift",
            """
            // revision: b
            // down_revision: none
            import MigrationCore

            struct ScriptRunner: Migration {
                func upgrade(_ op: Operations) throws { try op.execute("CREATE TABLE made (a)") }
            }
            """
        )
        try project.write(
            "migrations/versions/helpers.swift",
            """
            // migrate:support
            struct Int {}
            struct UInt8 {}
            struct String {}
            struct Array {}
            struct pollfd {}
            func fcntl() {}
            func errno() {}
            enum MigrateRunnerChannel {}
            """
        )
        let run = try project.runSwift("upgrade")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(project.column("SELECT name FROM sqlite_schema WHERE name = 'made'") == ["made"])
    }

    @Test func aFolderIsNoCompiler() throws {
        let project = try MigrateProject.local()
        try project.swiftRevision("b", up: "")
        try project.write("bin/swiftc/file", "")
        let path = "\(project.path("bin")):\(MigrateProject.withCompiler["PATH"] ?? "")"
        let run = try project.runSwift("upgrade", environment: ["PATH": path])
        #expect(run.exitCode == 0, "\(run.stderr)")
    }

    @Test func anErrorTellsItsLine() throws {
        let project = try project()
        let run = try project.runSwift("upgrade", "fail")
        #expect(
            run.stderr.contains(
                "failed at migrations/versions/fail.swift:9: no such table: nope\n    INSERT INTO nope"
            ),
            "\(run.stderr)"
        )
    }

    @Test func aSignalEndsCodeThatHangs() throws {
        let project = try project()
        #expect(try project.runSwift("upgrade", "b").exitCode == 0)
        let started = try project.start(["upgrade", "hang"], environment: MigrateProject.withCompiler)
        while started.isRunning, !started.stderr.contains("Running upgrade b -> hang") { usleep(10_000) }
        usleep(100_000)
        started.send(SIGINT)
        let end = try started.end()
        #expect(end.run.exitCode == 130)
        #expect(end.run.stderr.contains("interrupted; nothing is half applied"))
        #expect(project.column("SELECT count(*) FROM p") == ["2"])
        #expect(project.column("SELECT version_num FROM alembic_version") == ["b"])
    }

    @Test func aSignalEndsAVerificationThatHangs() throws {
        let project = try MigrateProject.local()
        try project.swiftRevision("endless", up: "print(\"begun\")\n        while true {}")
        let started = try project.start(["verify"], environment: MigrateProject.withCompiler)
        while started.isRunning, !started.stderr.contains("begun") { usleep(10_000) }
        started.send(SIGINT)
        let end = try started.end()
        #expect(end.run.exitCode == 130)
        #expect(end.run.stderr.contains("error: interrupted"), "\(end.run.stderr)")
    }

    @Test func aKilledCommandTakesItsCodeAlong() throws {
        let project = try project()
        #expect(try project.runSwift("upgrade", "b").exitCode == 0)
        let started = try project.start(["upgrade", "hang"], environment: MigrateProject.withCompiler)
        while started.isRunning, !started.stderr.contains("Running upgrade b -> hang") { usleep(10_000) }
        usleep(200_000)
        started.send(SIGKILL)
        _ = try started.end()
        // The lock of the file is free, and what was begun is rolled back.
        #expect(project.column("SELECT count(*) FROM p") == ["2"])
        #expect(try project.runSwift("downgrade", "a").exitCode == 0)
    }

    @Test func processesThatStartAtOnceCompileAndRunOnce() throws {
        let project = try project()
        // Nobody has compiled this before.
        try project.swiftRevision(
            "fresh",
            "b",
            up: "// \(UUID())\n        try op.execute(\"INSERT INTO p VALUES (9, 'x', 'y')\")"
        )
        let started = try (0..<3).map { _ in
            try project.start(["upgrade", "fresh"], environment: MigrateProject.withCompiler)
        }
        let ends = try started.map { try $0.end() }
        #expect(ends.map(\.run.exitCode) == [0, 0, 0], "\(ends.map(\.run.stderr))")
        #expect(ends.filter { $0.run.stderr.contains("Compiling 6 Swift revisions…") }.count == 1)
        #expect(project.column("SELECT count(*) FROM p") == ["3"])
    }
}
