import MigrationCore

/// `migrate.toml`, checked, with the defaults where it says nothing.
struct ProjectConfiguration: Hashable, Sendable {
    typealias Setting = EnvironmentSnapshot.Setting

    /// What `migrate revision` writes.
    static let fileName = "migrate.toml"

    /// The file, as messages name it; `nil` where there is none.
    var file: String?
    /// The folder that relative paths and dotenv files are found in: the file's, or the working directory.
    var folder: String
    var directory: Setting?
    var schema: Setting?
    var versionLocations: [Setting]?
    var isRecursive = false
    var fileTemplate: Setting?
    var versionTable: Setting?
    var language = RevisionLanguage.sql
    var defaultEnvironment: Setting?
    var environments: [String: EnvironmentSnapshot.Settings] = [:]

    init(folder: String) {
        self.folder = folder
    }
}
