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
        try write(.upgrade(graph, offline: target), graph)
    }

    /// Over a range `FROM:TO`: a script can't ask the database where it begins.
    func downgrade(_ target: String) throws {
        let graph = try project.load().graph
        try write(.downgrade(graph, offline: target), graph)
    }

    /// From base, or from A for `A:B`.
    func stamp(_ targets: [String]) throws {
        let graph = try project.load().graph
        try write(.stamp(graph, offline: targets), graph)
    }

    private func write(_ plan: MigrationPlan, _ graph: RevisionGraph) throws {
        let plan = try project.preview(graph).plan(showing: plan, isComplete: true)
        for warning in plan.warnings { project.console.warn(warning) }
        let script = try plan.script(.here(versionTable: try project.versionTable()))
        project.console.print(raw: script)
        project.console.json(JSONValue(plan: plan).adding([("sql", .string(script))]))
    }
}
