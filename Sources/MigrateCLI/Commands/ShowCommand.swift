import ArgumentParser
import MigrationCore

struct ShowCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows revisions with all that their headers say.",
        discussion: """
            The database is opened for the target current only.

            Examples:
              migrate show 3f2a
              migrate show heads
            """
    )

    @Argument(help: ArgumentHelp("The revision: an id or its beginning, a label, heads, current.", valueName: "rev"))
    var revision: String

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let graph = try project.load().graph
        let rows = try project.rows(for: revision, graph, database)
        let revisions = try graph.resolve(revision, current: rows)
        console.print(try RevisionListing.show(graph, revision, rows: rows))
        console.json(["revisions": .array(revisions.map { JSONValue(revision: $0, graph) })])
    }
}
