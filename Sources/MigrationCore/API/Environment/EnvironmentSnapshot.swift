/// All that decides which environment and which database a command uses, read once.
///
/// `Environment` is a pure function of it.
package struct EnvironmentSnapshot: Sendable {
    /// A dotenv file's contents and what the file system and git say of it.
    package struct File: Hashable, Sendable {
        package var bytes: [UInt8]
        package var mode: UInt16
        package var isTrackedByGit: Bool

        package init(_ bytes: [UInt8], mode: UInt16 = 0o600, isTrackedByGit: Bool = false) {
            self.bytes = bytes
            self.mode = mode
            self.isTrackedByGit = isTrackedByGit
        }
    }

    /// The flags of the command line that speak of the database.
    package struct Flags: Hashable, Sendable {
        package var environment: String?
        package var url: String?
        /// The contents of `--auth-token-file`.
        package var authToken: Secret?

        package init(environment: String? = nil, url: String? = nil, authToken: Secret? = nil) {
            self.environment = environment
            self.url = url
            self.authToken = authToken
        }
    }

    /// A string of the configuration file, with its place.
    package struct Setting: Hashable, Sendable {
        package var text: String
        package var key: String
        package var location: SourceLocation

        package init(_ text: String, key: String, location: SourceLocation) {
            self.text = text
            self.key = key
            self.location = location
        }
    }

    /// `[env.NAME]` of the configuration file.
    package struct Settings: Hashable, Sendable {
        package var url: Setting?
        package var authToken: Setting?
        package var isProtected: Bool

        package init(url: Setting? = nil, authToken: Setting? = nil, isProtected: Bool = false) {
            self.url = url
            self.authToken = authToken
            self.isProtected = isProtected
        }
    }

    package var flags: Flags
    package var process: [String: String]
    /// The working directory, to which flags and the process environment are relative.
    package var workingDirectory: String
    /// The folder of the configuration file and the dotenv files, to which these are relative.
    package var projectDirectory: String
    package var settings: [String: Settings]
    package var defaultEnvironment: String?
    /// `.env` and `.env.NAME` by file name.
    package var files: [String: File]
    /// The names of all dotenv files of the project's folder, read or not.
    package var fileNames: [String]

    package init(
        flags: Flags = Flags(),
        process: [String: String] = [:],
        workingDirectory: String = "/",
        projectDirectory: String? = nil,
        settings: [String: Settings] = [:],
        defaultEnvironment: String? = nil,
        files: [String: File] = [:],
        fileNames: [String]? = nil
    ) {
        self.flags = flags
        self.process = process
        self.workingDirectory = workingDirectory
        self.projectDirectory = projectDirectory ?? workingDirectory
        self.settings = settings
        self.defaultEnvironment = defaultEnvironment
        self.files = files
        self.fileNames = fileNames ?? Array(files.keys)
    }

    /// A file of the project's folder, as messages name it.
    package func displayPath(_ name: String) -> String {
        FilePath.display(FilePath.join(projectDirectory, name), from: workingDirectory)
    }
}
