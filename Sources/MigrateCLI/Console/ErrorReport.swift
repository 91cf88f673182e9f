import ArgumentParser
import MigrationCore

/// An error as people and scripts read it, and the exit code that goes with it.
struct ErrorReport {
    let error: MigrationError
    /// What the object of `--json` holds besides: what a command found.
    private let members: [(String, JSONValue)]

    /// - Parameters:
    ///   - error: what a command threw.
    ///   - suffix: the flags that the commands in its hint need to mean the same project and database.
    init(_ error: any Error, suffix: String = "") {
        members = (error as? Finding)?.members ?? []
        let wrapped =
            switch error {
            case let error as MigrationError: error
            case let error as Finding: error.error
            case let error as GraphError: MigrationError(error)
            case let error as RevisionFileError: MigrationError(error)
            case let error as PlanError: MigrationError(error)
            case is CancellationError: MigrationError(.interrupted, "interrupted")
            default: MigrationError(.database, "\(error)")
            }
        self.error = wrapped.addingToCommands(suffix)
    }

    var exitCode: Int32 { error.code == .interrupted ? 130 : 1 }

    var json: JSONValue {
        let report: JSONValue = [
            "error": [
                "code": .string(error.code.description), "message": .string(error.summary),
                "hint": JSONValue(error.remedy),
            ]
        ]
        return report.adding(members)
    }

    func write(to console: Console) -> Int32 {
        Console.writeError(error.summary, hint: error.remedy, style: console.style)
        console.json(json)
        return exitCode
    }
}

/// A command line that the parser refuses, and the help and scripts that it was asked for.
struct UsageReport {
    private let error: any Error
    private let arguments: [String]

    init(_ error: any Error, arguments: [String]) {
        self.error = error
        self.arguments = arguments
    }

    func write(isJSON: Bool) -> Int32 {
        let code = MigrateCommand.exitCode(for: error).rawValue
        guard code != 0 else {
            Console.write(MigrateCommand.fullMessage(for: error) + "\n", to: 1)
            return 0
        }
        let message = unknownCommand.map { "unknown command '\($0)'" } ?? MigrateCommand.message(for: error)
        let hint = hint
        let noColor = arguments.contains("--no-color")
        let environment = EnvironmentSnapshot.processEnvironment
        Console.writeError(message, hint: hint, style: .forDescriptor(2, noColor: noColor, environment: environment))
        if isJSON {
            let json: JSONValue = ["error": ["code": "usage", "message": .string(message), "hint": .string(hint)]]
            Console.write(json.text + "\n", to: 1)
        }
        return code
    }

    /// The first word, where it is no command: the parser would blame it, or the options behind it, for something else.
    private var unknownCommand: String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        return MigrateCommand.configuration.commandNames.contains(word) ? nil : word
    }

    /// The usage of the command, and the name that was probably meant.
    private var hint: String {
        let names = MigrateCommand.configuration.commandNames
        let word = arguments.first { !$0.hasPrefix("-") } ?? ""
        if !names.contains(word), let meant = Suggestion.closest(to: word, in: names) {
            return "Did you mean `migrate \(meant)`?"
        }
        let command = names.contains(word) ? "migrate \(word)" : "migrate"
        return "Type `\(command) --help` for what it takes."
    }
}

extension CommandConfiguration {
    fileprivate var commandNames: [String] {
        (subcommands + groupedSubcommands.flatMap(\.subcommands)).map { command in
            command.configuration.commandName ?? command._commandName
        } + ["help"]
    }
}

extension Console {
    /// `error:` and what is wrong; below it what to type or do next.
    static func writeError(_ message: String, hint: String?, style: Style) {
        var text = style.red("error:") + " " + shown(message) + "\n"
        if let hint, !hint.isEmpty { text += style.cyan("hint:") + " " + shown(hint) + "\n" }
        write(text, to: 2)
    }
}
