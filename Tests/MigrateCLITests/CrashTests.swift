import Foundation
import Testing

/// What a database looks like after its migration was killed, interrupted, or run by several processes at once.
@Suite(.timeLimit(.minutes(3))) struct CrashTests {
    private let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;"

    /// `r1` … `rN`, each of which makes a table with rows and an index, and counts itself in `t_r1`.
    private func chain(_ count: Int) throws -> MigrateProject {
        let project = try MigrateProject.local()
        for number in 1...count {
            try project.revision(
                "r\(number)",
                number == 1 ? "none" : "r\(number - 1)",
                up: """
                    CREATE TABLE t_r\(number) (a INTEGER, b TEXT);
                    INSERT INTO t_r\(number)
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i, 'x' FROM n;
                    CREATE INDEX i_r\(number) ON t_r\(number) (a);
                    UPDATE t_r1 SET b = b || '.' WHERE a = 1;
                    """,
                down: """
                    UPDATE t_r1 SET b = substr(b, 1, length(b) - 1) WHERE a = 1;
                    DROP INDEX i_r\(number);
                    DROP TABLE t_r\(number);
                    """
            )
        }
        return project
    }

    /// Whether version, tables, rows and history tell of the same revision.
    private func isAtABoundary(_ project: MigrateProject) -> Bool {
        let version = project.column("SELECT version_num FROM alembic_version")
        let count = version.first.flatMap { Int($0.dropFirst()) } ?? 0
        let net = "SELECT coalesce(sum(iif(direction = 'upgrade', 1, -1)), 0) FROM migrate_history"
        let hasHistory = !project.column("SELECT name FROM sqlite_schema WHERE name = 'migrate_history'").isEmpty
        return version.count == min(count, 1)
            && project.column("SELECT count(*) FROM sqlite_schema WHERE name LIKE 't_r%'").first == "\(count)"
            && project.column("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'i_r%'").first == "\(count)"
            && (count == 0 || project.column("SELECT length(b) - 1 FROM t_r1 WHERE a = 1") == ["\(count)"])
            && (!hasHistory || project.column(net) == ["\(count)"])
            && project.column("SELECT count(*) FROM migrate_history WHERE duration_ms IS NULL")
                == (hasHistory ? ["0"] : [])
    }

    @Test func killedAtAnyInstantItIsAtARevisionBoundaryAndGoesOn() throws {
        let project = try chain(12)
        var (kills, isUpgrading) = (0, true)
        for _ in 0..<400 where kills < 25 {
            let running = try project.start(isUpgrading ? "upgrade" : "downgrade", isUpgrading ? "head" : "base")
            usleep(.random(in: 0...60_000))
            running.send(SIGKILL)
            let end = try running.end()
            guard project.exists("app.db") else { continue }
            // Whoever opens the file next rolls back what was under way.
            #expect(isAtABoundary(project), "after kill \(kills): \(end.run.stderr)")
            if end.wasKilled { kills += 1 } else { isUpgrading.toggle() }
            #expect(end.wasKilled || end.run.exitCode == 0, "\(end.run.stderr)")
        }
        #expect(kills == 25)
        let last = try project.run("upgrade", "head")
        #expect(last.exitCode == 0, "\(last.stderr)")
        #expect(project.column("SELECT version_num FROM alembic_version") == ["r12"])
        #expect(isAtABoundary(project))
        // A killed process leaves its lock's file; the next one that has something to do takes it and removes it.
        #expect(try project.run("downgrade", "-1").exitCode == 0)
        #expect(!project.exists("app.db-migrate.lock"))
    }

    @Test func eightProcessesAtOnceRunEachRevisionOnce() throws {
        let project = try chain(15)
        let processes = try (0..<8).map { _ in try project.start("upgrade", "head") }
        for process in processes {
            let run = try process.end().run
            #expect(run.exitCode == 0, "\(run.stderr)")
        }
        #expect(
            project.column("SELECT direction || ' ' || revision FROM migrate_history ORDER BY seq")
                == (1...15).map { "upgrade r\($0)" }
        )
        #expect(isAtABoundary(project))
        #expect(!project.exists("app.db-migrate.lock"))
    }

    @Test func anInterruptedRunLeavesNeitherTablesNorTheLock() throws {
        let project = try MigrateProject.local()
        try project.revision("a")
        try project.revision("b", "a", up: "CREATE TABLE u (x);\n\(endless)")
        let running = try project.start("upgrade", "head")
        while running.isRunning, project.column("SELECT version_num FROM alembic_version") != ["a"] { usleep(1000) }
        running.send(SIGINT)
        let end = try running.end()
        #expect(end.run.exitCode == 130)
        #expect(end.run.stderr.contains("interrupted; nothing is half applied; a was run before it and stays"))
        #expect(project.column("SELECT version_num FROM alembic_version") == ["a"])
        #expect(project.column("SELECT count(*) FROM sqlite_schema WHERE name = 'u'") == ["0"])
        #expect(!project.exists("app.db-migrate.lock"))
    }

    @Test func killedWithoutATransactionItStopsUntilItIsStamped() throws {
        let project = try MigrateProject.local()
        try project.revision("a")
        try project.revision("b", "a", up: "CREATE TABLE u (x);\n\(endless)")
        let text = try project.read("migrations/versions/b.sql")
        try project.write(
            "migrations/versions/b.sql",
            text.replacingOccurrences(of: "migrate:up", with: "migrate:up transaction=off")
        )
        let running = try project.start("upgrade", "head")
        while running.isRunning, project.column("SELECT name FROM sqlite_schema WHERE name = 'u'") != ["u"] {
            usleep(1000)
        }
        running.send(SIGKILL)
        #expect(try running.end().wasKilled)
        let next = try project.run("upgrade", "head")
        #expect(next.exitCode == 1)
        #expect(next.stderr.contains("the upgrade of b (migrations/versions/b.sql:1) was begun on "))
        #expect(next.stderr.contains("`migrate stamp b`"))
        #expect(next.stderr.contains("`migrate stamp a`"))
        #expect(try project.run("stamp", "b").exitCode == 0)
        #expect(try project.run("upgrade", "head").exitCode == 0)
        #expect(project.column("SELECT version_num FROM alembic_version") == ["b"])
    }

    @Test func theHolderOfTheLockIsNamed() throws {
        let project = try MigrateProject.local()
        try project.revision("a", up: endless)
        let running = try project.start("upgrade", "head")
        while running.isRunning, !project.exists("app.db-migrate.lock") { usleep(1000) }
        let second = try project.run("upgrade", "head", "--lock-timeout", "0")
        #expect(second.exitCode == 1)
        #expect(second.stderr.contains("another migration of this database is running (process "))
        running.send(SIGINT)
        #expect(try running.end().run.exitCode == 130)
    }
}
