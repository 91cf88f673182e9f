import ArgumentParser
import MigrationCore

/// `migrate`: alone it prints its help.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Database migrations for SQLite and libSQL.",
        discussion: """
            A project has a folder of revisions, migrations/versions, and one database for each environment. Targets are \
            those of Alembic: head, heads, base, an id or the beginning of one, +2, -1, LABEL@head, A:B.

            First steps:
              migrate init                          a ready project in this folder
              migrate revision -m "create prompts"  a revision file, to be filled in
              migrate upgrade                       applies what is pending
              migrate status                        where it is, and what is pending

            Exit codes: 0 done, 1 failed or declined, 64 the command line is wrong, 130 interrupted.
            """,
        version: "migrate \(ToolVersion.current)",
        groupedSubcommands: [
            CommandGroup(
                name: "Revisions",
                subcommands: [InitCommand.self, RevisionCommand.self, MergeCommand.self, EditCommand.self]
            ),
            CommandGroup(
                name: "Declared schema",
                subcommands: [CheckCommand.self, DiffCommand.self, SchemaCommand.self, VerifyCommand.self]
            ),
            CommandGroup(
                name: "Database",
                subcommands: [
                    UpgradeCommand.self, DowngradeCommand.self, StampCommand.self, CurrentCommand.self,
                    StatusCommand.self,
                    EnsureVersionCommand.self, BundleCommand.self,
                ]
            ),
            CommandGroup(
                name: "Graph",
                subcommands: [HeadsCommand.self, BranchesCommand.self, HistoryCommand.self, ShowCommand.self]
            ),
        ]
    )

    /// The command of a name, `nil` where there is none.
    static func command(named name: String) -> (any ParsableCommand.Type)? {
        configuration.groupedSubcommands.lazy.flatMap(\.subcommands).first { $0.configuration.commandName == name }
    }
}
