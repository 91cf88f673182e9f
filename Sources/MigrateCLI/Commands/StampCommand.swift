import ArgumentParser
import MigrationCore

struct StampCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "stamp",
        abstract: "Sets the version without running anything.",
        discussion: """
            --purge takes all rows away first, which also repairs a version table that names unknown revisions. \
            --accept-changes leaves the version as it is and records that an applied file was edited on purpose.

            Examples:
              migrate stamp head
              migrate stamp --purge 3f2a
              migrate stamp --accept-changes 3f2a
            """
    )

    @Argument(help: ArgumentHelp("What is to be current: ids, heads, base.", valueName: "target"))
    var targets: [String]

    @Flag(help: "Takes all rows away first, unknown ones too.")
    var purge = false

    @Flag(help: "Records the checksums of edited, applied files; the version stays.")
    var acceptChanges = false

    @Flag(help: "Prints the script instead of running it; no database is opened.")
    var sql = false

    @Flag(name: .customLong("yes"), help: "Does not ask on a protected environment.")
    var yes = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if targets.isEmpty { throw ValidationError("Missing expected argument '<target> ...'") }
        if sql, purge { throw ValidationError("--purge can't be used with --sql: a script knows no rows to take away") }
        if acceptChanges, purge || sql { throw ValidationError("--accept-changes stands alone: it changes no version") }
    }

    func run(_ console: Console) async throws {
        let project = try Project(options, console)
        if sql { return try OfflineScript(project).stamp(targets) }
        let run = try RunCommand(project, database, asks: true, yes: yes)
        let (targets, purge) = (targets.map { RevisionTarget($0) }, purge)
        if acceptChanges {
            try console.confirm("Accept the edited files", on: run.choice, isGiven: yes)
            return try await run.run { migrator, onEvent in
                try await migrator.acceptChanges(of: targets, onEvent: onEvent)
            }
        }
        try await run.confirm(try await run.migrator.plan(stamping: targets, purge: purge), yes: yes)
        try await run.run { migrator, onEvent in
            try await migrator.stamp(targets, purge: purge, onEvent: onEvent)
        }
    }
}
