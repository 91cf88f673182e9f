import ArgumentParser
import Logging
public import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The command line of `migrate`, as a library, so that a team's own executable can be three lines.
///
/// ```swift
/// import MigrateCLI
/// import Migrations
///
/// await MigrateCLI.main(allMigrations)
/// ```
public enum MigrateCLI {
    /// The revisions that are linked into the program, which take the place of the folder's.
    @TaskLocal static var linkedMigrations: MigrationSource?

    /// The project that the executable carries, as `migrate bundle` writes it.
    @TaskLocal static var carried: CarriedProject?

    /// Runs the command that the process was started with, and ends the process with its exit code.
    ///
    /// - Parameter migrations: the revisions that the program carries, as the plugin EmbedMigrations puts them into a
    ///   target. They take the place of those in the folder, unless `--directory` names one; the commands that write
    ///   files (`init`, `revision`, `merge`, `edit`) go on working in the folder. `nil`, the default, is the folder.
    public static func main(_ migrations: MigrationSource? = nil) async {
        // The console tells what happens; the core's log is for programs that embed it.
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard migrations == nil else {
            exit(await $linkedMigrations.withValue(migrations) { await run(arguments) })
        }
        exit(await runCarrying(arguments))
    }

    /// Runs one command on the project that the executable carries, where it carries one.
    private static func runCarrying(_ arguments: [String]) async -> Int32 {
        do {
            guard let bundle = try ProjectBundle.carried() else { return await run(arguments) }
            let project = try CarriedProject(bundle)
            return await $carried.withValue(project) {
                await $linkedMigrations.withValue(project.revisions) { await run(arguments) }
            }
        } catch {
            let console = Console(isJSON: arguments.contains("--json"))
            return ErrorReport(error, suffix: "").write(to: console)
        }
    }

    /// Runs one command.
    ///
    /// - Parameter arguments: the arguments behind the name of the executable.
    /// - Returns: 0 done, 1 failed or declined, 64 the command line is wrong, 130 interrupted.
    static func run(_ arguments: [String]) async -> Int32 {
        let isJSON = arguments.contains("--json")
        let arguments = ArgumentNormalizer.normalize(arguments)
        do {
            var command = try parse(arguments)
            guard let projectCommand = command as? any ProjectCommand else {
                try command.run()
                return 0
            }
            let console = projectCommand.options.console
            do {
                try await projectCommand.run(console)
                return 0
            } catch let error where !(error is ValidationError) {
                return ErrorReport(error, suffix: projectCommand.options.commandSuffix).write(to: console)
            }
        } catch {
            return UsageReport(error, arguments: arguments).write(isJSON: isJSON)
        }
    }
}

extension MigrateCLI {
    /// Parses by the command's own type where one is named, which saves the walk through the tree of all commands; help,
    /// completions and mistakes are left to the root, which has the words for them.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        if let name = arguments.first, let type = MigrateCommand.command(named: name),
            let command = try? type.parse(Array(arguments.dropFirst()))
        {
            return command
        }
        return try MigrateCommand.parseAsRoot(arguments)
    }
}

/// A command of the tool.
protocol ProjectCommand: ParsableCommand {
    var options: GlobalOptions { get }

    /// Does the work: parses nothing any more, calls the core, prints.
    func run(_ console: Console) async throws
}
