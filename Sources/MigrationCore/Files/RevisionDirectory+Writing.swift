#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension RevisionDirectory {
    /// Writes a new revision file: whole or not at all, and never over another file.
    ///
    /// The text goes to a hidden file in the same folder first; a link then gives it its name, which fails where the name
    /// is taken (`rename` would replace it).
    ///
    /// - Parameters:
    ///   - file: the checked file.
    ///   - location: one of `locations`; the first one where left out.
    /// - Returns: the path of the new file.
    /// - Throws: `RevisionFileError` where the folder is none of the locations, the name is taken, or the system refuses.
    package func write(_ file: NewRevisionFile, to location: String? = nil) throws(RevisionFileError) -> String {
        let folder = try checked(location)
        let path = RevisionDirectory.prefix(folder) + file.name
        let inner = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if file.name.contains("/") {
            guard isRecursive else {
                let remedy = "remove the '/' from file_template, or search folders recursively"
                throw RevisionFileError(
                    "a file in a folder within would not be found",
                    at: .init(file: path),
                    remedy: remedy
                )
            }
            RevisionDirectory.makeFolders(inner, below: folder)
        }
        do throws(PosixFailure) {
            try FileWriter.create(path, in: inner, Array(file.text.utf8))
        } catch {
            let isTaken = error.code == EEXIST
            let message =
                isTaken ? "a file of this name is already there" : "the file cannot be written: \(error.reason)"
            let remedy = isTaken ? "choose another message or --rev-id" : nil
            throw RevisionFileError(message, at: SourceLocation(file: path), remedy: remedy)
        }
        return path
    }

    private func checked(_ location: String?) throws(RevisionFileError) -> String {
        let known = locations.map { "'\($0)'" }.joined(separator: ", ")
        guard let location = location ?? locations.first else {
            throw RevisionFileError("no folder of revisions is configured", at: SourceLocation(file: "migrate.toml"))
        }
        let wanted = RevisionDirectory.prefix(location)
        guard let folder = locations.first(where: { RevisionDirectory.prefix($0) == wanted }) else {
            let message = "the folder is none of version_locations"
            throw RevisionFileError(message, at: SourceLocation(file: location), remedy: "choose one of \(known)")
        }
        return folder
    }

    private static func makeFolders(_ path: String, below folder: String) {
        var current = folder
        for part in path.dropFirst(prefix(folder).count).split(separator: "/") {
            current = prefix(current) + part
            _ = mkdir(current, 0o777)
        }
    }
}
