import MigrationCore
import Testing

/// The batches of plans, run on the real driver.
struct StepBatchTests {
    private let identity = PlanFixture.identity

    private func graph(_ up: Revision.Section) throws -> RevisionGraph {
        try RevisionGraph([
            PlanFixture.revision("a1", up: PlanFixture.section(["CREATE TABLE a (x)"]), message: "it's first"),
            PlanFixture.revision("b1", ["a1"], up: up),
        ])
    }

    private func database() throws -> SQLiteConnection {
        try SQLiteConnection.open(.memory, mode: .readWrite)
    }

    @Test
    func aRevisionItsRowAndItsHistoryAreOneBatch() throws {
        let plan = try MigrationPlan.upgrade(
            graph(PlanFixture.section(["INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)"])),
            from: AppliedHistory(),
            to: .head
        )
        let connection = try database()
        let batches = plan.batches(identity)
        #expect(batches.map(\.count) == [1, 1])
        for batch in batches.joined() { try connection.apply(batch.batch) }
        #expect(try connection.column("SELECT version_num FROM alembic_version") == ["b1"])
        #expect(
            try connection.column("SELECT seq || revision || direction FROM migrate_history") == [
                "1a1upgrade", "2b1upgrade",
            ]
        )
        #expect(try connection.column("SELECT message FROM migrate_history") == ["it's first", ""])
        #expect(
            try connection.integer(
                "SELECT count(*) FROM migrate_history WHERE duration_ms >= 0 AND length(checksum) = 64"
            ) == 2
        )
        #expect(
            try connection.text("SELECT applied_by || tool_version || run_id FROM migrate_history") == "me@host1.0run1"
        )
        #expect(try connection.integer("SELECT applied_at GLOB '????-??-??T??:??:??.???Z' FROM migrate_history") == 1)
        let part = try #require(batches[1][0].parts.first)
        #expect(part.revision == "b1")
        #expect(batches[1][0].batch.statements[part.statements].map(\.text).first == "INSERT INTO a VALUES (1)")
    }

    @Test
    func theGuardFailsWhereTheDatabaseHasMoved() throws {
        let plan = try MigrationPlan.upgrade(graph(PlanFixture.section([])), from: AppliedHistory(), to: .head)
        let connection = try database()
        let batches = plan.batches(identity).joined().map(\.self)
        for batch in batches { try connection.apply(batch.batch) }
        let error = #expect(throws: DatabaseError.self) { try connection.apply(batches[0].batch) }
        #expect(error?.statementIndex == batches[0].guardIndex)
        #expect(error?.message.contains("the database is not at base") == true)
        #expect(try connection.integer("SELECT count(*) FROM migrate_history") == 2)
    }

    @Test
    func theGuardSeesAHistoryThatMovedUnderTheSameRows() throws {
        let graph = try graph(PlanFixture.section([]))
        let connection = try database()
        for batch in try MigrationPlan.upgrade(graph, from: AppliedHistory(), to: "a1").batches(identity).joined() {
            try connection.apply(batch.batch)
        }
        // The same rows, but one run less than there was.
        let plan = try MigrationPlan.upgrade(graph, from: AppliedHistory(rows: ["a1"]), to: .head)
        let batch = try #require(plan.batches(identity).first?.first)
        let error = #expect(throws: DatabaseError.self) { try connection.apply(batch.batch) }
        #expect(error?.statementIndex == batch.guardIndex)
    }

    @Test
    func aSectionWithoutATransactionIsMarkedBeforeAndAfter() throws {
        let plan = try MigrationPlan.upgrade(
            graph(PlanFixture.section(["VACUUM"], .none)),
            from: AppliedHistory(),
            to: .head
        )
        let connection = try database()
        let batches = plan.batches(identity)
        #expect(batches.map(\.count) == [1, 3])
        try connection.apply(batches[0][0].batch)
        try connection.apply(batches[1][0].batch)
        #expect(try connection.column("SELECT duration_ms FROM migrate_history WHERE revision = 'b1'") == ["NULL"])
        #expect(try connection.column("SELECT version_num FROM alembic_version") == ["a1"])
        #expect(batches[1][1].batch == Batch(["VACUUM"], transaction: .none))
        try connection.apply(batches[1][1].batch)
        try connection.apply(batches[1][2].batch)
        #expect(try connection.column("SELECT version_num FROM alembic_version") == ["b1"])
        #expect(try connection.integer("SELECT count(*) FROM migrate_history WHERE duration_ms IS NULL") == 0)
    }

    @Test
    func aMarkIsClearedByAStampOfTheVersionAsItIs() throws {
        let plan = try MigrationPlan.upgrade(
            graph(PlanFixture.section(["VACUUM"], .none)),
            from: AppliedHistory(),
            to: .head
        )
        let connection = try database()
        let batches = plan.batches(identity)
        try connection.apply(batches[0][0].batch)
        try connection.apply(batches[1][0].batch)
        try connection.apply(plan.steps[1].clearingMark(identity, after: 2).batch)
        #expect(
            try connection.column(
                "SELECT direction || revision || coalesce(checksum, '-') || message FROM migrate_history"
            )
            .last == "stampa1-upgrade of b1 did not begin"
        )
        let late = #expect(throws: DatabaseError.self) { try connection.apply(batches[1][2].batch) }
        #expect(late?.statementIndex == 0)
    }

    @Test
    func aSingleTransactionHoldsAllSteps() throws {
        let off = PlanFixture.section(["INSERT INTO a VALUES (1)"], .atomic(foreignKeys: .off))
        let plan = try MigrationPlan.upgrade(graph(off), from: AppliedHistory(), to: .head)
        let batch = try plan.singleTransaction(identity)
        #expect(batch.batch.transaction == .atomic(foreignKeys: .off))
        #expect(batch.parts.map(\.revision) == ["a1", "b1"])
        let connection = try database()
        try connection.apply(batch.batch)
        #expect(try connection.column("SELECT version_num FROM alembic_version") == ["b1"])
        #expect(try connection.column("SELECT seq FROM migrate_history") == ["1", "2"])
    }

    @Test
    func aSingleTransactionRefusesWhatCannotBePartOfIt() throws {
        let plan = try MigrationPlan.upgrade(
            graph(PlanFixture.section(["VACUUM"], .none)),
            from: AppliedHistory(),
            to: .head
        )
        let error = PlanFixture.failure { () throws(PlanError) in try plan.singleTransaction(identity) }
        #expect(error?.kind == .cannotRun)
        #expect(
            error?.message == "revision b1 can't be part of a single transaction: its section says `transaction=off`"
        )
        let scripts = try RevisionGraph([PlanFixture.script("a1")])
        let swift = try MigrationPlan.upgrade(scripts, from: AppliedHistory(), to: .head)
        #expect(
            PlanFixture.failure { () throws(PlanError) in try swift.singleTransaction(identity) }?.message
                == "revision a1 can't be part of a single transaction: it is a Swift revision"
        )
    }

    @Test
    func oddNamesAreQuoted() throws {
        var identity = identity
        identity.versionTable = "ver\"sion table"
        let plan = try MigrationPlan.upgrade(graph(PlanFixture.section([])), from: AppliedHistory(), to: .head)
        let connection = try database()
        for batch in plan.batches(identity).joined() { try connection.apply(batch.batch) }
        #expect(try connection.column("SELECT version_num FROM \"ver\"\"sion table\"") == ["b1"])
    }

    @Test
    func aStampWritesARowForEachRevision() throws {
        let graph = try RevisionGraph([
            PlanFixture.revision("a1"), PlanFixture.revision("b1", ["a1"]), PlanFixture.revision("c1", ["a1"]),
        ])
        let plan = try MigrationPlan.stamp(graph, from: AppliedHistory(), to: [.heads])
        #expect(plan.steps.map(\.sequenceCount) == [2])
        let connection = try database()
        for batch in plan.batches(identity).joined() { try connection.apply(batch.batch) }
        #expect(try connection.column("SELECT version_num FROM alembic_version ORDER BY rowid") == ["b1", "c1"])
        #expect(
            try connection.column("SELECT seq || revision || duration_ms FROM migrate_history") == ["1b10", "2c10"]
        )
    }
}
