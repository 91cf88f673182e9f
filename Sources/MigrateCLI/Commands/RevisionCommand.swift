import ArgumentParser
import MigrationCore

struct RevisionCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "revision",
        abstract: "Writes a new revision file and prints its path.",
        discussion: """
            Everything is checked before the file is written: the head it goes on, labels, dependencies, the id. With \
            several heads, --head says which one; --head base makes a new root, --head X --splice a new branch.

            Examples:
              migrate revision -m "add notes"
              migrate revision -m "billing" --head base --branch-label billing
              migrate revision -m "hotfix" --head 3f2a --splice
            """
    )

    @Option(name: [.customShort("m"), .long], help: ArgumentHelp("What the revision is for.", valueName: "text"))
    var message: String?

    @OptionGroup(title: "Place in the graph") var placement: PlacementOptions

    @Option(help: ArgumentHelp("A revision or label that it needs applied first; may be repeated.", valueName: "rev"))
    var dependsOn: [String] = []

    @Option(help: ArgumentHelp("One of the version locations.", valueName: "folder"), completion: .directory)
    var versionPath: String?

    @Option(help: ArgumentHelp("sql or swift (default: language of migrate.toml).", valueName: "language"))
    var language: RevisionLanguage?

    @Flag(help: "Opens the file in VISUAL or EDITOR.")
    var edit = false

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        var revision = try project.newRevision(message, placement)
        revision.dependencies = dependsOn
        revision.versionPath = versionPath.map { project.display(FilePath.join(project.workingDirectory, $0)) }
        revision.language = language ?? project.configuration.language
        try project.write(revision, edit: edit)
    }
}

/// Where a new revision goes in the graph.
struct PlacementOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The revision that it goes on: a head, heads, base (default: head).", valueName: "rev"))
    var head: String?

    @Flag(help: "Allows a --head that is no head: a new branch begins there.")
    var splice = false

    @Option(help: ArgumentHelp("A name for the branch that begins here.", valueName: "label"))
    var branchLabel: String?

    @Option(help: ArgumentHelp("The id (default: 12 random hex digits).", valueName: "id"))
    var revId: String?
}

extension RevisionLanguage: ExpressibleByArgument {}

extension Project {
    func newRevision(_ message: String?, _ placement: PlacementOptions) throws(MigrationError) -> NewRevision {
        var revision = NewRevision()
        revision.message = message ?? ""
        if let head = placement.head { revision.heads = [head] }
        revision.isSplice = placement.splice
        revision.labels = placement.branchLabel.map { [$0] } ?? []
        revision.id = placement.revId
        revision.filePattern = try text(configuration.fileTemplate) ?? RevisionTemplate.defaultFilePattern
        return revision
    }

    /// Checks and writes a revision, and prints its path.
    func write(_ revision: NewRevision, edit: Bool) throws {
        let loaded = try load()
        let checked = try revision.checked(in: loaded)
        let path = try loaded.directory.write(checked.file, to: checked.location)
        console.print([path])
        console.json(["revision": .string(checked.file.revision.id.rawValue), "path": .string(path), "changes": []])
        if edit { try Editor.open([path], environment: process) }
    }
}
