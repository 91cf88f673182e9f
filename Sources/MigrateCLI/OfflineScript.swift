import MigrationCore

/// What `--sql` prints, a script for another program to run.
///
/// No database is opened; the start is assumed, not read.
struct OfflineScript {
    let project: Project

    init(_ project: Project) {
        self.project = project
    }

    /// From base to the target, or over a range `A:B`.
    func upgrade(_ target: String) throws {
        let graph = try project.load().graph
        let range = try target.contains(":") ? RevisionRange(target) : nil
        let start = try start(graph, range?.lower ?? "")
        let end = range.map { $0.upper.isEmpty ? "heads" : $0.upper } ?? target
        try write(.upgrade(graph, from: start, to: RevisionTarget(end)))
    }

    /// Over a range `FROM:TO`: a script can't ask the database where it begins.
    func downgrade(_ target: String) throws {
        let graph = try project.load().graph
        guard target.contains(":") else {
            throw MigrationError(
                .invalidTarget,
                "downgrade --sql needs a range: a script can't ask the database where it is",
                remedy: "Type `migrate downgrade --sql head:\(target)`, with the revision that the database is at."
            )
        }
        let range = try RevisionRange(target)
        let start = try start(graph, range.lower.isEmpty ? "heads" : range.lower)
        try write(.downgrade(graph, from: start, to: RevisionTarget(range.upper.isEmpty ? "base" : range.upper)))
    }

    /// From base, or from A for `A:B`.
    func stamp(_ targets: [String]) throws {
        let graph = try project.load().graph
        let range = try targets.count == 1 && targets[0].contains(":") ? RevisionRange(targets[0]) : nil
        let start = try start(graph, range?.lower ?? "")
        let ends = range.map { [$0.upper.isEmpty ? "heads" : $0.upper] } ?? targets
        try write(.stamp(graph, from: start, to: ends.map { RevisionTarget($0) }))
    }

    private func start(_ graph: RevisionGraph, _ text: String) throws -> AppliedHistory {
        guard !text.isEmpty, text != "base" else { return AppliedHistory() }
        let rows = try graph.rows(stamping: [RevisionTarget(text)], from: [], purge: true)
        return AppliedHistory(rows: rows, hasVersionTable: true, hasHistoryTable: true)
    }

    private func write(_ plan: MigrationPlan) throws {
        for warning in plan.warnings { project.console.warn(warning) }
        let script = try plan.script(.here(versionTable: try project.versionTable()))
        project.console.print(raw: script)
        project.console.json(JSONValue(plan: plan).adding([("sql", .string(script))]))
    }
}
