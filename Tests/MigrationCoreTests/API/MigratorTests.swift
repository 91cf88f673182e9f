import MigrationCore
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct MigratorTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    @Test func upgradesAndRecordsEachRevision() async throws {
        let report = try await database.migrator(Revision.chain(3)).upgrade()
        #expect(report.from == [])
        #expect(report.to == ["r3"])
        #expect(report.steps.map(\.revision) == ["r1", "r2", "r3"])
        #expect(report.steps.map(\.message) == ["Make t1", "Make t2", "Make t3"])
        #expect(try database.tables == ["t1", "t2", "t3"])
        #expect(try database.version == ["r3"])
        #expect(try database.history == ["upgrade r1", "upgrade r2", "upgrade r3"])
    }

    @Test func aRecordCarriesWhoAndWhen() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        let history = try database.migrator(Revision.chain(1)).history()
        let record = try #require(history.records.first)
        #expect(record.checksum == Checksum(of: "t1"))
        #expect(record.message == "Make t1")
        #expect(record.appliedBy.contains("@"))
        #expect(record.toolVersion == ToolVersion.current)
        #expect(record.runID.count == 16)
        #expect(record.appliedAt.count == "2026-11-21T04:31:07.123Z".count)
        #expect(record.appliedAt.hasSuffix("Z"))
        #expect((record.durationMS ?? -1) >= 0)
    }

    @Test func downgradesAndUpgradesAgain() async throws {
        let migrator = database.migrator(Revision.chain(3))
        try await migrator.upgrade()
        let report = try await migrator.downgrade(to: "r1")
        #expect(report.steps.map(\.revision) == ["r3", "r2"])
        #expect(report.steps.map(\.direction) == [.downgrade, .downgrade])
        #expect(try database.tables == ["t1"])
        try await migrator.upgrade(to: "r2")
        #expect(try database.version == ["r2"])
        #expect(try database.history.count == 6)
    }

    @Test func aCurrentDatabaseIsOnlyRead() async throws {
        let migrator = database.migrator(Revision.chain(2))
        try await migrator.upgrade()
        let holder = try database.connect()
        _ = try holder.query("BEGIN IMMEDIATE")
        let report = try await migrator.upgrade()
        #expect(report.steps == [])
        #expect(report.from == ["r2"] && report.to == ["r2"])
        _ = try holder.query("ROLLBACK")
        #expect(database.folder.names == ["app.db"])
    }

    @Test func readingCommandsCreateNothing() async throws {
        let migrator = database.migrator(Revision.chain(2))
        #expect(try await migrator.plan().steps.count == 2)
        #expect(try await migrator.status().relation == .behind)
        #expect(try migrator.history().rows == [])
        #expect(try await migrator.plan(downgradingTo: .base).steps.isEmpty)
        #expect(database.folder.names == [])
    }

    @Test func theSameRunOnADatabaseInMemoryNeedsNoFile() async throws {
        let report = try await Migrator(database: .memory, migrations: .revisions(Revision.chain(2))).upgrade()
        #expect(report.steps.count == 2)
    }

    @Test func stampWritesTheVersionAndRunsNothing() async throws {
        let migrator = database.migrator(Revision.chain(3))
        try await migrator.stamp(["r2"])
        #expect(try database.tables == [])
        #expect(try database.version == ["r2"])
        #expect(try database.history == ["stamp r2"])
        try await migrator.stamp(["base"])
        #expect(try database.version == [])
        #expect(try database.history == ["stamp r2", "stamp base"])
    }

    @Test func ensureVersionCreatesTheTablesOnce() async throws {
        let migrator = database.migrator([])
        #expect(try await migrator.ensureVersion())
        #expect(try !(await migrator.ensureVersion()))
        #expect(try database.version == [])
        #expect(try database.history == [])
    }

    @Test func anotherVersionTableIsAnotherMigrator() async throws {
        try await database.migrator(Revision.chain(1)).upgrade()
        let other = database.migrator([.test("x", up: ["CREATE TABLE x (a)"])]) { $0.versionTable = "lib_version" }
        try await other.upgrade()
        #expect(try database.version == ["r1"])
        #expect(try database.connect().column("SELECT version_num FROM lib_version") == ["x"])
    }

    @Test func aDatabaseThatAlembicMadeIsTakenOver() async throws {
        try database.connect().apply(
            Batch([
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
                "INSERT INTO alembic_version VALUES ('r1')", "CREATE TABLE t1 (a)",
            ])
        )
        try await database.migrator(Revision.chain(2)).upgrade()
        #expect(try database.version == ["r2"])
        #expect(try database.history == ["upgrade r2"])
    }

    @Test func tellsWhatHappensAsItHappens() async throws {
        let events = Mutex<[String]>([])
        try await database.migrator(Revision.chain(2)).upgrade { event in
            let line =
                switch event {
                case .started(let revision, let direction, let message):
                    "started \(direction) \(revision ?? "") \(message)"
                case .finished(let step): "finished \(step.revision ?? "")"
                case .waiting, .unreachable: "waiting"
                case .warning(let text): text
                }
            events.withLock { $0.append(line) }
        }
        #expect(
            events.withLock(\.self) == [
                "started upgrade r1 Make t1", "finished r1", "started upgrade r2 Make t2", "finished r2",
            ]
        )
    }

    @Test func aSwiftRevisionIsRefusedBeforeAnythingRuns() async throws {
        let script = Revision(
            id: "r2",
            parents: ["r1"],
            body: .script,
            source: SourceLocation(file: "versions/r2.swift", line: 1)
        )
        let error = await #expect(throws: MigrationError.self) {
            try await database.migrator(Revision.chain(1) + [script]).upgrade()
        }
        #expect(error?.code == .cannotRun)
        #expect(
            error?.summary
                == "revision r2 (versions/r2.swift:1) is written in Swift, and its code is not part of this program; nothing was run"
        )
        #expect(database.folder.names == [])
    }

    @Test(arguments: ["", "/migrations", "/migrations/versions"])
    func aFolderIsThatOfTheFilesOrTheOneAboveVersions(path: String) async throws {
        let folder = database.folder
        #expect(mkdir(folder.file("migrations"), 0o755) == 0 && mkdir(folder.file("migrations/versions"), 0o755) == 0)
        folder.write("CREATE TABLE declared (a);", to: "migrations/schema.sql")
        folder.write(
            "-- revision: a1\n-- down_revision: none\n\n-- migrate:up\nCREATE TABLE t (a);\n",
            to: "migrations/versions/a1.sql"
        )
        let migrator = Migrator(database: database.location, migrations: .directory(folder.path + path))
        if path.isEmpty {
            #expect(try await migrator.upgrade().steps.isEmpty)
        } else {
            #expect(try await migrator.upgrade().steps.map(\.revision) == ["a1"])
        }
    }
}
