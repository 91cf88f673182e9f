import Testing

@Suite struct VerifyCommandTests {
    @Test func allStepsReturn() throws {
        let project = try MigrateProject.local()
        try project.fork()
        let run = try project.run("verify")
        #expect(run.exitCode == 0)
        #expect(run.stdout == "4 revisions: up, down and up again, with the same schema at every step\n")
        #expect(
            try project.run("verify", "--json").stdout
                == "{\"revisions\":4,\"irreversible\":[],\"differences\":[]}\n"
        )
        #expect(!project.exists("app.db"))
    }

    @Test func aDowngradeThatDoesNotUndoIsAFindingOfItsOwnOnly() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.revision("b1", "a1", down: "SELECT 1;")
        try project.revision("c1", "b1")
        let run = try project.run("verify")
        #expect(run.exitCode == 1)
        #expect(
            run.lines == [
                "migrations/versions/b1.sql: the downgrade of revision b1 does not return to the schema before it; "
                    + "what is left:",
                "  removed table 't_b1'",
            ]
        )
        #expect(
            run.stderr
                == "error: migrations/versions/b1.sql: the downgrade of revision b1 does not return to the schema before it\n"
                + "hint: Mend the migrate:down section of the revision, so that it undoes its migrate:up.\n"
        )
        let json = try project.run("verify", "--json")
        #expect(json.jsonError["code"] == "schema")
        let difference = try #require((json.json["differences"] as? [[String: Any]])?.first)
        #expect(difference["revision"] as? String == "b1")
        #expect(difference["direction"] as? String == "downgrade")
        #expect(difference["left"] as? [String] == ["removed table 't_b1'"])
    }

    @Test func severalFindingsAreCounted() throws {
        let project = try MigrateProject.local()
        try project.revision("a1", down: "SELECT 1;")
        try project.revision("b1", "a1", down: "SELECT 1;")
        let run = try project.run("verify")
        #expect(run.stderr.hasPrefix("error: migrations/versions/b1.sql: the downgrade of revision b1 does not return"))
        #expect(run.stderr.contains("before it (and 1 more)\n"))
    }

    @Test func aRevisionWithoutAWayDownIsAWarning() throws {
        let project = try MigrateProject.local()
        try project.revision("a1")
        try project.write(
            "migrations/versions/b1.sql",
            "-- revision: b1\n-- down_revision: a1\n-- migrate:up\nSELECT 1;\n"
        )
        let run = try project.run("verify", "--json")
        #expect(run.exitCode == 0)
        #expect(run.json["irreversible"] as? [String] == ["b1"])
        #expect(
            run.stderr == "warning: migrations/versions/b1.sql: revision b1 has no migrate:down section; "
                + "what lies before it was not taken back\n"
        )
    }

    @Test func aStatementThatFailsHasItsPlace() throws {
        let project = try MigrateProject.local()
        try project.revision("a1", down: "DROP TABLE nope;")
        let down = try project.run("verify")
        #expect(down.exitCode == 1)
        #expect(
            down.stderr
                == "error: migrations/versions/a1.sql:9: revision a1 can't be replayed (downgrade) on a scratch database: "
                + "no such table: nope\nhint: Mend the migrate:down section: it runs on the schema that its migrate:up "
                + "leaves.\n"
        )
        try project.revision("a1", up: "DROP TABLE nope;")
        let up = try project.run("verify")
        #expect(up.stderr.hasPrefix("error: migrations/versions/a1.sql:6: revision a1 can't be replayed (upgrade)"))
    }
}
