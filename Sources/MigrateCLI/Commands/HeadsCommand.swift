import ArgumentParser
import MigrationCore

struct HeadsCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract: "Lists the revisions that no other revision goes on.",
        discussion: "More than one head means branches: `migrate merge` joins them. No database is needed."
    )

    @Flag(help: "Leaves out heads that another revision depends on.")
    var resolveDependencies = false

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let graph = try Project(options, console).load().graph
        let heads = resolveDependencies ? graph.effectiveHeads : graph.heads
        console.print(
            RevisionListing.heads(graph, resolvingDependencies: resolveDependencies, verbose: options.verbose)
        )
        console.json(["heads": .array(heads.compactMap { graph[$0] }.map { JSONValue(revision: $0, graph) })])
    }
}
