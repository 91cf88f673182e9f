import Foundation
import Testing

@Suite struct RunCommandTests {
    private func line() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1")
        try project.revision("c1", "b1")
        return project
    }

    @Test func upgradeTellsTheDatabaseAndEachRevision() throws {
        let project = try line()
        let run = try project.run("upgrade")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stdout.isEmpty)
        let lines = run.stderr.split(separator: "\n")
        #expect(
            lines.prefix(4) == [
                "local · app.db, from migrate.toml", "Running upgrade  -> a1, make a1",
                "Running upgrade a1 -> b1, make b1",
                "Running upgrade b1 -> c1, make c1",
            ]
        )
        #expect(lines.last?.hasPrefix("3 revisions in ") == true)
        #expect(lines.last?.hasSuffix(" ms: base -> c1") == true)
        let again = try project.run("upgrade")
        #expect(again.exitCode == 0)
        #expect(again.stderr == "local · app.db, from migrate.toml\nNothing to do: at c1.\n")
    }

    @Test func upgradeAsJSON() throws {
        let project = try line()
        let run = try project.run("upgrade", "+2", "--json", "--quiet")
        #expect(run.exitCode == 0)
        #expect(run.stderr.isEmpty)
        #expect(run.json["from"] as? [String] == [])
        #expect(run.json["to"] as? [String] == ["b1"])
        let steps = try #require(run.json["steps"] as? [[String: Any]])
        #expect(steps.map { $0["revision"] as? String } == ["a1", "b1"])
        #expect(steps[0]["direction"] as? String == "upgrade")
        #expect(steps[0]["message"] as? String == "make a1")
        #expect(steps[0]["duration_ms"] is Int)
    }

    @Test func downgradeTakesAMinusAsAValue() throws {
        let project = try line()
        _ = try project.run("upgrade")
        let run = try project.run("downgrade", "-1")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.stderr.contains("Running downgrade c1 -> b1, make c1\n"))
        #expect(try project.run("downgrade", "--json", "-1").json["to"] as? [String] == ["a1"])
        #expect(try project.run("downgrade", "base").exitCode == 0)
        #expect(try project.run("current").stdout.isEmpty)
        #expect(try project.run("downgrade").exitCode == 64)
    }

    @Test func dryRunChangesNothing() throws {
        let project = try line()
        let run = try project.run("upgrade", "--dry-run")
        #expect(run.exitCode == 0)
        #expect(run.lines.first == "upgrade base -> c1, 3 revisions")
        #expect(
            run.lines.dropFirst().filter { !$0.hasPrefix(" ") } == [
                "1. upgrade a1: make a1", "2. upgrade b1: make b1", "3. upgrade c1: make c1",
            ]
        )
        #expect(run.lines.contains("       CREATE TABLE t_a1 (id INTEGER PRIMARY KEY);"))
        #expect(!project.exists("app.db"))
        let json = try project.run("upgrade", "b1", "--dry-run", "--json").json
        #expect(json["dry_run"] as? Bool == true)
        #expect((json["steps"] as? [Any])?.count == 2)
        _ = try project.run("upgrade")
        #expect(try project.run("downgrade", "b1", "--dry-run").lines.first == "downgrade c1 -> b1, 1 revision")
        #expect(try project.run("upgrade", "--sql", "--dry-run").exitCode == 64)
    }

    @Test func currentShowsTheRows() throws {
        let project = try line()
        let empty = try project.run("current")
        #expect(empty.exitCode == 0)
        #expect(empty.stdout.isEmpty)
        #expect(!project.exists("app.db"))
        _ = try project.run("upgrade", "b1")
        #expect(try project.run("current").lines == ["b1"])
        let json = try project.run("current", "--json").json
        #expect(json["revisions"] as? [String] == ["b1"])
        #expect(json["heads"] as? [String] == ["c1"])
        #expect(json["pending"] as? Int == 1)
        let verbose = try project.run("current", "-v")
        #expect(verbose.lines.prefix(2) == ["Current revision(s) for app.db:", "Rev: b1"])
        _ = try project.run("upgrade")
        #expect(try project.run("current").lines == ["c1 (head)"])
    }

    @Test func checkHeadsFailsWhileRevisionsArePending() throws {
        let project = try line()
        let behind = try project.run("current", "--check-heads")
        #expect(behind.exitCode == 1)
        #expect(behind.stdout.isEmpty)
        #expect(
            behind.stderr.hasSuffix(
                "error: the database is not on all head revisions: 3 pending\nhint: Type `migrate upgrade heads`.\n"
            )
        )
        _ = try project.run("upgrade")
        let current = try project.run("current", "--check-heads")
        #expect(current.exitCode == 0)
        #expect(current.stdout.isEmpty)
    }

    @Test func statusShowsWhereTheDatabaseIs() throws {
        let project = try line()
        _ = try project.run("upgrade", "b1")
        #expect(
            try project.run("status").lines == [
                "environment  local", "database     app.db, from migrate.toml", "current      b1 make b1",
                "head         c1 make c1", "pending      1 revision", "  c1 make c1",
            ]
        )
        let json = try project.run("status", "--json").json
        #expect(json["environment"] as? String == "local")
        #expect((json["pending"] as? [[String: Any]])?.map { $0["revision"] as? String } == ["c1"])
        #expect(json["unfinished"] is NSNull)
    }

    @Test func anEditedAppliedFileIsShownAndStopsAnUpgrade() throws {
        let project = try line()
        _ = try project.run("upgrade", "b1")
        try project.revision("a1", up: "CREATE TABLE other (id INTEGER PRIMARY KEY);")
        #expect(
            try project.run("status").lines.suffix(2) == [
                "edited       1 applied file", "  a1 make a1 (migrations/versions/a1.sql)",
            ]
        )
        #expect(try project.run("history", "-v").lines.contains("Changed: the file was edited after it was applied"))
        let json = try project.run("history", "-i", "--json").json["revisions"] as? [[String: Any]]
        #expect(json?.map { $0["is_changed"] as? Bool } == [false, false, true])
        #expect(json?.map { $0["is_current"] as? Bool } == [false, true, false])
        let run = try project.run("upgrade", "--json")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "changed_revision")
        #expect(run.jsonError["hint"]??.contains("migrate stamp --accept-changes a1") == true)
        #expect(try project.run("stamp", "--accept-changes", "a1").exitCode == 0)
        #expect(try project.run("upgrade").exitCode == 0)
    }

    @Test func historyMarksTheCurrentRevision() throws {
        let project = try line()
        _ = try project.run("upgrade", "b1")
        #expect(
            try project.run("history", "-i").lines == [
                "b1 -> c1 (head), make c1", "a1 -> b1 (current), make b1", "<base> -> a1, make a1",
            ]
        )
        #expect(try project.run("history", "-r-1:current").lines == ["a1 -> b1, make b1", "<base> -> a1, make a1"])
        #expect(try project.run("show", "current").lines.first == "Rev: b1")
    }

    @Test func stampWritesTheVersionOnly() throws {
        let project = try line()
        let run = try project.run("stamp", "b1", "--json")
        #expect(run.exitCode == 0, "\(run.stderr)")
        #expect(run.json["to"] as? [String] == ["b1"])
        #expect(try project.run("current").lines == ["b1"])
        #expect(try project.run("stamp").exitCode == 64)
        #expect(try project.run("stamp", "b1", "--sql", "--purge").exitCode == 64)
        #expect(
            try project.run("stamp", "base").stderr
                == "local · app.db, from migrate.toml\nRunning stamp_revision -> base\nStamped: b1 -> base\n"
        )
        #expect(try project.run("current").stdout.isEmpty)
    }

    @Test func ensureVersionCreatesTheTables() throws {
        let project = try line()
        let run = try project.run("ensure-version", "--json")
        #expect(run.json["created"] as? Bool == true)
        #expect(run.json["table"] as? String == "alembic_version")
        #expect(try project.run("ensure-version").stderr.hasSuffix("Nothing to do: alembic_version is there.\n"))
    }

    @Test func hintsOfReadingCommandsNameTheSameDatabase() throws {
        let project = try line()
        _ = try project.run("upgrade", "--url", "other.db")
        try FileManager.default.removeItem(atPath: project.path("migrations/versions/c1.sql"))
        for command in [["current"], ["status"], ["history", "-i"], ["upgrade"]] {
            let run = try project.run(command + ["--url", "other.db"])
            #expect(run.exitCode == 1)
            #expect(run.stderr.hasSuffix("`migrate stamp --purge REV --url other.db`.\n"), "\(run.stderr)")
        }
        #expect(try project.run("heads", "--directory", "nowhere").stderr.contains("`migrate init`"))
    }

    @Test func aFailedStatementIsTold() throws {
        let project = try line()
        try project.revision("d1", "c1", up: "CREATE TABLE ok (id);\nINSERT INTO nowhere VALUES (1);")
        let run = try project.run("upgrade", "--json")
        #expect(run.exitCode == 1)
        #expect(run.jsonError["code"] == "statement_failed")
        #expect(run.jsonError["message"]??.contains("migrations/versions/d1.sql:7") == true)
        #expect(
            run.stderr.contains("error: upgrade of d1 failed at migrations/versions/d1.sql:7: no such table: nowhere\n")
        )
        #expect(try project.run("current").lines == ["c1"])
    }

    @Test func singleTransactionUndoesAll() throws {
        let project = try line()
        try project.revision("d1", "c1", up: "INSERT INTO nowhere VALUES (1);")
        #expect(try project.run("upgrade", "--single-transaction").exitCode == 1)
        #expect(try project.run("current").stdout.isEmpty)
    }
}

@Suite struct OfflineScriptTests {
    private func line() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1")
        return project
    }

    private func apply(_ script: String, _ project: MigrateProject) throws -> Int32 {
        try project.write("script.sql", script)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec sqlite3 -bail '\(project.path("app.db"))' < '\(project.path("script.sql"))'"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try process.waitForEnd()
        return process.terminationStatus
    }

    @Test func theScriptRunsAsItIs() throws {
        let project = try line()
        let up = try project.run("upgrade", "--sql")
        #expect(up.exitCode == 0)
        #expect(up.stderr.isEmpty)
        #expect(up.stdout.contains("sqlite3 -bail"))
        #expect(!project.exists("app.db"))
        #expect(try apply(up.stdout, project) == 0)
        #expect(try project.run("current").lines == ["b1 (head)"])
        #expect(try apply(up.stdout, project) != 0)
        let down = try project.run("downgrade", "--sql", "head:-1")
        #expect(down.exitCode == 0, "\(down.stderr)")
        #expect(try apply(down.stdout, project) == 0)
        #expect(try project.run("current").lines == ["a1"])
        #expect(try apply(try project.run("upgrade", "a1:b1", "--sql").stdout, project) == 0)
        #expect(try project.run("current").lines == ["b1 (head)"])
        #expect(try project.run("status").lines.contains("pending      nothing"))
    }

    @Test func aDowngradeNeedsARange() throws {
        let run = try line().run("downgrade", "-1", "--sql")
        #expect(run.exitCode == 1)
        #expect(
            run.stderr == "error: `downgrade --sql` can't know where the database is\n"
                + "hint: Name both ends: `migrate downgrade FROM:-1 --sql`.\n"
        )
    }

    @Test func aRangeNeedsSQL() throws {
        let run = try line().run("upgrade", "a1:b1")
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("--sql"))
    }

    @Test func theScriptIsAMemberOfTheObject() throws {
        let json = try line().run("upgrade", "--sql", "--json").json
        #expect((json["sql"] as? String)?.contains("CREATE TABLE t_a1") == true)
        #expect((json["steps"] as? [Any])?.count == 2)
        let stamp = try line().run("stamp", "b1", "--sql")
        #expect(stamp.exitCode == 0)
        #expect(stamp.stdout.contains("b1"))
    }
}
