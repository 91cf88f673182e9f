import Foundation
import MigrationCore
import Testing

/// The comparison of one case, by the rules of the fixtures' README.
struct AlembicComparison {
    let fixture: GraphFixture
    let testCase: GraphCase

    /// What the command did here.
    struct Actual {
        var executed: [(direction: String, id: RevisionID)] = []
        var start: [RevisionID]?
        var rows: [RevisionID]?
        var revs: [String]?
        var lines: [String]?
        var branches: [String: [String]]?
        var versionOps: [[String]]?
    }

    func run() {
        if fixture.flaw == "duplicate_id" {
            #expect(throws: GraphError.self, "\(testCase)") { try RevisionGraph(fixture.loaded) }
            return
        }
        do {
            let graph = try RevisionGraph(fixture.loaded)
            let actual = try perform(on: graph)
            guard testCase.compare != "fail_only", testCase.outcomes.contains(where: \.ok) else {
                Issue.record("\(testCase) succeeded, but should fail: \(actual)")
                return
            }
            compare(actual, graph)
        } catch let error as GraphError {
            compareFailure(error.kind.rawValue, error.message)
        } catch let error as PlanError {
            guard case .graph(let kind) = error.kind else {
                Issue.record("\(testCase): \(error)")
                return
            }
            compareFailure(kind.rawValue, error.message)
        } catch {
            Issue.record("\(testCase): \(error)")
        }
    }

    private func compareFailure(_ kind: String, _ message: String) {
        #expect(!testCase.result.ok, "\(testCase) failed: \(message)")
        guard testCase.compare == "strict", let expected = testCase.result.error_kind else { return }
        let groups: [Set<String>] = [
            ["no_such_revision", "no_such_branch", "not_member_of_branch", "ambiguous_prefix"],
            ["ambiguous_walk", "ambiguous_upgrade", "relative_out_of_range"],
            ["cycle", "self_loop", "dependency_cycle", "dependency_self_loop"],
        ]
        let accepted = groups.first { $0.contains(expected) } ?? [expected]
        #expect(accepted.contains(kind), "\(testCase): \(kind) for \(expected): \(message)")
    }

    private func perform(on graph: RevisionGraph) throws -> Actual {
        var actual = Actual()
        switch testCase.command {
        case "upgrade", "downgrade", "stamp", "upgrade_sql", "downgrade_sql":
            let plan = try plan(on: graph)
            if testCase.command != "stamp" {
                actual.executed = plan.steps.map { ($0.direction == .upgrade ? "up" : "down", $0.revision?.id ?? "") }
            }
            actual.start = plan.from
            actual.rows = plan.to
            let changes = plan.steps.flatMap { VersionRows.changes(from: $0.headsBefore, to: $0.headsAfter) }
            actual.versionOps = changes.map(words)
        case "heads": (actual.revs, actual.lines) = (names(graph.heads), RevisionListing.heads(graph))
        case "heads_resolve_dependencies":
            actual.revs = names(graph.effectiveHeads)
            actual.lines = RevisionListing.heads(graph, resolvingDependencies: true)
        case "branches": actual.branches = branches(in: RevisionListing.branches(graph))
        case "current":
            actual.revs = try names(graph.current(testCase.rows).map(\.id))
            actual.lines = try RevisionListing.current(graph, rows: testCase.rows)
        case "history":
            let range = testCase.target == nil ? nil : testCase.text
            actual.revs = try names(graph.history(range, current: testCase.rows).map(\.id))
            actual.lines = try RevisionListing.history(graph, range: range, rows: testCase.rows)
        case "show":
            actual.revs = try names(graph.resolve(testCase.text, current: testCase.rows).map(\.id))
        default: Issue.record("\(testCase): a command that is not known")
        }
        return actual
    }

    private func plan(on graph: RevisionGraph) throws -> MigrationPlan {
        let history = AppliedHistory(rows: testCase.rows, hasVersionTable: testCase.start != nil)
        let target = RevisionTarget(testCase.text)
        switch testCase.command {
        case "upgrade": return try .upgrade(graph, from: history, to: target)
        case "downgrade": return try .downgrade(graph, from: history, to: target)
        case "upgrade_sql": return try .upgrade(graph, offline: testCase.text)
        case "downgrade_sql": return try .downgrade(graph, offline: testCase.text)
        default:
            let targets = (testCase.target?.texts ?? []).map { RevisionTarget($0) }
            return try .stamp(graph, from: history, to: targets, purge: testCase.purge ?? false)
        }
    }

    private func words(_ change: VersionRows.Change) -> [String] {
        switch change {
        case .insert(let id): ["insert", id.rawValue]
        case .update(let old, let new): ["update", old.rawValue, new.rawValue]
        case .delete(let id): ["delete", id.rawValue]
        }
    }

    private func names(_ ids: [RevisionID]) -> [String] { ids.map(\.rawValue) }

    /// From the printed lines back to branch points and their children.
    private func branches(in lines: [String]) -> [String: [String]] {
        var result: [String: [String]] = [:]
        var point = ""
        for line in lines where !line.isEmpty {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "->" { result[point, default: []].append(words[1]) } else { point = words[0] }
        }
        return result
    }

    private func compare(_ actual: Actual, _ graph: RevisionGraph) {
        #expect(
            testCase.outcomes.contains { $0.ok && matches($0, actual) },
            "\(testCase)\n  here: \(actual)\n  Alembic: \(testCase.result)"
        )
        checkOrder(actual, graph)
    }

    private func matches(_ expected: GraphCase.Outcome, _ actual: Actual) -> Bool {
        if let executed = expected.executed {
            guard Set(executed) == Set(actual.executed.map { [$0.direction, $0.id.rawValue] }) else { return false }
        }
        if let expected = expected.version_ops {
            guard let ops = actual.versionOps, agrees(ops, with: expected, actual) else { return false }
        } else if let rows = actual.rows, Set(expected.versions_after ?? []) != Set(names(rows)) {
            return false
        }
        if let revs = expected.revs {
            guard let found = actual.revs, Set(revs) == Set(found), revs.count == found.count else { return false }
        }
        if let lines = expected.lines {
            guard (actual.lines ?? []).map(normalized).sorted() == lines.map(normalized).sorted() else { return false }
        }
        if let branches = expected.branches {
            guard actual.branches?.mapValues({ $0.sorted() }) == branches.mapValues({ $0.sorted() }) else {
                return false
            }
        }
        return true
    }

    /// The same statements where the order of revisions is the same; otherwise, and at a merge, which of its rows is
    /// updated and which deleted is open, so that what they lead to is compared.
    private func agrees(_ ops: [[String]], with expected: [[String]], _ actual: Actual) -> Bool {
        let expected = expected.filter { $0.first != "create_table" }
        return ops.sorted { $0.lexicographicallyPrecedes($1) } == expected.sorted { $0.lexicographicallyPrecedes($1) }
            || outcome(of: ops) == outcome(of: expected)
    }

    /// The rows that statements add and take away in all.
    private func outcome(of ops: [[String]]) -> [String: Int] {
        var result: [String: Int] = [:]
        for op in ops {
            switch op[0] {
            case "insert": result[op[1], default: 0] += 1
            case "delete": result[op[1], default: 0] -= 1
            default:
                result[op[1], default: 0] -= 1
                result[op[2], default: 0] += 1
            }
        }
        return result.filter { $0.value != 0 }
    }

    /// The members of `(a, b)` sorted, since Alembic prints them in any order.
    private func normalized(_ line: String) -> String {
        line.replacing(/\(([^)]*)\)/) { match in
            "(" + match.1.components(separatedBy: ", ").sorted().joined(separator: ", ") + ")"
        }
    }

    /// An "up" only after all it needs, a "down" only while nothing applied needs it; a history newest first.
    private func checkOrder(_ actual: Actual, _ graph: RevisionGraph) {
        var applied = (try? graph.applied(actual.start ?? testCase.rows)) ?? []
        for (direction, id) in actual.executed {
            if direction == "up" {
                #expect(graph.parents(of: id).allSatisfy(applied.contains), "\(testCase): \(id) too early")
                applied.insert(id)
            } else {
                #expect(applied.contains(id), "\(testCase): \(id) is not applied")
                applied.remove(id)
                let dependent = applied.first { graph.parents(of: $0).contains(id) }
                #expect(dependent == nil, "\(testCase): \(id) before \(String(describing: dependent))")
            }
        }
        guard testCase.command == "history", let revs = actual.revs else { return }
        var shown: Set<RevisionID> = []
        for id in revs.map({ RevisionID($0) }) {
            #expect(shown.isDisjoint(with: graph.parents(of: id)), "\(testCase): \(id) after one that it needs")
            shown.insert(id)
        }
    }
}
