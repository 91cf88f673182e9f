import ArgumentParser
import MigrationCore

struct EditCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Opens revision files in VISUAL or EDITOR.",
        discussion: """
            The database is opened for the target current only.

            Examples:
              migrate edit head
              migrate edit 3f2a
            """
    )

    @Argument(help: ArgumentHelp("The revision: an id or its beginning, a label, heads, current.", valueName: "rev"))
    var revision: String

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let graph = try project.loadFiles().graph
        let rows = try project.rows(for: revision, graph, database)
        let paths = try graph.resolve(revision, current: rows).map(\.source.file)
        guard !paths.isEmpty else {
            throw MigrationError(
                .invalidTarget,
                revision == "current" ? "no current revisions" : "no revision files indicated by symbol '\(revision)'"
            )
        }
        for path in paths { console.note("opening \(path)") }
        try Editor.open(paths, environment: project.process)
        console.json(["paths": JSONValue(paths)])
    }
}
