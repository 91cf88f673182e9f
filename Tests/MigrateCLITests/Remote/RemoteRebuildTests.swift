import Foundation
import LibSQLTestServer
import Testing

/// A parent table is rebuilt by the command, over the network, with foreign keys on as the servers have them.
@Suite(.timeLimit(.minutes(10))) struct RemoteRebuildTests {
    /// The parent has what a rebuild can lose: a counter, triggers, a view, an index, children of both kinds, itself.
    private static func schema(status: String) -> String {
        """
        CREATE TABLE parent (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL COLLATE NOCASE,
            status TEXT\(status),
            up INTEGER REFERENCES parent (id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX parent_name ON parent (name) WHERE name <> '';
        CREATE TABLE cascaded (
            id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE
        );
        CREATE TABLE nulled (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE SET NULL);
        CREATE TABLE log (what TEXT);
        CREATE VIEW names AS SELECT id, name FROM parent;
        CREATE TRIGGER parent_ad AFTER DELETE ON parent BEGIN INSERT INTO log VALUES ('deleted ' || old.name); END;
        CREATE TRIGGER parent_ai AFTER INSERT ON parent BEGIN INSERT INTO log VALUES ('inserted ' || new.name); END;
        CREATE TRIGGER names_ii INSTEAD OF INSERT ON names BEGIN INSERT INTO parent (name) VALUES (new.name); END;
        """
    }

    private static let before = schema(status: "")
    private static let after = schema(status: " NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old'))")

    /// All that has to be the same before and after: rows, counter, and the log, which no trigger has added to.
    private func contents(_ project: RemoteProject) -> [String] {
        [
            "SELECT id || name || status || coalesce(up, '-') FROM parent ORDER BY id",
            "SELECT id || ':' || parent_id FROM cascaded ORDER BY id",
            "SELECT id || ':' || coalesce(parent_id, 'NULL') FROM nulled ORDER BY id",
            "SELECT what FROM log ORDER BY rowid", "SELECT seq FROM sqlite_sequence WHERE name = 'parent'",
            "SELECT name FROM names ORDER BY id",
            "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY 1", "PRAGMA integrity_check",
        ].flatMap { project.column($0) }
    }

    /// A project whose database has the parent with its rows, and whose second revision, written by autogenerate, is
    /// the rebuild.
    private func prepare(_ project: RemoteProject) throws {
        try project.local.declare(Self.before)
        try project.succeed("revision", "--autogenerate", "--rev-id", "r1")
        try project.succeed("upgrade", "r1")
        try project.local.execute(
            "INSERT INTO parent VALUES (1, 'ann', 'new', NULL), (2, 'Bob', 'old', 1), (7, 'cy', 'new', 2)",
            "DELETE FROM parent WHERE id = 7",
            "INSERT INTO cascaded VALUES (1, 1), (2, 2), (3, 2)",
            "INSERT INTO nulled VALUES (1, 1), (2, 2), (3, NULL)"
        )
        try project.local.declare(Self.after)
        try project.succeed("revision", "--autogenerate", "--rev-id", "r2")
        try #require(try project.local.revisionFiles().count == 2)
        let name = try #require(try project.local.revisionFiles().first { $0.contains("r2") })
        try #require(try project.local.read("migrations/versions/\(name)").contains("foreign_keys=off"))
    }

    @Test(arguments: Dialect.allCases) func nothingIsLostOnTheWayUpAndDown(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try prepare(project)
            let contents = contents(project)
            #expect(contents.contains("7") && contents.contains("2:2") && contents.contains("deleted cy"))
            for _ in 0..<2 {
                #expect(try project.requests(of: "upgrade", "head") <= 3)
                #expect(self.contents(project) == contents)
                try project.succeed("check", "--from-database")
                #expect(project.column("SELECT sql FROM sqlite_schema WHERE name = 'parent'")[0].contains("CHECK"))
                #expect(try project.requests(of: "downgrade", "-1") <= 3)
                #expect(self.contents(project) == contents)
                try project.succeed("diff", "--from", "database", "--to", "r1", "--exit-code")
            }
            #expect(project.history == ["upgrade r1", "upgrade r2", "downgrade r2", "upgrade r2", "downgrade r2"])
            #expect(project.server.openStreamCount == 0)
        }
    }

    @Test(arguments: Dialect.allCases) func rowsThatCanNotBeTakenOverAreNamedAndKept(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try prepare(project)
            try project.local.execute("UPDATE parent SET status = 'odd' WHERE id = 2")
            let contents = contents(project)
            let run = try project.run("upgrade", "head", "--json")
            #expect(run.exitCode == 1)
            #expect(
                run.stderr.contains("1 row(s) break the CHECK (status IN ('new', 'old')), for example id 2"),
                "\(run.stderr)"
            )
            #expect(self.contents(project) == contents)
            #expect(project.version == ["r1"])
            try project.local.execute("UPDATE parent SET status = 'old' WHERE id = 2")
            try project.succeed("upgrade", "head")
        }
    }

    @Test(arguments: Dialect.allCases) func orphansOfBeforeAreLeftAsTheyAre(_ dialect: Dialect) async throws {
        try await RemoteProject.serving(dialect) { project in
            try prepare(project)
            try project.local.execute("PRAGMA foreign_keys=OFF", "INSERT INTO cascaded VALUES (9, 99)")
            let contents = contents(project)
            try project.succeed("upgrade", "head")
            #expect(self.contents(project) == contents)
            try project.succeed("downgrade", "-1")
            #expect(self.contents(project) == contents)
        }
    }

    @Test(arguments: Dialect.allCases) func aServerThatKeepsForeignKeysOnIsRefusedBeforeTheFirstWrite(
        _ dialect: Dialect
    ) async throws {
        try await RemoteProject.serving(dialect, { $0.honoursForeignKeysPragma = false }) { project in
            try prepare(project)
            let contents = contents(project)
            let run = try project.run("upgrade", "head", "--json")
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("the server does not switch foreign keys off"), "\(run.stderr)")
            #expect(run.stderr.contains("\nhint: "))
            #expect(run.json["error"] != nil)
            #expect(self.contents(project) == contents)
            #expect(project.history == ["upgrade r1"])
        }
    }
}
