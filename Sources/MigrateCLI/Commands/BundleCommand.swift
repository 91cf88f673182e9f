import ArgumentParser
import MigrationCore

struct BundleCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Writes one executable with all revisions of the project inside.",
        discussion: """
            The file is this migrate with the project behind its code: migrate.toml, the SQL revisions, and the Swift ones, \
            compiled. It needs neither the folder nor a toolchain where it runs, and takes the same commands. Settings of \
            an environment come from variables and dotenv files there; a migrate.toml there comes before the one inside.

            Examples:
              migrate bundle -o build/migrate-prompts
              build/migrate-prompts upgrade head --env production
            """
    )

    @Option(name: .shortAndLong, help: ArgumentHelp("The executable to write.", valueName: "file"))
    var output: String

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        guard MigrateCLI.linkedMigrations == nil else {
            throw MigrationError(
                .cannotRun,
                "this program carries its revisions already, and reads no others",
                remedy: "Copy it as it is, or bundle with the command `migrate`."
            )
        }
        let loaded = try project.loadFiles()
        guard !loaded.graph.revisions.isEmpty else {
            throw MigrationError(
                .cannotRun,
                "there are no revisions to bundle",
                remedy: "`migrate revision` writes one."
            )
        }
        let bundle = try project.bundle(loaded)
        let path = FilePath.join(project.workingDirectory, output)
        try bundle.write(to: path)
        let count = bundle.revisions.count
        console.note("Bundled \(count) \(count == 1 ? "revision" : "revisions").")
        console.print([output])
        console.json(["path": .string(output), "revisions": .integer(Int64(count))])
    }
}

extension Project {
    /// The project as it is carried by an executable.
    func bundle(_ loaded: LoadedGraph) throws(MigrationError) -> ProjectBundle {
        var files: [ProjectBundle.File] = []
        for revision in loaded.graph.revisions {
            let path = revision.source.file
            let name = path.split(separator: "/").last.map { String($0) } ?? path
            files.append(ProjectBundle.File(name: name, bytes: try contents(path)))
        }
        var runner: [UInt8]?
        let scripts = loaded.graph.revisions.filter { $0.body == .script }
        let executable = try SignalHandling.interrupting { interruption throws(MigrationError) in
            try compiledScripts(timeout: nil).selfContainedExecutable(holding: scripts, interruption)
        }
        if let executable { runner = try contents(executable) }
        return ProjectBundle(configuration: try configurationText(), revisions: files, runner: runner)
    }

    private func configurationText() throws(MigrationError) -> String? {
        guard let file = configuration.file else { return nil }
        let tokens = configuration.environments.values.compactMap(\.authToken)
        guard tokens.allSatisfy({ $0.text.contains("${") }) else {
            throw MigrationError(
                .configuration,
                "\(file) holds a token, which would be in the executable for everyone to read",
                remedy: "Write `auth_token = \"${NAME}\"`, and set the variable where it runs."
            )
        }
        return String(decoding: try contents(file), as: UTF8.self)
    }

    private func contents(_ path: String) throws(MigrationError) -> [UInt8] {
        let full = FilePath.join(workingDirectory, path)
        guard let contents = EnvironmentSnapshot.contents(of: full, limit: 512 << 20) else {
            throw MigrationError(
                .configuration,
                "\(path) can't be read: it was there a moment ago",
                remedy: "Run the same command again."
            )
        }
        return contents.bytes
    }
}
