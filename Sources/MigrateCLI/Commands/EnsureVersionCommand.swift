import ArgumentParser
import MigrationCore

struct EnsureVersionCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensure-version",
        abstract: "Creates the version table and the history where they are missing.",
        discussion: "upgrade does this by itself; a database whose users may not create tables needs it done before."
    )

    @Flag(help: "Prints the script instead of running it; no database is opened.")
    var sql = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        let table = try project.versionTable()
        if sql {
            let script = MigrationPlan.ensureVersionScript(versionTable: table)
            console.print(raw: script)
            return console.json(["table": .string(table), "sql": .string(script)])
        }
        let migrator = try project.migrator(try project.database(database), try project.load().graph, database)
        let isNew = try await SignalHandling.cancelling { try await migrator.ensureVersion() }
        console.note(isNew ? "Created \(table) and migrate_history." : "Nothing to do: \(table) is there.")
        console.json(["table": .string(table), "created": .bool(isNew)])
    }
}
