import ArgumentParser
import MigrationCore

struct InitCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a ready project, overwriting nothing.",
        discussion: """
            Writes migrate.toml, the declared schema, versions/, .env examples and the lines of .gitignore that keep \
            databases and secrets out. What is there already is left alone, so it can be run again.

            Examples:
              migrate init
              migrate init backend --directory db
            """
    )

    @Argument(help: "The project's folder (default: here).", completion: .directory)
    var folder: String?

    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) throws {
        let workingDirectory = try Project.currentDirectory()
        let root = FilePath.join(workingDirectory, folder ?? ".")
        let outcome = try ProjectScaffold(directory: options.directory ?? "migrations").write(to: root)
        console.print(
            outcome.created.map { "created \($0)" } + outcome.changed.map { "changed \($0)" }
                + outcome.skipped.map { "exists  \($0)" }
        )
        console.json([
            "directory": .string(root), "created": JSONValue(outcome.created), "changed": JSONValue(outcome.changed),
            "skipped": JSONValue(outcome.skipped),
        ])
        console.note("Next: `migrate revision -m \"first tables\"`, fill it in, and `migrate upgrade`.")
    }
}
