import ArgumentParser
import MigrationCore

struct RevisionCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "revision",
        abstract: "Writes a new revision file and prints its path.",
        discussion: """
            Everything is checked before the file is written: the head it goes on, labels, dependencies, the id. With \
            several heads, --head says which one; --head base makes a new root, --head X --splice a new branch.

            With --autogenerate the declared schema is compared with the state at that head, and the revision is run up, \
            down and up again on scratch databases before it is written. Where nothing differs no file is written.

            Examples:
              migrate revision --autogenerate -m "add notes"
              migrate revision --autogenerate -m "slugs" --rename prompts.handle=slug
              migrate revision --autogenerate -m "owners" --backfill "prompts.owner='nobody'"
              migrate revision -m "by hand"
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

    @OptionGroup(title: "Autogenerate") var autogenerate: AutogenerateOptions
    @OptionGroup(title: "Database, for --from-database") var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if message?.contains(where: \.isNewline) == true {
            throw ValidationError("the message holds a line break: write it in one line")
        }
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        var revision = try project.newRevision(message, placement)
        revision.dependencies = dependsOn
        revision.versionPath = versionPath.map { project.display(FilePath.join(project.workingDirectory, $0)) }
        revision.language = language ?? project.configuration.language
        guard autogenerate.autogenerate else { return try project.write(revision, edit: edit) }
        try generate(&revision, project)
        if revision.generated == nil {
            console.note("No changes: the declared schema is what \(autogenerate.source) hold. No file was written.")
            console.json(["revision": nil, "path": nil, "changes": []])
        } else {
            try project.write(revision, edit: edit)
        }
    }

    private func generate(_ revision: inout NewRevision, _ project: Project) throws {
        let graph = try project.loadFiles().graph
        var parents = try revision.parents(graph).map(\.id)
        for dependency in revision.dependencies { parents += try graph.resolve(dependency, current: []).map(\.id) }
        let work = Autogeneration(project: project, database: database, flags: autogenerate)
        revision.generated = try work.generate(graph, on: parents)
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
        let loaded = try loadFiles()
        let checked = try revision.checked(in: loaded)
        if let generated = revision.generated {
            if revision.language == .swift {
                let proof = GeneratedScriptProof(generated, versionTable: try versionTable(), variables: process)
                try SignalHandling.interrupting { interruption throws(MigrationError) in
                    try proof.run(checked.file, interruption)
                }
            }
            console.tell(generated)
        }
        let path = try loaded.directory.write(checked.file, to: checked.location)
        console.print([path])
        console.json([
            "revision": .string(checked.file.revision.id.rawValue), "path": .string(path),
            "changes": JSONValue(changes: revision.generated?.changes ?? []),
            "warnings": .array((revision.generated?.warnings ?? []).map(JSONValue.init)),
        ])
        if edit { try Editor.open([path], environment: process) }
    }
}
