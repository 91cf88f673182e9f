import MigrationCore
import Testing

struct VersionRowsTests {
    @Test(arguments: UInt64(0)..<60)
    func rowsFollowFromTheAppliedSetAlone(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let graph = try RevisionGraph(RandomGraph(seed: seed, count: 1 + Int(seed)).revisions)
        var history = AppliedHistory()
        var applied: Set<RevisionID> = []
        for _ in 0..<30 {
            let target = try #require(graph.revisions.randomElement(using: &generator)).id.rawValue
            let isUpgrade = Bool.random(using: &generator)
            let below = applied.sorted().randomElement(using: &generator)?.rawValue ?? "base"
            let plan: MigrationPlan
            do throws(PlanError) {
                plan =
                    isUpgrade
                    ? try .upgrade(graph, from: history, to: RevisionTarget(target))
                    : try .downgrade(graph, from: history, to: RevisionTarget(below))
            } catch {
                // Only dependents are above it, which a downgrade to it keeps.
                #expect(error.kind == .graph(.notDowngradeTarget))
                continue
            }
            let ids = plan.steps.compactMap(\.revision?.id)
            if isUpgrade { applied.formUnion(ids) } else { applied.subtract(ids) }
            history.rows = plan.to
            #expect(Set(plan.to) == Set(graph.rows(of: applied)), "seed \(seed), to \(target)")
            #expect(plan.to.count == Set(plan.to).count)
            #expect(try graph.applied(plan.to) == applied)
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func stepsLeadFromRowsToRows(seed: UInt64) throws {
        let graph = try RevisionGraph(RandomGraph(seed: seed, count: 30).revisions)
        let up = try MigrationPlan.upgrade(graph, from: AppliedHistory(), to: .heads)
        let down = try MigrationPlan.downgrade(graph, from: AppliedHistory(rows: up.to), to: .base)
        #expect(up.steps.count == 30)
        #expect(Set(up.to) == Set(graph.effectiveHeads))
        #expect(down.steps.count == 30)
        #expect(down.to.isEmpty)
        for step in up.steps + down.steps {
            var table = step.headsBefore
            for change in VersionRows.changes(from: step.headsBefore, to: step.headsAfter) {
                switch change {
                case .insert(let id): table.append(id)
                case .update(let old, let new): table = table.map { $0 == old ? new : $0 }
                case .delete(let id): table.removeAll { $0 == id }
                }
            }
            #expect(table == step.headsAfter, "physical order after \(step.revision?.id.rawValue ?? "")")
        }
    }

    @Test
    func anUpdateKeepsThePlaceOfTheRow() {
        var rows = VersionRows(["a", "b", "c"])
        rows.replace(["b"], by: ["b2"])
        #expect(rows.rows == ["a", "b2", "c"])
        rows.replace(["a", "c"], by: ["m"])
        #expect(rows.rows == ["m", "b2"])
        rows.replace(["m"], by: ["x", "y"])
        #expect(rows.rows == ["x", "b2", "y"])
    }
}
