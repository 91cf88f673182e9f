import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ProjectConfiguration {
    /// Finds the configuration: the file that `--config` names, else `migrate.toml` in the working directory or the
    /// nearest parent that has one, else the one that the executable carries, else none.
    ///
    /// - Parameters:
    ///   - path: what `--config` says.
    ///   - workingDirectory: where the search begins.
    /// - Returns: the configuration, with defaults where the file says nothing.
    /// - Throws: `MigrationError` of code `configuration` for a file that can't be read or is wrong.
    static func find(_ path: String?, workingDirectory: String) throws(MigrationError) -> ProjectConfiguration {
        if let path {
            return try read(FilePath.join(workingDirectory, path), workingDirectory: workingDirectory)
        }
        var folder = workingDirectory
        while true {
            let candidate = FilePath.join(folder, fileName)
            if access(candidate, F_OK) == 0 { return try read(candidate, workingDirectory: workingDirectory) }
            let parent = FilePath.parent(folder)
            guard parent != folder, folder.hasPrefix("/") else { break }
            folder = parent
        }
        guard let text = MigrateCLI.carried?.configuration else {
            return ProjectConfiguration(folder: workingDirectory)
        }
        return try ProjectConfiguration(text, file: "migrate.toml (in the executable)", folder: workingDirectory)
    }

    private static func read(_ path: String, workingDirectory: String) throws(MigrationError) -> ProjectConfiguration {
        let file = FilePath.display(path, from: workingDirectory)
        guard let contents = EnvironmentSnapshot.contents(of: path) else {
            throw MigrationError(
                .configuration,
                "\(file) can't be read: \(String(cString: strerror(errno)))",
                remedy: "Name another file with --config, or type `migrate init` for a new project."
            )
        }
        // The TOML library would stop reading at a NUL byte.
        guard let text = String(validating: contents.bytes, as: UTF8.self), !contents.bytes.contains(0) else {
            throw MigrationError(.configuration, "\(file) is not UTF-8 text", remedy: "Save it as UTF-8.")
        }
        return try ProjectConfiguration(text, file: file, folder: FilePath.parent(path))
    }
}
