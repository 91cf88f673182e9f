import ArgumentParser
import MigrationCore

struct MergeCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Writes a revision that joins branches.",
        discussion: """
            With no revisions, all heads are joined.

            Examples:
              migrate merge -m "join billing"
              migrate merge 3f2a 8c41
            """
    )

    @Argument(help: ArgumentHelp("The revisions to join (default: all heads).", valueName: "rev"))
    var revisions: [String] = []

    @Option(name: [.customShort("m"), .long], help: ArgumentHelp("What the merge is for.", valueName: "text"))
    var message: String?

    @Flag(help: "Allows revisions that are no heads.")
    var splice = false

    @Option(help: ArgumentHelp("A name for the branch that begins here.", valueName: "label"))
    var branchLabel: String?

    @Option(help: ArgumentHelp("The id (default: 12 random hex digits).", valueName: "id"))
    var revId: String?

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if message?.contains(where: \.isNewline) == true {
            throw ValidationError("the message holds a line break: write it in one line")
        }
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let loaded = try project.loadFiles()
        guard loaded.graph.heads.count > 1 || revisions.count > 1 else {
            throw MigrationError(.invalidTarget, "there is only one head, and so nothing to merge")
        }
        var revision = NewRevision()
        revision.message = message ?? ""
        revision.heads = revisions.isEmpty ? loaded.graph.heads.map(\.rawValue) : revisions
        revision.isSplice = splice
        revision.labels = branchLabel.map { [$0] } ?? []
        revision.id = revId
        revision.filePattern =
            try project.text(project.configuration.fileTemplate) ?? RevisionTemplate.defaultFilePattern
        try project.write(revision, edit: false)
    }
}
