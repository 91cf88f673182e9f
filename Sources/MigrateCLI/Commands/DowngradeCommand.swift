import ArgumentParser
import MigrationCore

struct DowngradeCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "downgrade",
        abstract: "Takes revisions back, down to a target.",
        discussion: """
            The target stays applied; everything above it goes. A revision without a migrate:down section is said \
            before anything runs. --sql needs a range, FROM:TO.

            Examples:
              migrate downgrade -1
              migrate downgrade base --dry-run
              migrate downgrade --sql head:-1
            """
    )

    @Argument(help: ArgumentHelp("What stays: an id, base, -n, LABEL@base.", valueName: "target"))
    var target: String

    @Flag(help: "Prints the script instead of running it; no database is opened.")
    var sql = false

    @Flag(help: "Prints what would be run; nothing is changed.")
    var dryRun = false

    @Option(help: ArgumentHelp("How long a Swift revision may run (default: 600).", valueName: "seconds"))
    var scriptTimeout: Seconds?

    @Flag(name: .customLong("yes"), help: "Does not ask on a protected environment.")
    var yes = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if sql, dryRun { throw ValidationError("--sql and --dry-run exclude each other") }
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        if sql { return try OfflineScript(project).downgrade(target) }
        let run = try RunCommand(project, database, asks: !dryRun, yes: yes, scriptTimeout: scriptTimeout)
        let target = RevisionTarget(target)
        if dryRun { return run.printDryRun(try await run.migrator.plan(downgradingTo: target)) }
        try await run.confirm(try await run.migrator.plan(downgradingTo: target), yes: yes)
        try await run.run { migrator, onEvent in try await migrator.downgrade(to: target, onEvent: onEvent) }
    }
}
