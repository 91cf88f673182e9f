import MigrationCore
import Testing

@Suite struct VersionStoreTests {
    private let connection: SQLiteConnection

    init() throws {
        connection = try SQLiteConnection.open(.memory, mode: .readWrite)
    }

    private func read(_ table: String = "alembic_version") throws(DatabaseError) -> AppliedHistory {
        try VersionStore.read(from: connection, versionTable: table)
    }

    private let alembicTable: SQLStatement = """
        CREATE TABLE alembic_version (
        \tversion_num VARCHAR(32) NOT NULL,\u{20}
        \tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
        )
        """

    private let historyTable: SQLStatement = """
        CREATE TABLE migrate_history (seq INTEGER PRIMARY KEY, revision, direction, checksum, message, applied_at,
          duration_ms, applied_by, tool_version, run_id)
        """

    @Test func aMissingFileIsAnEmptyDatabase() throws {
        #expect(try VersionStore.read(from: nil, versionTable: "alembic_version") == AppliedHistory())
    }

    @Test func anEmptyDatabaseHasNoHistory() throws {
        #expect(try read() == AppliedHistory())
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 0)
    }

    @Test func readsAlembicsRowsInPhysicalOrder() throws {
        try connection.apply(
            Batch([
                alembicTable, "INSERT INTO alembic_version VALUES ('zz'), ('aa'), ('mm')",
                "UPDATE alembic_version SET version_num = 'bb' WHERE version_num = 'aa'",
            ])
        )
        let history = try read()
        #expect(history.rows == ["zz", "bb", "mm"])
        #expect(history.records == [])
        #expect(history.hasVersionTable)
        #expect(!history.hasHistoryTable)
    }

    @Test func readsTheHistoryInOrder() throws {
        try connection.apply(
            Batch([
                historyTable,
                """
                INSERT INTO migrate_history VALUES
                  (7, NULL, 'stamp', NULL, NULL, '2026-11-21T04:31:07.123Z', 0, 'me@here', '1.0', 'r2'),
                  (3, 'a1', 'upgrade', 'c0ffee', 'first', '2026-11-20T04:31:07.123Z', 12, 'me@here', '1.0', 'r1'),
                  (8, 'a1', 'downgrade', 'c0ffee', 'first', '2026-11-22T04:31:07.123Z', NULL, 'me@here', '1.0', 'r3')
                """,
            ])
        )
        let history = try read()
        #expect(history.records.map(\.sequence) == [3, 7, 8])
        #expect(history.records.first?.revision == "a1")
        #expect(history.records.first?.checksum == Checksum(hex: "c0ffee"))
        #expect(history.records.first?.durationMS == 12)
        #expect(history.records.map(\.direction) == [.upgrade, .stamp, .downgrade])
        #expect(history.records.dropFirst().first?.revision == nil)
        #expect(history.maxSequence == 8)
        #expect(history.unfinished?.sequence == 8)
        #expect(!history.hasVersionTable)
    }

    @Test func findsTheTableByAnyCaseAndQuotesItsName() throws {
        try connection.apply(
            Batch(["CREATE TABLE \"My \"\"Versions\" (VERSION_NUM)", "INSERT INTO \"My \"\"Versions\" VALUES ('a')"])
        )
        #expect(try read("my \"versions").rows == ["a"])
    }

    @Test(arguments: [
        (
            "CREATE TABLE alembic_version (id)",
            "the table alembic_version has no column version_num: it is another program's"
        ),
        (
            "CREATE TABLE migrate_history (seq, revision)",
            "the table migrate_history has no column direction: it is another program's"
        ),
        (
            "CREATE VIEW alembic_version AS SELECT 1 AS version_num",
            "alembic_version is a view, where the table of versions is expected"
        ),
    ])
    func refusesOtherThingsOfThatName(sql: String, message: String) throws {
        try connection.apply(Batch([SQLStatement(sql)]))
        let error = #expect(throws: DatabaseError.self) { try read() }
        #expect(error?.message == message)
        #expect(error?.code == .unsupported)
    }

    @Test func readsAThousandRecordsAtOnce() throws {
        try connection.apply(
            Batch([
                historyTable,
                """
                INSERT INTO migrate_history WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                SELECT i, 'r' || i, 'upgrade', hex(randomblob(32)), 'm', '2026', 1, 'me', '1', 'x' FROM n
                """,
            ])
        )
        let counted = CountingConnection(connection)
        #expect(try VersionStore.read(from: counted, versionTable: "alembic_version").records.count == 1000)
        #expect(counted.queries == 1)
    }

    /// 30,000 rows of ten revisions, up and down, the newest of each a stamp that says nothing of the file.
    private func fill() throws {
        try connection.apply(
            Batch([
                historyTable,
                """
                INSERT INTO migrate_history WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
                SELECT i, 'r' || (i % 10), iif(i > 29990, 'stamp', iif(i / 10 % 2, 'downgrade', 'upgrade')),
                  iif(i > 29990, NULL, 'c' || i), 'm', '2026', 1, 'me', '1', 'run' || (i / 10) FROM n
                """,
            ])
        )
    }

    @Test func readsOfALongHistoryOnlyWhatDecidesAnything() throws {
        try fill()
        let history = try read()
        #expect(history.records.map(\.sequence) == Array(29_971...30_000))
        #expect(history.records.map(\.checksum).prefix(20) == (29_971...29_990).map { Checksum(hex: "c\($0)") }[...])
        #expect(history.maxSequence == 30_000)
        let own = try VersionStore.read(from: connection, versionTable: "alembic_version", runID: "run7")
        #expect(own.records.map(\.sequence) == Array(70...79) + Array(29_971...30_000))
        #expect(own.records.first?.runID == "run7")
    }

    @Test(arguments: [1, 7, 10, 30, 31]) func readsALongListPageByPage(limit: Int) throws {
        try fill()
        let counted = CountingConnection(connection)
        let history = try VersionStore.read(from: counted, versionTable: "alembic_version", pageLimit: limit)
        #expect(history == (try read()))
        #expect(counted.queries == 30 / limit + 1)
    }

    @Test func asksForLessWhereThePageIsTooLarge() throws {
        try fill()
        let counted = CountingConnection(connection, refusing: 2)
        let history = try VersionStore.read(from: counted, versionTable: "alembic_version", pageLimit: 1_000)
        #expect(history == (try read()))
        #expect(counted.queries == 6)
    }
}

private final class CountingConnection: DatabaseConnection, @unchecked Sendable {
    private let base: any DatabaseConnection
    /// How many of the first questions have an answer that is too large.
    private let refusing: Int
    private(set) var queries = 0

    init(_ base: any DatabaseConnection, refusing: Int = 0) {
        self.base = base
        self.refusing = refusing
    }

    func query(
        _ statements: [SQLStatement],
        isolation: ReadIsolation
    ) throws(DatabaseError) -> [Result<[SQLRow], DatabaseError>] {
        queries += 1
        guard queries > refusing else { throw DatabaseError(.tooLarge, "Response is too large") }
        return try base.query(statements, isolation: isolation)
    }

    func apply(_ batches: [Batch], onApplied: (_ lastRows: [SQLRow]) -> Void) throws(DatabaseError) {
        try base.apply(batches, onApplied: onApplied)
    }

    func interrupt() {
        base.interrupt()
    }
}
