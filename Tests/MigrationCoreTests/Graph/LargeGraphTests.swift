import MigrationCore
import Testing

/// Graphs at which recursion would overflow the stack and quadratic work would never end.
struct LargeGraphTests {
    private func revision(_ number: Int, parents: [Int]) -> Revision {
        Revision(
            id: RevisionID("r\(number)"),
            parents: parents.map { RevisionID("r\($0)") },
            source: SourceLocation(file: "r\(number).sql")
        )
    }

    @Test
    func aLineOf100000RevisionsIsNoProblem() throws {
        let graph = try RevisionGraph((0..<100_000).map { revision($0, parents: $0 == 0 ? [] : [$0 - 1]) })
        #expect(graph.heads == ["r99999"])
        let path = try graph.upgradePath(to: .head, from: ["r10"])
        #expect(path.count == 99_989)
        #expect(path.first?.id == "r11")
        #expect(try graph.downgradePath(to: .base, from: ["r99999"]).revisions.count == 100_000)
        #expect(try graph.history("-3:", current: []).map(\.id) == ["r99999", "r99998", "r99997", "r99996"])
    }

    @Test
    func wideGraphsWithMergesAreNoProblem() throws {
        // 100 times: 49 branches of one base, then their merge.
        var revisions = [revision(0, parents: [])]
        for _ in 0..<100 {
            let base = revisions.count - 1
            for _ in 0..<49 { revisions.append(revision(revisions.count, parents: [base])) }
            revisions.append(revision(revisions.count, parents: Array((base + 1)...(base + 49))))
        }
        let graph = try RevisionGraph(revisions)
        let plan = try MigrationPlan.upgrade(graph, from: AppliedHistory(), to: .head)
        #expect(plan.steps.count == 5001)
        #expect(plan.to == ["r5000"])
        #expect(plan.steps.map(\.headsAfter.count).max() == 49)
        #expect(RevisionListing.branches(graph).count { $0.contains("(branchpoint)") } == 100)
    }
}
