import ArgumentParser
import MigrationCore

struct InitCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a ready project, overwriting nothing.",
        discussion: """
            Writes migrate.toml, the declared schema, versions/, .env examples and the lines of .gitignore that keep \
            databases and secrets out. What is there already is left alone, so it can be run again.

            With --from-database the schema of an existing database becomes the declared schema and the first revision, \
            and the database is stamped with it; nothing else in it is changed.

            Examples:
              migrate init
              migrate init backend --directory db
              migrate init --language swift
              migrate init --from-database --url sqlite:///app.db
            """
    )

    @Argument(help: "The project's folder (default: here).", completion: .directory)
    var folder: String?

    @Option(help: ArgumentHelp("What the schema is declared in: sql or swift.", valueName: "sql|swift"))
    var language: RevisionLanguage = .sql

    @Flag(help: "Begins with the schema of an existing database.")
    var fromDatabase = false

    @Flag(help: "Answers the question of a protected environment, which is stamped, with yes.")
    var yes = false

    @OptionGroup(title: "Database, for --from-database") var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let workingDirectory = try Project.currentDirectory()
        let root = FilePath.join(workingDirectory, folder ?? ".")
        let scaffold = ProjectScaffold(directory: options.directory ?? "migrations", language: language)
        let outcome = try scaffold.write(to: root)
        console.print(
            outcome.created.map { "created \($0)" } + outcome.changed.map { "changed \($0)" }
                + outcome.skipped.map { "exists  \($0)" }
        )
        let members: [(String, JSONValue)] = [
            ("directory", .string(root)), ("created", JSONValue(outcome.created)),
            ("changed", JSONValue(outcome.changed)), ("skipped", JSONValue(outcome.skipped)),
        ]
        guard fromDatabase else {
            console.json(JSONValue.object([]).adding(members))
            console.note(
                "Next: declare tables in the schema, `migrate revision --autogenerate -m \"first tables\"`, `migrate upgrade`."
            )
            return
        }
        var made = options
        made.config = FilePath.join(root, ProjectConfiguration.fileName)
        made.directory = nil
        let project = try Project(made, console)
        try await Baseline(project: project, database: database, isConfirmed: yes).make(members)
    }
}
