import MigrationCore
import Testing

/// Version tables that another program made without a primary key, and histories that contradict themselves.
@Suite struct FlawedVersionTableTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private func fill(_ rows: String) throws {
        try database.connect().apply(
            Batch([
                "CREATE TABLE alembic_version (version_num)",
                SQLStatement("INSERT INTO alembic_version VALUES \(rows)"),
            ])
        )
    }

    @Test(arguments: [
        ("('r1'), ('r1')", "the table alembic_version has the row 'r1' more than once"),
        ("('r1'), (NULL)", "the table alembic_version has a row that is no text (NULL, or another type)"),
        ("('r1'), (7)", "the table alembic_version has a row that is no text (NULL, or another type)"),
    ])
    func isToldByTheFirstLook(rows: String, message: String) async throws {
        try fill(rows)
        let migrator = database.migrator(Revision.chain(2))
        let remedy =
            "Type `migrate stamp --purge r1`, or with the revision that the database is at: it deletes all rows and writes "
            + "them anew."
        let failures = [
            await #expect(throws: MigrationError.self) { try await migrator.upgrade() },
            await #expect(throws: MigrationError.self) { try await migrator.downgrade(to: .base) },
            await #expect(throws: MigrationError.self) { try await migrator.stamp(["r2"]) },
            await #expect(throws: MigrationError.self) { try await migrator.status() },
            #expect(throws: MigrationError.self) { try migrator.history() },
        ]
        for failure in failures {
            #expect(failure?.summary == message)
            #expect(failure?.remedy == remedy)
        }
    }

    @Test func aStampThatPurgesReplacesAllRows() async throws {
        try fill("('r1'), ('r1'), (NULL), (7)")
        let migrator = database.migrator(Revision.chain(2))
        try await migrator.stamp(["r1"], purge: true)
        #expect(try database.version == ["r1"])
        #expect(try database.history == ["stamp r1"])
    }

    @Test func aTableOfNothingButNullNamesNoRevisionToStamp() async throws {
        try fill("(NULL)")
        let error = await #expect(throws: MigrationError.self) { try await database.migrator([]).upgrade() }
        #expect(error?.remedy?.hasPrefix("Type `migrate stamp --purge REV`") == true)
    }

    @Test func aGuardThatWouldFailForEverFailsOnce() async throws {
        try database.connect().apply(
            Batch([
                """
                CREATE TABLE migrate_history (seq TEXT, revision, direction, checksum, message, applied_at, duration_ms,
                  applied_by, tool_version, run_id)
                """,
                "INSERT INTO migrate_history (seq, direction, duration_ms) VALUES ('x', 'stamp', 0)",
            ])
        )
        let (starts, counter) = AsyncStream<Void>.makeStream()
        let error = await #expect(throws: MigrationError.self) {
            try await database.migrator(Revision.chain(1)).upgrade { event in
                if case .started = event { counter.yield() }
            }
        }
        counter.finish()
        #expect(await starts.reduce(0) { count, _ in count + 1 } == 1)
        #expect(
            error?.summary
                == "\(database.path): alembic_version and migrate_history do not hold what was read from them"
        )
        #expect(
            error?.remedy
                == "Look at both tables with `sqlite3`: they have columns of other types, or rows, that the tool did not "
                + "write. If another program changed the version just now, run the same command again."
        )
    }

    @Test(arguments: [
        ("", "is empty"), ("v\0x", "holds a NUL character"),
        ("SQLite_x", "begins with 'sqlite_', which SQLite keeps for itself"),
        ("Migrate_History", "is the name of the table that keeps every run"),
    ])
    func aNameThatCannotBeIsRefusedBeforeAnythingIsOpened(name: String, reason: String) async throws {
        let migrator = database.migrator(Revision.chain(1)) { $0.versionTable = name }
        let error = await #expect(throws: MigrationError.self) { try await migrator.upgrade() }
        #expect(error?.code == .configuration)
        #expect(error?.summary == "the version table's name '\(name)' \(reason)")
        #expect(
            error?.remedy
                == "Choose another name in `Migrator.Options.versionTable`, or leave it at `alembic_version`."
        )
        #expect(database.folder.names == [])
    }
}
