/// Rewrites arguments in which a minus begins a value, before the parser takes them for flags.
///
/// Options before the command move behind it, where the parser looks for them: `-e staging current` is Alembic's order.
/// `downgrade -1 --sql` becomes `downgrade --sql -- -1`, and `history -r -3:current` and `history -r-3:current` become
/// `history --rev-range=-3:current`. No flag begins with a digit, so nothing else changes its meaning.
enum ArgumentNormalizer {
    /// The options that take a value, by their short name.
    static let shortOptions: [Character: String] = [
        "e": "--env", "c": "--config", "d": "--directory", "m": "--message", "r": "--rev-range",
    ]

    /// The options that take a value.
    static let valueOptions: Set<String> = [
        "--env", "--config", "--url", "--directory", "--message", "--rev-range", "--head", "--branch-label",
        "--depends-on", "--rev-id", "--version-path", "--language", "--rename", "--backfill", "--auth-token-file",
        "--connect-timeout", "--timeout", "--lock-timeout", "--script-timeout", "--from", "--to",
    ]

    /// Rewrites the arguments behind the command's name.
    static func normalize(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var values: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                values += rest
                rest = []
            } else if let (cluster, option, value) = joinedShortOption(argument) {
                result += cluster + [option + "=" + value]
            } else if let option = optionAwaitingValue(argument), let value = rest.first, isDashedValue(value) {
                rest = rest.dropFirst()
                result += option.cluster + [option.name + "=" + value]
            } else if isRelative(argument) {
                values.append(argument)
            } else {
                result.append(argument)
            }
        }
        let hasTerminator = !values.isEmpty || arguments.contains("--")
        result = commandFirst(result)
        return hasTerminator ? result + ["--"] + values : result
    }

    /// Moves the options before the first word, the command's name, behind it.
    private static func commandFirst(_ arguments: [String]) -> [String] {
        var index = 0
        while index < arguments.count, arguments[index].hasPrefix("-") {
            if optionAwaitingValue(arguments[index]) != nil {
                index += 2
            } else if isGlobal(arguments[index]) {
                index += 1
            } else {
                return arguments
            }
        }
        guard index > 0, index < arguments.count else { return arguments }
        return [arguments[index]] + arguments[..<index] + arguments[(index + 1)...]
    }

    /// A flag that every command takes, or an option with its value in it.
    private static func isGlobal(_ argument: String) -> Bool {
        let flags = ["--json", "--quiet", "--verbose", "--no-color", "-q", "-v", "-qv", "-vq"]
        let name = argument.split(separator: "=").first.map(String.init) ?? ""
        return flags.contains(argument) || valueOptions.contains(name) && name != argument
    }

    /// `-1`, `-3:current`: a minus and a digit.
    private static func isRelative(_ argument: String) -> Bool {
        argument.hasPrefix("-") && argument.dropFirst().first.map { ("0"..."9").contains($0) } ?? false
    }

    /// What can only be the value of the option before it: a relative target, or words that begin with a minus.
    private static func isDashedValue(_ argument: String) -> Bool {
        isRelative(argument) || (argument.hasPrefix("-") && argument.contains(" "))
    }

    /// `-r-3:current`, `-vr-3:current`: a short option with its value attached.
    private static func joinedShortOption(_ argument: String) -> ([String], String, String)? {
        guard let (flags, option, value) = cluster(argument), !value.isEmpty, !value.hasPrefix("=") else { return nil }
        return (flags, option, value)
    }

    /// `--message`, `-m`, `-vm` without a value of its own.
    private static func optionAwaitingValue(_ argument: String) -> (cluster: [String], name: String)? {
        if valueOptions.contains(argument) { return ([], argument) }
        guard let (flags, option, value) = cluster(argument), value.isEmpty else { return nil }
        return (flags, option)
    }

    /// Splits `-vr-3:current` into `["-v"]`, `--rev-range` and `-3:current`.
    private static func cluster(_ argument: String) -> ([String], String, String)? {
        guard argument.hasPrefix("-"), !argument.hasPrefix("--") else { return nil }
        var flags: [String] = []
        var rest = argument.dropFirst()
        while let letter = rest.popFirst() {
            if let option = shortOptions[letter] { return (flags, option, String(rest)) }
            guard ["v", "q", "i", "h"].contains(letter) else { return nil }
            flags.append("-\(letter)")
        }
        return nil
    }
}
