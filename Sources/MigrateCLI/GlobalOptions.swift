import ArgumentParser
import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("The environment; else APP_ENV, else default_env, else local.", valueName: "name")
    )
    var environment: String?

    @Option(
        name: [.customShort("c"), .long],
        help: ArgumentHelp("The configuration; else migrate.toml here or in the nearest parent.", valueName: "file"),
        completion: .file(extensions: ["toml"])
    )
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The database, whatever the environment says: a path or a URL without a token.",
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp("The folder that holds versions/ and the declared schema.", valueName: "folder"),
        completion: .directory
    )
    var directory: String?

    @Flag(help: "One JSON object on stdout, for errors too.")
    var json = false

    @Flag(name: [.customShort("q"), .long], help: "No progress: results, warnings and errors only.")
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: "More to read.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colour on a terminal; NO_COLOR does the same.")
    var noColor = false

    func validate() throws {
        // `--url "$DB"` with DB unset must not go on to the environment's database.
        if let url, url.allSatisfy(\.isWhitespace) {
            throw ValidationError("--url is empty: name a database, or leave the option out")
        }
    }

    var console: Console {
        let environment = EnvironmentSnapshot.processEnvironment
        return Console(
            isQuiet: quiet,
            isVerbose: verbose,
            isJSON: json,
            outputStyle: .forDescriptor(STDOUT_FILENO, noColor: noColor, environment: environment),
            style: .forDescriptor(STDERR_FILENO, noColor: noColor, environment: environment)
        )
    }
}

/// What a command that opens a database takes besides.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file that holds the token of a remote database.", valueName: "file"),
        completion: .file()
    )
    var authTokenFile: String?

    @Option(help: ArgumentHelp("How long a remote host is tried (default: 10).", valueName: "seconds"))
    var connectTimeout: Seconds?

    @Option(help: ArgumentHelp("How long one remote request may take (default: 60).", valueName: "seconds"))
    var timeout: Seconds?

    @Option(help: ArgumentHelp("How long a lock of another process is waited for (default: 60).", valueName: "seconds"))
    var lockTimeout: Seconds?

    func validate() throws {
        for (name, timeout) in [("--connect-timeout", connectTimeout), ("--timeout", timeout)]
        where timeout?.duration == .zero {
            throw ValidationError("\(name) is 0: no server answers in no time; give it seconds, as 10 or 0.5")
        }
    }
}

/// A number of seconds, `10` or `0.5`, of which a beginning millisecond is a whole one.
struct Seconds: ExpressibleByArgument, Hashable, Sendable {
    let duration: Duration

    init?(argument: String) {
        guard let seconds = Double(argument), seconds >= 0, seconds < 1e9 else { return nil }
        duration = .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }
}
