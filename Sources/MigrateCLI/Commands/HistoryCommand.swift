import ArgumentParser
import MigrationCore

struct HistoryCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists the revisions, newest first.",
        discussion: """
            A range limits it: A:B, A: and :B, where either side is any target, current included. The database is \
            opened for --indicate-current and for current in a range only; --verbose looks whether applied files were \
            edited, where a database is there.

            Examples:
              migrate history -r 3f2a:heads
              migrate history -r-3:current
              migrate history -i
            """
    )

    @Option(name: [.customShort("r"), .long], help: ArgumentHelp("The range, A:B.", valueName: "range"))
    var revRange: String?

    @Flag(name: [.customShort("i"), .long], help: "Marks the database's revisions.")
    var indicateCurrent = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    private var needsDatabase: Bool {
        indicateCurrent || (revRange?.split(separator: ":").contains("current") ?? false)
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let graph = try project.load().graph
        let history =
            needsDatabase ? try project.history(graph, database) : optionalHistory(project, graph)
        let rows = history?.rows ?? []
        let revisions = try graph.history(revRange, current: rows)
        let marked = indicateCurrent ? rows : nil
        let changed = try history.map { Set(try MigrationPlan.drift(graph, $0).map(\.id)) } ?? []
        console.print(
            try RevisionListing.history(
                graph,
                range: revRange,
                rows: rows,
                marksCurrent: indicateCurrent,
                verbose: options.verbose,
                notes: changed.reduce(into: [:]) { $0[$1] = ["Changed: the file was edited after it was applied"] }
            )
        )
        console.json([
            "revisions": .array(
                revisions.map { revision in
                    JSONValue(revision: revision, graph).adding(
                        (marked.map { [("is_current", .bool($0.contains(revision.id)))] } ?? [])
                            + (history == nil ? [] : [("is_changed", .bool(changed.contains(revision.id)))])
                    )
                }
            )
        ])
    }

    /// With `--verbose` the database is looked at where it can be: a graph command works without one.
    private func optionalHistory(_ project: Project, _ graph: RevisionGraph) -> AppliedHistory? {
        guard options.verbose else { return nil }
        do {
            return try project.history(graph, database)
        } catch {
            project.console.detail("edited files are not shown: \(ErrorReport(error).error.summary)")
            return nil
        }
    }
}
