import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The project that a command works in: its configuration, its folders, its environment.
struct Project {
    let options: GlobalOptions
    let console: Console
    let configuration: ProjectConfiguration
    let workingDirectory: String
    let process: [String: String]

    /// Finds the configuration; reads no dotenv file and opens nothing.
    init(_ options: GlobalOptions, _ console: Console) throws(MigrationError) {
        self.options = options
        self.console = console
        workingDirectory = try Project.currentDirectory()
        process = EnvironmentSnapshot.processEnvironment
        configuration = try .find(options.config, workingDirectory: workingDirectory)
    }

    static func currentDirectory() throws(MigrationError) -> String {
        guard let path = getcwd(nil, 0) else {
            throw MigrationError(
                .configuration,
                "the working directory can't be read: \(String(cString: strerror(errno)))",
                remedy: "Change to a folder that exists."
            )
        }
        defer { free(path) }
        return String(cString: path)
    }
}

extension Project {
    /// The environment, from flags, process environment, dotenv files and configuration.
    func environment(_ database: DatabaseOptions? = nil) throws(MigrationError) -> Environment {
        var snapshot = EnvironmentSnapshot(
            flags: .init(environment: options.environment, url: options.url, authToken: try token(database)),
            process: process,
            workingDirectory: workingDirectory,
            projectDirectory: configuration.folder,
            settings: configuration.environments,
            defaultEnvironment: configuration.defaultEnvironment?.text
        )
        try snapshot.readFiles()
        return try Environment(snapshot)
    }

    /// Decides on the database, and says which one it is before it is touched.
    func database(_ options: DatabaseOptions) throws(MigrationError) -> DatabaseChoice {
        let environment = try environment(options)
        let choice: DatabaseChoice
        do throws(MigrationError) {
            choice = try environment.database()
        } catch {
            // A line that was left out may be the one whose variable is missed.
            for warning in environment.fileWarnings { console.warn(warning) }
            throw error
        }
        for warning in choice.warnings { console.warn(warning) }
        console.note(console.style.bold(choice.environment) + choice.announcement.dropFirst(choice.environment.count))
        return choice
    }

    private func token(_ database: DatabaseOptions?) throws(MigrationError) -> Secret? {
        guard let path = database?.authTokenFile else { return nil }
        guard let contents = EnvironmentSnapshot.contents(of: FilePath.join(workingDirectory, path), limit: 64 << 10)
        else {
            throw MigrationError(
                .configuration,
                "the file of --auth-token-file can't be read: \(String(cString: strerror(errno)))",
                remedy: "Name a file that holds the token and nothing else."
            )
        }
        let token = String(decoding: contents.bytes, as: UTF8.self)
        guard token.contains(where: { !$0.isWhitespace }) else {
            throw MigrationError(
                .configuration,
                "the file of --auth-token-file is empty",
                remedy: "Name a file that holds the token and nothing else."
            )
        }
        return Secret(token)
    }
}

extension Project {
    /// The folder that holds versions/ and the declared schema, as messages name it.
    func directory() throws(MigrationError) -> String {
        if let flag = options.directory { return display(FilePath.join(workingDirectory, flag)) }
        return try path(configuration.directory, default: "migrations")
    }

    /// The folders of revision files; `--directory` overrides what the configuration says.
    func versionLocations() throws(MigrationError) -> [String] {
        guard options.directory == nil, let settings = configuration.versionLocations, !settings.isEmpty else {
            return [FilePath.join(try directory(), "versions")]
        }
        var locations: [String] = []
        for setting in settings { locations.append(try path(setting, default: "")) }
        return locations
    }

    /// A path of the configuration file, relative to that file, as messages name it.
    func path(_ setting: EnvironmentSnapshot.Setting?, default fallback: String) throws(MigrationError) -> String {
        display(FilePath.join(configuration.folder, try text(setting) ?? fallback))
    }

    /// A text of the configuration file with its `${VAR}` expanded; no dotenv file is read where there is none.
    func text(_ setting: EnvironmentSnapshot.Setting?) throws(MigrationError) -> String? {
        guard let setting else { return nil }
        return setting.text.contains("${") ? try environment().expand(setting) : setting.text
    }

    func display(_ path: String) -> String {
        FilePath.display(path, from: workingDirectory)
    }
}
