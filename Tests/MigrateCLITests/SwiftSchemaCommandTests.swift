import Foundation
import Testing

/// A declared schema in Swift: every command that uses one, and every way in which it can be wrong.
@Suite(.timeLimit(.minutes(5))) struct SwiftSchemaCommandTests {
    /// One schema for all tests that need one in order: it is compiled once.
    private static let schema = """
        import MigrationSchema

        struct Owned: TableMixin {
            var body: TableContent {
                Column("owner", .integer).notNull().references("users", "id", onDelete: .cascade)
            }
        }

        let schema = Schema {
            Table("users") {
                Column("id", .integer).primaryKey()
                Column("email", .text).notNull().unique()
                Column("name", .text).renamed(from: "title").comment("as in the passport")
            }
            for kind in ["notes", "files"] {
                Table(kind) {
                    Column("id", .integer).primaryKey()
                    Owned()
                }
            }
        }

        """

    private static let users = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, title TEXT);"

    private func project(_ schema: String = Self.schema, configuration: String = "") throws -> MigrateProject {
        let project = try MigrateProject.local(configuration)
        try project.revision("a1", up: Self.users, down: "DROP TABLE users;")
        try project.write("migrations/schema.swift", schema)
        return project
    }

    @Test func everyCommandReadsIt() throws {
        let project = try project()
        let check = try project.runSwift("check")
        #expect(check.exitCode == 1, "\(check.stderr)")
        let printed = try project.runSwift("schema")
        #expect(printed.stdout.contains("owner INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE"))
        #expect(!printed.stderr.contains("Compiling"), "it was compiled for the command before")
        let diff = try project.runSwift("diff", "--from", "head", "--to", "migrations/schema.swift")
        #expect(diff.exitCode == 0, "\(diff.stderr)")
        let revision = try project.runSwift("revision", "--autogenerate", "-m", "all", "--rev-id", "b2")
        #expect(revision.exitCode == 0, "\(revision.stderr)")
        let text = try project.read(String(revision.stdout.split(separator: "\n")[0]))
        #expect(text.contains("ALTER TABLE \"users\" RENAME COLUMN \"title\" TO \"name\""), "\(text)")
        #expect(text.contains("CREATE TABLE notes ("))
        let after = try project.runSwift("check")
        #expect(after.exitCode == 0, "\(after.stderr)")
        #expect(try project.runSwift("upgrade").exitCode == 0)
        #expect(try project.runSwift("check", "--from-database").exitCode == 0)
    }

    @Test func whatIsPrintedInSwiftIsRead() throws {
        let project = try project()
        let swift = try project.runSwift("schema", "--language", "swift")
        #expect(swift.exitCode == 0, "\(swift.stderr)")
        #expect(
            swift.stdout.contains(
                "Column(\"owner\", .integer).notNull().references(\"users\", \"id\", onDelete: .cascade)"
            )
        )
        try project.write("other.swift", swift.stdout)
        let diff = try project.runSwift("diff", "--from", "schema", "--to", "other.swift", "--exit-code")
        #expect(diff.exitCode == 0, "\(diff.stdout)\(diff.stderr)")
    }

    @Test func itIsCompiledWhereItHasChanged() throws {
        let project = try project(Self.schema + "// \(UUID().uuidString)\n")
        #expect(try project.runSwift("schema").stderr == "Compiling migrations/schema.swift…\n")
        #expect(try project.runSwift("schema").stderr.isEmpty)
    }

    @Test func sqlComesFirstUnlessTheConfigurationSaysOtherwise() throws {
        let project = try project()
        try project.declare("CREATE TABLE t (a);")
        #expect(try project.run("schema").stdout == "CREATE TABLE t (a);\n")
        try project.write("migrate.toml", "schema = \"migrations/schema.swift\"\n")
        #expect(try project.runSwift("schema").stdout.hasPrefix("CREATE TABLE users (\n    id INTEGER PRIMARY KEY,\n"))
    }

    @Test func aProjectBeginsInSwift() throws {
        let project = try MigrateProject()
        let run = try project.run("init", "--language", "swift")
        #expect(run.lines.contains("created migrations/schema.swift"))
        #expect(!project.exists("migrations/schema.sql"))
        let schema = try project.runSwift("schema")
        #expect(schema.exitCode == 0, "\(schema.stderr)")
        #expect(schema.stdout.isEmpty)
    }

    @Test func aDatabaseBecomesASchemaInSwift() throws {
        let project = try MigrateProject()
        try project.execute("CREATE TABLE t (a TEXT NOT NULL)")
        let url = "sqlite:///\(project.path("app.db"))"
        let run = try project.runSwift("init", "--language", "swift", "--from-database", "--url", url)
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(try project.read("migrations/schema.swift").contains("Column(\"a\", .text).notNull()"))
        let check = try project.runSwift("check")
        #expect(check.exitCode == 0, "\(check.stderr)")
    }

    /// What the manual shows is declared as it stands there.
    @Test func theManualsSchemaIsRead() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = try String(contentsOf: root.appending(path: "docs/declared-schema.md"), encoding: .utf8)
        let blocks = manual.components(separatedBy: "```")
        let swift = try #require(blocks.first { $0.hasPrefix("swift\nimport MigrationSchema") }).dropFirst(6)
        let sql = try #require(blocks.last { $0.hasPrefix("sql\nCREATE TABLE \"order\"") }).dropFirst(4)
        let project = try project(String(swift))
        let run = try project.runSwift("schema")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.contains(sql), "\(run.stdout)")
    }

    @Test func withoutACompilerNothingElseIsLost() throws {
        let project = try project()
        let run = try project.run("schema", environment: ["PATH": "/nowhere"])
        #expect(run.exitCode == 1)
        #expect(
            run.stderr
                == "error: migrations/schema.swift is written in Swift, and no `swiftc` is in PATH to compile it\n"
                + "hint: Install Swift from swift.org, or print it as SQL where there is one: `migrate schema > schema.sql`."
                + " Running revisions needs no declared schema.\n"
        )
        #expect(try project.run("upgrade", environment: ["PATH": "/nowhere"]).exitCode == 0)
    }

    /// `poll` and `write` are names of the C library's as well.
    private static let endless = """
        import Foundation
        import MigrationSchema

        let poll = "polls", write = "author", signal = 1
        let schema = endless()
        func endless() -> Schema {
            print("begun \\(ProcessInfo.processInfo.processIdentifier).")
            while true {}
        }

        """

    /// One that has ended may lie about where nobody asks how.
    private static func isRunning(_ process: Int32) -> Bool {
        guard kill(process, 0) == 0 else { return false }
        let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.split(separator: ")").last
        return state?.hasPrefix(" Z") != true
    }

    @Test(arguments: [SIGINT, SIGKILL]) func aCommandThatEndsTakesAnEndlessSchemaAlong(_ signal: Int32) throws {
        let project = try project(Self.endless)
        let started = try project.start(["schema"], environment: MigrateProject.withCompiler)
        while started.isRunning, !started.stderr.contains(/begun \d+\./) { usleep(10_000) }
        let begun = started.stderr
        let child = try #require(begun.firstMatch(of: /begun (\d+)\./).flatMap { Int32($0.1) }, "\(begun)")
        started.send(signal)
        let end = try started.end()
        if signal == SIGINT {
            #expect(end.run.exitCode == 130)
            #expect(end.run.stderr.contains("error: interrupted"), "\(end.run.stderr)")
        }
        for _ in 0..<200 where Self.isRunning(child) { usleep(10_000) }
        #expect(!Self.isRunning(child), "the schema's program still runs")
        withExtendedLifetime(project) {}
    }

    @Test func whatTheCompilerSaysHasItsPlace() throws {
        let run = try project(Self.schema + "let number: Int = \"one\"\n").runSwift("check")
        #expect(run.exitCode == 1)
        let line = Self.schema.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            run.stderr.contains(
                "error: the declared schema does not compile:\nmigrations/schema.swift:\(line):19: error: cannot convert"
            ),
            "\(run.stderr)"
        )
        #expect(run.stderr.hasSuffix("hint: Correct it, then run the same command again.\n"))
    }

    @Test(arguments: [
        "import MigrationSchema\nlet scheme = Schema {}\n", "import MigrationSchema\nprivate let schema = Schema {}\n",
    ])
    func aFileWithoutASchemaIsSaid(_ text: String) throws {
        let run = try project(text).runSwift("check")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.hasSuffix(
                "error: migrations/schema.swift declares no `schema` that a command could read\n"
                    + "hint: Write `let schema = Schema { … }` at the file's top level, and no `private` before it.\n"
            ),
            "\(run.stderr)"
        )
    }

    @Test func whatIsWrongHasTheLineOfTheSwiftFile() throws {
        let text = """
            import MigrationSchema
            let schema = Schema {
                Table("a") {
                    Column("x", .text).check("x > (")
                }
                View("v", as: "SELECT 1")
                Index("i", on: "a", "y")
            }
            """
        let run = try project(text).runSwift("check")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr.contains(
                """
                error: 2 problems in the declared schema:
                  migrations/schema.swift:4: a CHECK of table "a" can't be read: a '(' is never closed
                  migrations/schema.swift:7: index "i": table "a" has no column "y"

                """
            ),
            "\(run.stderr)"
        )
        // The file's own words go to stderr, and what SQLite has against it has its line, too.
        let other = """
            import MigrationSchema
            let schema = Schema {
                Table("a") {
                    Column("x", .text)
                }
                let _ = print("seen")

                View("v", as: "SELECT nope FROM a")
            }
            """
        let second = try project(other).runSwift("schema")
        #expect(second.stdout.isEmpty)
        #expect(
            second.stderr.hasSuffix(
                "seen\nerror: migrations/schema.swift:8: view \"v\" does not compile: no such column: nope\n"
            ),
            "\(second.stderr)"
        )
    }

    @Test func aCrashEndsNothingElse() throws {
        let run = try project("import MigrationSchema\nlet schema = { () -> Schema in fatalError(\"on purpose\") }()\n")
            .runSwift(
                "schema"
            )
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("schema.swift:2: Fatal error: on purpose\n"), "\(run.stderr)")
        #expect(run.stderr.contains("error: migrations/schema.swift crashed (signal "), "\(run.stderr)")
        let left =
            "import MigrationSchema\n#if canImport(Glibc)\nimport Glibc\n#else\nimport Darwin\n#endif\n"
            + "let schema = { () -> Schema in exit(3) }()\n"
        let second = try project(left).runSwift("schema")
        #expect(
            second.stderr.contains("error: migrations/schema.swift ended with exit code 3 while it was evaluated\n"),
            "\(second.stderr)"
        )
    }
}
