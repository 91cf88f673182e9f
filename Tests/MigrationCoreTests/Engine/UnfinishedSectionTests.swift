import MigrationCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct UnfinishedSectionTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase()
    }

    private let first = Revision.test("a", up: ["CREATE TABLE t (x)"])

    private func second(_ up: String...) -> Revision {
        .test("b", after: "a", up: up, transaction: .none)
    }

    private func failure(_ revisions: [Revision]) async -> MigrationError? {
        await #expect(throws: MigrationError.self) { try await database.migrator(revisions).upgrade() }
    }

    @Test func runsStatementByStatementAndRecordsTheEnd() async throws {
        try await database.migrator([first, second("INSERT INTO t VALUES (1)", "VACUUM")]).upgrade()
        #expect(try database.version == ["b"])
        #expect(try database.history == ["upgrade a", "upgrade b"])
    }

    @Test func aFailureInTheMiddleSaysBothWaysOn() async throws {
        let revisions = [first, second("INSERT INTO t VALUES (1)", "INSERT INTO missing VALUES (1)", "VACUUM")]
        let error = await failure(revisions)
        #expect(error?.code == .statementFailed)
        #expect(
            error?.summary == """
                upgrade of b failed at versions/b.sql:6: no such table: missing
                    INSERT INTO missing VALUES (1)
                It runs without a transaction: the first of its 3 statements is done and stays; the version was not changed; \
                a was run before it and stays.
                """
        )
        #expect(
            error?.remedy == """
                Look at what it did; then finish it by hand and type `migrate stamp b`, or undo it by hand and type \
                `migrate stamp a`. Until then b is unfinished and nothing else runs.
                """
        )
        #expect(try database.version == ["a"])
        #expect(try database.history == ["upgrade a", "upgrade b …"])
        #expect(await failure(revisions)?.code == .unfinishedRevision)
        #expect(try await database.migrator(revisions).status().unfinished?.revision == "b")
    }

    @Test func finishedByHandAndStampedItGoesOn() async throws {
        let revisions = [
            first, second("INSERT INTO t VALUES (1)", "INSERT INTO missing VALUES (1)"),
            .test("c", after: "b", up: ["CREATE TABLE u (x)"]),
        ]
        #expect(await failure(revisions) != nil)
        try await database.migrator(revisions).stamp(["b"])
        try await database.migrator(revisions).upgrade()
        #expect(try database.version == ["c"])
        #expect(try database.history == ["upgrade a", "upgrade b …", "stamp b", "upgrade c"])
    }

    @Test func undoneByHandAndStampedItRunsAgain() async throws {
        let revisions = [first, second("INSERT INTO t VALUES (1)", "INSERT INTO missing VALUES (1)")]
        #expect(await failure(revisions) != nil)
        try database.connect().apply(Batch(["DELETE FROM t", "CREATE TABLE missing (x)"]))
        try await database.migrator(revisions).stamp(["a"])
        try await database.migrator(revisions).upgrade()
        #expect(try database.version == ["b"])
        #expect(try database.history == ["upgrade a", "upgrade b …", "stamp a", "upgrade b"])
    }

    @Test func aFirstStatementThatFailsLeavesNothingUnfinished() async throws {
        let error = await failure([first, second("INSERT INTO missing VALUES (1)", "VACUUM")])
        #expect(
            error?.summary == """
                upgrade of b failed at versions/b.sql:5: no such table: missing
                    INSERT INTO missing VALUES (1)
                It was rolled back; a, run before it, stays.
                """
        )
        #expect(try database.history == ["upgrade a", "upgrade b …", "stamp a"])
        try await database.migrator([first, second("INSERT INTO t VALUES (1)")]).upgrade()
        #expect(try database.version == ["b"])
    }

    @Test(arguments: [
        ("CREATE TABLE u (x UNIQUE)", "INSERT OR FAIL INTO u VALUES (1), (2), (2)"),
        ("CREATE TABLE u (x UNIQUE ON CONFLICT FAIL)", "INSERT INTO u VALUES (1), (2), (2)"),
        (
            "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.x = 3 BEGIN SELECT RAISE(FAIL, 'no'); END",
            "INSERT INTO t VALUES (1), (2), (3)"
        ),
    ])
    func aFirstStatementThatKeptRowsIsUnfinished(made: String, statement: String) async throws {
        let first = Revision.test("a", up: ["CREATE TABLE t (x)", made])
        let error = await failure([first, second(statement)])
        #expect(
            error?.summary.hasSuffix(
                "It runs without a transaction: its statement is not done; the one that failed may have kept rows that it "
                    + "had changed; the version was not changed; a was run before it and stays."
            ) == true
        )
        #expect(try database.history == ["upgrade a", "upgrade b …"])
    }

    @Test func aFirstStatementThatUndidItselfIsNotUnfinishedWhateverItSays() async throws {
        _ = await failure([first, second("INSERT OR FAIL INTO missing VALUES (1), (2)")])
        #expect(try database.history == ["upgrade a", "upgrade b …", "stamp a"])
    }

    @Test func aLaterStatementThatMayHaveKeptRowsIsSaidToHave() async throws {
        let index: SQLStatement = "CREATE UNIQUE INDEX i ON t (x)"
        let error = await failure([first, second(index.text, "INSERT OR FAIL INTO t VALUES (1), (1)")])
        #expect(
            error?.summary.contains(
                "the first of its 2 statements is done and stays; the one that failed may have kept"
            )
                == true
        )
        #expect(try database.connect().column("SELECT x FROM t") == ["1"])
    }

    @Test func interruptedInTheMiddleItIsUnfinished() async throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let migrator = database.migrator([first, second("INSERT INTO t VALUES (1)", endless)])
        let running = Task { try await migrator.upgrade() }
        while try !hasStartedTheSecondStatement { await Task.yield() }
        running.cancel()
        let error = await #expect(throws: MigrationError.self) { try await running.value }
        #expect(error?.code == .interrupted)
        #expect(
            error?.summary == """
                upgrade of b was interrupted
                It runs without a transaction: the first of its 2 statements is done and stays; the version was not changed; \
                a was run before it and stays.
                """
        )
        #expect(try database.connect().column("SELECT x FROM t") == ["1"])
    }

    /// The first statement has committed, so the second is running or about to.
    private var hasStartedTheSecondStatement: Bool {
        get throws {
            guard let other = try DatabaseConnector.openExisting(database.location, options: .impatient) else {
                return false
            }
            return (try? other.query("SELECT x FROM t").count) == 1
        }
    }
}
