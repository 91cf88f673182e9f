import ArgumentParser
import MigrationCore

struct StatusCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows environment and database, where it is, what is pending, and edited files.",
        discussion: "Nothing is written. The exit code is 0 whatever is pending; `current --check-heads` fails."
    )

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let choice = try project.database(database)
        let graph = try project.load().graph
        let history = try project.migrator(choice, graph, database).history()
        let status = StatusReport(
            choice: choice,
            graph: graph,
            history: history,
            pending: try graph.upgradePath(to: .heads, from: history.rows),
            changed: try MigrationPlan.drift(graph, history)
        )
        console.print(status.lines(console.outputStyle))
        console.json(status.json)
    }
}
