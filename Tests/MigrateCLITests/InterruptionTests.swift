import Foundation
import Testing

@Suite struct InterruptionTests {
    /// A revision that never ends by itself.
    private func project() throws -> MigrateProject {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision(
            "b1",
            "a1",
            up: """
                CREATE TABLE b (n);
                INSERT INTO b WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1e15)
                SELECT max(n) FROM c;
                """
        )
        return project
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalRollsBackAndExitsWith130(_ signal: Int32) throws {
        let project = try project()
        let started = try project.start(["upgrade", "--json"])
        while started.process.isRunning, !started.stderr.contains("Running upgrade a1 -> b1") { usleep(10_000) }
        // The statement itself is to be interrupted, so let it begin.
        usleep(100_000)
        kill(started.process.processIdentifier, signal)
        try started.process.waitForEnd()
        let run = try started.finished()
        #expect(started.process.terminationReason == .exit)
        #expect(run.exitCode == 130)
        #expect(run.jsonError["code"] == "interrupted")
        #expect(run.stderr.contains("error: interrupted; nothing is half applied"))
        #expect(try project.run("current").lines == ["a1"])
        #expect(try project.run("upgrade", "a1").exitCode == 0)
    }
}
