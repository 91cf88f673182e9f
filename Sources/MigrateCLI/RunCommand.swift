import ArgumentParser
import MigrationCore

/// What upgrade, downgrade and stamp have in common: they change a database.
struct RunCommand {
    let project: Project
    let graph: RevisionGraph
    let choice: DatabaseChoice
    let migrator: Migrator
    let reporter: RunReporter

    /// Loads the revisions, decides on the database and says which it is; nothing is opened yet.
    ///
    /// - Throws: `MigrationError`; `.declined` where the environment is protected and nobody can be asked.
    init(
        _ project: Project,
        _ database: DatabaseOptions,
        asks: Bool,
        yes: Bool,
        scriptTimeout: Seconds? = nil,
        adjust: (inout Migrator.Options) -> Void = { _ in }
    ) throws(MigrationError) {
        self.project = project
        choice = try project.database(database)
        if asks { try project.console.requireTerminal(choice, isGiven: yes) }
        graph = try project.load().graph
        migrator = try project.migrator(choice, graph, database, scriptTimeout: scriptTimeout, adjust: adjust)
        reporter = RunReporter(console: project.console, graph: graph)
    }

    /// Asks on a protected environment, with the steps at hand; where nothing is to be done nothing is asked.
    func confirm(_ plan: @autoclosure () async throws -> MigrationPlan, yes: Bool) async throws {
        guard choice.isProtected, !yes else { return }
        let plan = try await plan()
        guard !plan.steps.isEmpty else { return }
        for step in plan.steps {
            let message = step.revision?.message ?? ""
            let line = RunReporter.line(graph, step.revision?.id, step.direction, message)
            project.console.ask("  \(line.dropFirst("Running ".count))\n")
        }
        try project.console.confirm(
            plan.summary.prefix(1).uppercased() + plan.summary.dropFirst(),
            on: choice,
            isGiven: yes
        )
    }

    /// Runs, cancelled by SIGINT and SIGTERM, and prints the report.
    func run(
        _ body:
            @escaping @Sendable (Migrator, @escaping @Sendable (MigrationEvent) -> Void) async throws
            -> MigrationReport
    ) async throws {
        let (migrator, reporter) = (migrator, reporter)
        do {
            let report = try await SignalHandling.cancelling { try await body(migrator, reporter.handle) }
            reporter.summarize(report)
            project.console.json(JSONValue(report: report))
        } catch {
            reporter.clear()
            throw error
        }
    }

    /// Prints what would be done, statement by statement.
    func printDryRun(_ plan: MigrationPlan) {
        let plan = shown(plan)
        project.console.print([plan.description])
        project.console.json(JSONValue(plan: plan).adding([("dry_run", true)]))
    }

    /// The plan with the statements of Swift revisions; without a compiler, say, it is a plan all the same.
    private func shown(_ plan: MigrationPlan) -> MigrationPlan {
        do throws(MigrationError) {
            return try project.preview(graph).plan(showing: plan, isComplete: false)
        } catch {
            project.console.warn("the statements of Swift revisions can't be shown: \(error.summary)")
            return plan
        }
    }
}
