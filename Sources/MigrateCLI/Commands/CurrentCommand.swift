import ArgumentParser
import MigrationCore

struct CurrentCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "current",
        abstract: "Shows the revisions that the database is at.",
        discussion: """
            Nothing is written, and nothing is created. --check-heads prints nothing and fails unless every head is \
            applied, for scripts that start a server.

            Examples:
              migrate current --verbose
              migrate current --check-heads --env production
            """
    )

    @Flag(help: "Exit 1 unless every head is applied.")
    var checkHeads = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let choice = try project.database(database)
        let graph = try project.load().graph
        let rows = try project.migrator(choice, graph, database).history().rows
        let pending = try graph.upgradePath(to: .heads, from: rows).count
        if checkHeads {
            guard pending == 0 else {
                throw MigrationError(
                    .pendingMigrations,
                    "the database is not on all head revisions: \(pending) pending",
                    remedy: "Type `migrate upgrade heads`."
                )
            }
        } else {
            if options.verbose { console.print(["Current revision(s) for \(choice.display):"]) }
            console.print(try RevisionListing.current(graph, rows: rows, verbose: options.verbose))
        }
        let current = try graph.current(rows).map(\.id)
        console.json([
            "revisions": JSONValue(current), "heads": JSONValue(graph.heads), "pending": JSONValue(pending),
        ])
    }
}
