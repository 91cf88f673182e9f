import ArgumentParser
import MigrationCore

struct BranchesCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "branches",
        abstract: "Lists the revisions that several others go on.",
        discussion: "Below each branch point stand the revisions that go on it. No database is needed."
    )

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let graph = try Project(options, console).load().graph
        console.print(RevisionListing.branches(graph, verbose: options.verbose))
        var children: [RevisionID: [RevisionID]] = [:]
        for revision in graph.revisions {
            for parent in revision.parents { children[parent, default: []].append(revision.id) }
        }
        let points = graph.branchPoints.map { point in
            JSONValue.object([
                .init(name: "revision", value: .string(point.rawValue)),
                .init(name: "children", value: JSONValue(children[point] ?? [])),
            ])
        }
        console.json(["branches": .array(points)])
    }
}
