import MigrationCore
import Testing

struct MigrationPlanTests {
    private func line() throws -> RevisionGraph {
        try RevisionGraph([
            PlanFixture.revision("a1", up: PlanFixture.section(["CREATE TABLE a (x)"]), message: "First", text: "one"),
            PlanFixture.revision("b1", ["a1"], down: nil, text: "two"),
            PlanFixture.revision("c1", ["b1"], text: "three"),
        ])
    }

    private func failure<Value>(_ body: () throws(PlanError) -> Value) -> PlanError? {
        PlanFixture.failure(body)
    }

    @Test
    func anUpgradeStopsAtAnEditedFile() throws {
        let graph = try line()
        let history = PlanFixture.history(rows: ["b1"], [("a1", .upgrade, "another"), ("b1", .upgrade, "two")])
        let error = failure { () throws(PlanError) in try MigrationPlan.upgrade(graph, from: history, to: .head) }
        #expect(error?.kind == .changedRevision)
        #expect(error?.message == "applied revisions were edited since:\n  versions/a1.sql:1: revision a1")
        #expect(
            error?.remedy == "Restore the files as they were applied and put the change into a new revision, or, if the"
                + " database has it already, type `migrate stamp --accept-changes a1`."
        )
        #expect(error?.source?.file == "versions/a1.sql")
        #expect(try MigrationPlan.drift(graph, history).map(\.id) == ["a1"])
    }

    @Test
    func whatCountsIsTheLastRecordOfARevision() throws {
        let graph = try line()
        let accepted = PlanFixture.history(rows: ["a1"], [("a1", .upgrade, "another"), ("a1", .stamp, "one")])
        #expect(try MigrationPlan.drift(graph, accepted).isEmpty)
        let silent = PlanFixture.history(rows: ["a1"], [("a1", .upgrade, "another"), ("a1", .stamp, nil)])
        #expect(try MigrationPlan.drift(graph, silent).map(\.id) == ["a1"])
        let takenBack = PlanFixture.history(rows: ["a1"], [("a1", .upgrade, "another"), ("a1", .downgrade, "another")])
        #expect(try MigrationPlan.drift(graph, takenBack).isEmpty)
        let unapplied = PlanFixture.history(rows: [], [("a1", .upgrade, "another")])
        #expect(try MigrationPlan.drift(graph, unapplied).isEmpty)
    }

    @Test
    func aDowngradeWarnsOfAnEditedFile() throws {
        let graph = try line()
        let history = PlanFixture.history(rows: ["c1"], [("a1", .upgrade, "x"), ("c1", .upgrade, "another")])
        let plan = try MigrationPlan.downgrade(graph, from: history, to: "b1")
        #expect(plan.steps.map(\.revision?.id) == ["c1"])
        #expect(
            plan.warnings == [
                "versions/c1.sql:1: revision c1 was edited after it was applied: see that its migrate:down section takes back"
                    + " what was done"
            ]
        )
    }

    @Test
    func refusesADowngradeWithoutASectionBeforeAnythingRuns() throws {
        let graph = try line()
        let history = AppliedHistory(rows: ["c1"])
        let error = failure { () throws(PlanError) in try MigrationPlan.downgrade(graph, from: history, to: .base) }
        #expect(error?.kind == .cannotRun)
        #expect(
            error?.message == "nothing was run: there is no migrate:down section in\n  versions/b1.sql:1: revision b1"
        )
        #expect(error?.remedy == "Write the section, or choose a target above.")
    }

    @Test
    func stopsAtASectionThatDidNotEnd() throws {
        let graph = try line()
        var history = PlanFixture.history(rows: ["a1"], [("a1", .upgrade, nil), ("b1", .upgrade, nil)])
        history.records[1].durationMS = nil
        let stopped = [
            failure { () throws(PlanError) in try MigrationPlan.upgrade(graph, from: history, to: .head) },
            failure { () throws(PlanError) in try MigrationPlan.downgrade(graph, from: history, to: .base) },
            failure { () throws(PlanError) in try MigrationPlan.acceptChanges(graph, from: history, of: ["a1"]) },
        ]
        for error in stopped {
            #expect(error?.kind == .unfinishedRevision)
            #expect(
                error?.message
                    == "the upgrade of b1 (versions/b1.sql:1) was begun on 2026-11-21T10:00:00.000Z by me@host"
                    + " and did not end; it runs without a transaction, so part of it may be done"
            )
            #expect(
                error?.remedy
                    == "Look at what its statements did. Then finish it by hand and type `migrate stamp b1`, or"
                    + " undo it by hand and type `migrate stamp a1`."
            )
        }
        #expect(try MigrationPlan.stamp(graph, from: history, to: ["b1"]).to == ["b1"])
        #expect(try MigrationPlan.stamp(graph, from: history, to: ["a1"]).steps.count == 1)
    }

    @Test(arguments: [Int64.max, Int64.max - 1])
    func aHistoryWithoutRoomForItsRowsIsRefused(sequence: Int64) throws {
        let graph = try line()
        var history = PlanFixture.history(rows: ["b1"], [("b1", .upgrade, nil)])
        history.records[0].sequence = sequence
        let refused = [
            failure { () throws(PlanError) in try MigrationPlan.upgrade(graph, from: history, to: .head) },
            failure { () throws(PlanError) in try MigrationPlan.stamp(graph, from: history, to: ["a1"]) },
            failure { () throws(PlanError) in try MigrationPlan.acceptChanges(graph, from: history, of: ["b1"]) },
        ]
        for error in refused {
            #expect(error?.kind == .cannotRun)
            #expect(
                error?.message
                    == "migrate_history's seq is used up: its highest is \(sequence), and there is no room for the rows of"
                    + " this run above it"
            )
            #expect(
                error?.remedy
                    == "No run counts that far, so something else wrote the row. Look at `SELECT * FROM migrate_history ORDER"
                    + " BY seq DESC LIMIT 5`, and give it the number behind the one below it: `UPDATE migrate_history SET seq ="
                    + " N WHERE seq = \(sequence)`."
            )
        }
        #expect(try MigrationPlan.upgrade(graph, from: history, to: "b1").steps.isEmpty)
        history.records[0].sequence = .max - 2
        #expect(try MigrationPlan.upgrade(graph, from: history, to: .head).batches(PlanFixture.identity).count == 1)
    }

    @Test
    func aStampRecordsTheChecksumOfWhatIsNew() throws {
        let graph = try line()
        let plan = try MigrationPlan.stamp(graph, from: AppliedHistory(rows: ["a1"]), to: ["c1"])
        #expect(plan.to == ["c1"])
        #expect(
            plan.steps.map(\.work) == [.stamp([.init(revision: "c1", checksum: Checksum(of: "three"), message: "")])]
        )
        let again = try MigrationPlan.stamp(graph, from: AppliedHistory(rows: ["c1"]), to: ["a1"])
        #expect(again.steps.map(\.work) == [.stamp([.init(revision: "a1", checksum: nil, message: "First")])])
        let base = try MigrationPlan.stamp(graph, from: AppliedHistory(rows: ["c1"]), to: [.base])
        #expect(base.to.isEmpty)
        #expect(base.steps.map(\.work) == [.stamp([.init(revision: nil, checksum: nil, message: "")])])
    }

    @Test
    func aPurgeForgetsUnknownRows() throws {
        let graph = try line()
        let history = AppliedHistory(rows: ["gone", "a1"])
        let error = failure { () throws(PlanError) in try MigrationPlan.stamp(graph, from: history, to: ["b1"]) }
        #expect(error?.kind == .graph(.unknownRow))
        let plan = try MigrationPlan.stamp(graph, from: history, to: ["b1"], purge: true)
        #expect(plan.from == ["gone", "a1"])
        #expect(plan.to == ["b1"])
    }

    @Test
    func acceptsOnlyWhatIsApplied() throws {
        let graph = try line()
        let history = PlanFixture.history(rows: ["b1"], [("a1", .upgrade, "another")])
        let plan = try MigrationPlan.acceptChanges(graph, from: history, of: ["a1"])
        #expect(plan.from == plan.to)
        #expect(
            plan.steps.map(\.work) == [.stamp([.init(revision: "a1", checksum: Checksum(of: "one"), message: "First")])]
        )
        let error = failure { () throws(PlanError) in
            try MigrationPlan.acceptChanges(graph, from: history, of: ["c1"])
        }
        #expect(error?.message == "revision c1 is not applied: there is nothing to accept")
        let none = failure { () throws(PlanError) in
            try MigrationPlan.acceptChanges(graph, from: history, of: [.base])
        }
        #expect(none?.remedy == "Type `migrate stamp --accept-changes REV`.")
    }

    @Test
    func printsItselfWithItsStatements() throws {
        let graph = try line()
        let plan = try MigrationPlan.upgrade(graph, from: AppliedHistory(), to: "b1")
        #expect(
            plan.description == """
                upgrade base -> b1, 2 revisions

                1. upgrade a1: First
                   versions/a1.sql
                   in one transaction
                       CREATE TABLE a (x);
                   version rows: base -> a1

                2. upgrade b1
                   versions/b1.sql
                   in one transaction
                   no statements
                   version rows: a1 -> b1
                """
        )
        let done = try MigrationPlan.upgrade(graph, from: AppliedHistory(rows: ["c1"]), to: .head)
        #expect(done.description == "nothing to do: the database is at c1")
    }

    @Test
    func readsRangesForScripts() throws {
        let graph = try line()
        #expect(try MigrationPlan.upgrade(graph, offline: "a1:").steps.map(\.revision?.id) == ["b1", "c1"])
        #expect(try MigrationPlan.upgrade(graph, offline: ":b1").steps.map(\.revision?.id) == ["a1", "b1"])
        #expect(try MigrationPlan.downgrade(graph, offline: "c1:-1").steps.map(\.revision?.id) == ["c1"])
        #expect(try MigrationPlan.stamp(graph, offline: ["a1:c1"]).from == ["a1"])
        let error = failure { () throws(PlanError) in try MigrationPlan.downgrade(graph, offline: "base") }
        #expect(error?.kind == .graph(.rangeRequired))
        #expect(error?.message == "`downgrade --sql` can't know where the database is")
        #expect(error?.remedy == "Name both ends: `migrate downgrade FROM:base --sql`.")
        let starts = failure { () throws(PlanError) in try MigrationPlan.stamp(graph, offline: ["a1:b1", "b1:c1"]) }
        #expect(starts?.message == "a script has one place to start from, and 'b1' is another than 'a1'")
    }
}
