import MigrationCore
import TOMLKit

extension ProjectConfiguration {
    /// Parses and checks the file's text.
    ///
    /// - Parameters:
    ///   - text: the file's contents.
    ///   - file: the file, as messages name it.
    ///   - folder: the file's folder.
    /// - Throws: `MigrationError` of code `configuration` for broken TOML, and for keys and types that are wrong: all of
    ///   them, each with its line.
    init(_ text: String, file: String, folder: String) throws(MigrationError) {
        self.init(folder: folder)
        self.file = file
        var reader = ConfigurationReader(file: file, lines: ConfigurationLines(text))
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw MigrationError(
                .configuration,
                "\(file):\(error.source.begin.line): \(error.description)",
                remedy: "See https://toml.io for the syntax."
            )
        } catch {
            throw MigrationError(.configuration, "\(file) is no TOML: \(error)")
        }
        reader.refuseNUL(in: text)
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            read(key, value, &reader)
        }
        try reader.finish()
    }

    private static let keys = [
        "directory", "schema", "version_locations", "recursive_version_locations", "file_template", "version_table",
        "language", "default_env", "env",
    ]

    private mutating func read(_ key: String, _ value: any TOMLValueConvertible, _ reader: inout ConfigurationReader) {
        switch key {
        case "directory": directory = reader.string(value, [key])
        case "schema": schema = reader.string(value, [key])
        case "version_locations": versionLocations = reader.strings(value, [key])
        case "recursive_version_locations": isRecursive = reader.bool(value, [key]) ?? false
        case "file_template": fileTemplate = reader.string(value, [key])
        case "version_table": versionTable = reader.string(value, [key])
        case "language": readLanguage(value, &reader)
        case "default_env": defaultEnvironment = reader.string(value, [key])
        case "env": readEnvironments(value, &reader)
        default: reader.unknown([key], known: ProjectConfiguration.keys)
        }
    }

    private mutating func readLanguage(_ value: any TOMLValueConvertible, _ reader: inout ConfigurationReader) {
        guard let text = reader.string(value, ["language"])?.text else { return }
        if let known = RevisionLanguage(rawValue: text) {
            language = known
        } else {
            reader.problem(["language"], "must be \"sql\" or \"swift\", not \"\(text)\"")
        }
    }

    private mutating func readEnvironments(_ value: any TOMLValueConvertible, _ reader: inout ConfigurationReader) {
        guard let table = reader.table(value, ["env"]) else { return }
        for name in table.keys.sorted() {
            guard let value = table[name], let entry = reader.table(value, ["env", name]) else { continue }
            var settings = EnvironmentSnapshot.Settings()
            for key in entry.keys.sorted() {
                guard let value = entry[key] else { continue }
                let path = ["env", name, key]
                switch key {
                case "url": settings.url = reader.string(value, path)
                case "auth_token": settings.authToken = reader.string(value, path)
                case "protected": settings.isProtected = reader.bool(value, path) ?? false
                default: reader.unknown(path, known: ["url", "auth_token", "protected"])
                }
            }
            environments[name] = settings
        }
    }
}

/// Reads values of a TOML file and collects what is wrong with them.
struct ConfigurationReader {
    let file: String
    let lines: ConfigurationLines
    private var problems: [(line: Int, message: String, remedy: String?)] = []

    init(file: String, lines: ConfigurationLines) {
        self.file = file
        self.lines = lines
    }

    mutating func string(_ value: any TOMLValueConvertible, _ path: [String]) -> EnvironmentSnapshot.Setting? {
        guard let text = value.string else {
            wrongType(value, path, "a string")
            return nil
        }
        return .init(text, key: path.joined(separator: "."), location: SourceLocation(file: file, line: lines[path]))
    }

    mutating func strings(_ value: any TOMLValueConvertible, _ path: [String]) -> [EnvironmentSnapshot.Setting]? {
        guard let array = value.array else {
            wrongType(value, path, "a list of strings")
            return nil
        }
        var settings: [EnvironmentSnapshot.Setting] = []
        for element in array {
            guard let setting = string(element, path) else { return nil }
            settings.append(setting)
        }
        return settings
    }

    mutating func bool(_ value: any TOMLValueConvertible, _ path: [String]) -> Bool? {
        if value.bool == nil { wrongType(value, path, "true or false") }
        return value.bool
    }

    mutating func table(_ value: any TOMLValueConvertible, _ path: [String]) -> TOMLTable? {
        if value.table == nil { wrongType(value, path, "a table") }
        return value.table
    }

    /// The parser hands its strings over as C strings, which a NUL would cut off unseen.
    mutating func refuseNUL(in text: String) {
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            var rest = line.drop { $0 == " " || $0 == "\t" }
            guard !rest.hasPrefix("#") else { continue }
            while let backslash = rest.firstIndex(of: "\\") {
                rest = rest[backslash...].dropFirst()
                if rest.hasPrefix("u0000") || rest.hasPrefix("U00000000") {
                    problems.append((index + 1, "holds a NUL character (\\\(rest.prefix(5))), which no value can", nil))
                }
                rest = rest.dropFirst()
            }
        }
    }

    mutating func unknown(_ path: [String], known: [String]) {
        let parent = path.dropLast()
        let suggestion = Suggestion.closest(to: path.last ?? "", in: known)
            .map { "Did you mean \((parent + [$0]).joined(separator: "."))?" }
        note(
            path,
            "unknown key \(path.joined(separator: "."))",
            suggestion ?? "Known here: \(known.joined(separator: ", "))."
        )
    }

    mutating func problem(_ path: [String], _ message: String) {
        note(path, "\(path.joined(separator: ".")) \(message)", nil)
    }

    private mutating func wrongType(_ value: any TOMLValueConvertible, _ path: [String], _ expected: String) {
        problem(path, "must be \(expected), not \(ConfigurationReader.name(value.type))")
    }

    private mutating func note(_ path: [String], _ message: String, _ remedy: String?) {
        problems.append((lines[path] ?? 1, message, remedy))
    }

    func finish() throws(MigrationError) {
        guard !problems.isEmpty else { return }
        let sorted = problems.sorted { $0.line < $1.line }
        let places = sorted.map { "\(file):\($0.line): \($0.message)" }
        if let only = sorted.first, sorted.count == 1 {
            throw MigrationError(
                .configuration,
                places.joined(),
                remedy: only.remedy ?? "Correct the value in \(file)."
            )
        }
        let lines = zip(places, sorted).map { place, problem in place + (problem.remedy.map { ". \($0)" } ?? "") }
        throw MigrationError(.configuration, lines.joined(separator: "\n"), remedy: "Correct these lines.")
    }

    private static func name(_ type: TOMLType) -> String {
        switch type {
        case .table: "a table"
        case .array: "a list"
        case .string: "a string"
        case .int: "an integer"
        case .double: "a number"
        case .bool: "true or false"
        case .date, .time, .dateTime: "a date or time"
        }
    }
}
