#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What was read from the folders of revisions.
package struct LoadedRevisions: Hashable, Sendable {
    /// The revisions, in the order of the folders and of the file names in each.
    package var revisions: [Revision] = []
    /// What was left alone though it may have been meant.
    package var warnings: [RevisionFileWarning] = []
    /// The paths of Swift files that help revisions and are none.
    package var supportFiles: [String] = []
}

/// Something in a folder of revisions that was left alone.
package struct RevisionFileWarning: Hashable, Sendable, CustomStringConvertible {
    package let location: SourceLocation
    package let message: String

    /// `file: message`.
    package var description: String { "\(location): \(message)" }
}

/// The folders that hold the revision files.
package struct RevisionDirectory: Hashable, Sendable {
    /// The folders, as they were configured.
    package let locations: [String]
    /// Whether folders within them are searched, too.
    package let isRecursive: Bool

    /// Names the folders.
    ///
    /// - Parameters:
    ///   - locations: the folders, one or several.
    ///   - recursive: whether folders within them are searched, too.
    package init(locations: [String], recursive: Bool = false) {
        self.locations = locations
        isRecursive = recursive
    }

    /// Reads all revisions.
    ///
    /// - Returns: the revisions in load order, and warnings about what is no revision.
    /// - Throws: `RevisionFileError` with everything that is wrong in any file, and for folders that cannot be read.
    package func load() throws(RevisionFileError) -> LoadedRevisions {
        var loader = RevisionLoader(locations: locations, isRecursive: isRecursive)
        for location in locations { loader.read(folder: location) }
        if let error = RevisionFileError(loader.problems) { throw error }
        return loader.loaded
    }

    /// The configured folder that a file lies in, the innermost of several.
    ///
    /// - Parameter path: the path of a revision file, as `load()` gave it.
    /// - Returns: the folder, as it was configured; `nil` for a file that lies in none.
    package func location(of path: String) -> String? {
        locations.filter { path.hasPrefix(RevisionDirectory.prefix($0)) }.max { $0.utf8.count < $1.utf8.count }
    }

    /// A folder's path as what the paths of its files begin with.
    static func prefix(_ folder: String) -> String {
        folder.hasSuffix("/") ? folder : folder + "/"
    }
}

/// Reads folder after folder; what is wrong is collected.
private struct RevisionLoader: ~Copyable {
    let locations: [String]
    let isRecursive: Bool
    var loaded = LoadedRevisions()
    var problems: [RevisionFileError.Problem] = []
    private var reader = FileReader()
    private var paths: [FileReader.Identity: String] = [:]

    init(locations: [String], isRecursive: Bool) {
        self.locations = locations
        self.isRecursive = isRecursive
    }

    mutating func read(folder path: String) {
        do throws(PosixFailure) {
            let folder = try Folder(path)
            let prefix = RevisionDirectory.prefix(path)
            for entry in try folder.entries() {
                if entry.name.hasPrefix(".") { continue }
                if entry.isFolder {
                    readInner(folder: prefix + entry.name)
                } else if RevisionLanguage(fileName: entry.name) != nil {
                    read(file: prefix + entry.name, name: entry.name, in: folder.descriptor)
                } else if !entry.name.lowercased().hasPrefix("readme") {
                    warn("no revision, ignored: its name ends neither in .sql nor in .swift", prefix + entry.name)
                }
            }
        } catch {
            let remedy =
                error.code == ENOENT ? "make a project with `migrate init`, or name its folder with --directory" : nil
            fail("the folder of revisions cannot be read: \(error.reason)", path, remedy)
        }
    }

    private mutating func readInner(folder path: String) {
        // A location within a location is read in its own turn.
        if locations.contains(where: { $0 == path || $0 == path + "/" }) { return }
        if isRecursive {
            read(folder: path)
        } else {
            warn("a folder, ignored: folders within the folder of revisions are not searched", path)
        }
    }

    private mutating func read(file path: String, name: String, in directory: Int32) {
        do throws(PosixFailure) {
            let contents = try reader.read(name, in: directory)
            if let first = paths.updateValue(path, forKey: contents.identity) {
                paths[contents.identity] = first
                warn("the same file as \(first), ignored", path)
                return
            }
            switch RevisionFile.parse(contents.bytes, file: path, problems: &problems) {
            case .revision(let revision): loaded.revisions.append(revision)
            case .support: loaded.supportFiles.append(path)
            case nil: break
            }
        } catch {
            let reason = error.code == EINVAL ? "it is not a regular file" : error.reason
            fail("the revision file cannot be read: \(reason)", path, "make it readable, or move it out of the folder")
        }
    }

    private mutating func warn(_ message: String, _ path: String) {
        loaded.warnings.append(RevisionFileWarning(location: SourceLocation(file: path), message: message))
    }

    private mutating func fail(_ message: String, _ path: String, _ remedy: String?) {
        problems.append(.init(message, at: SourceLocation(file: path), remedy: remedy))
    }
}
