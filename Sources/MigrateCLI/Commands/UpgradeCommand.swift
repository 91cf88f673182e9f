import ArgumentParser
import MigrationCore

struct UpgradeCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Applies what is pending, up to a target.",
        discussion: """
            Each revision runs in a transaction of its own, together with its version and history rows: it is applied \
            whole or not at all. --sql opens no database and prints a script, from base or over a range A:B.

            Examples:
              migrate upgrade
              migrate upgrade +1 --dry-run
              migrate upgrade heads --env production --yes
              migrate upgrade --sql 3f2a:head | sqlite3 -bail app.db
            """
    )

    @Argument(help: ArgumentHelp("How far: head, heads, an id, +n, LABEL@head.", valueName: "target"))
    var target = "head"

    @Flag(help: "Prints the script instead of running it; no database is opened.")
    var sql = false

    @Flag(help: "Prints what would be run; nothing is changed.")
    var dryRun = false

    @Flag(help: "One transaction for all revisions.")
    var singleTransaction = false

    @Option(help: ArgumentHelp("How long a Swift revision may run (default: 600).", valueName: "seconds"))
    var scriptTimeout: Seconds?

    @Flag(name: .customLong("yes"), help: "Does not ask on a protected environment.")
    var yes = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if sql, dryRun { throw ValidationError("--sql and --dry-run exclude each other") }
        if sql, singleTransaction {
            throw ValidationError("--single-transaction can't be used with --sql: each revision has its own COMMIT")
        }
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        if sql { return try OfflineScript(project).upgrade(target) }
        let run = try RunCommand(project, database, asks: !dryRun, yes: yes, scriptTimeout: scriptTimeout) { options in
            options.isSingleTransaction = singleTransaction
        }
        let target = RevisionTarget(target)
        if dryRun {
            let plan = try await run.migrator.plan(to: target)
            if singleTransaction, plan.steps.count > 1 {
                // What the run would refuse, its preview refuses as well.
                _ = try plan.singleTransaction(.here(versionTable: try project.versionTable()))
                console.note("All \(plan.steps.count) revisions would be one transaction.")
            }
            return run.printDryRun(plan)
        }
        try await run.confirm(try await run.migrator.plan(to: target), yes: yes)
        try await run.run { migrator, onEvent in try await migrator.upgrade(to: target, onEvent: onEvent) }
    }
}
