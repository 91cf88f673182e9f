/// Where revisions come from.
///
/// ```swift
/// let migrator = Migrator(database: .file(path: "app.db"), migrations: .directory("migrations"))
/// ```
public struct MigrationSource: Sendable {
    private enum Origin {
        case folder(String)
        case files(RevisionDirectory)
        case revisions([Revision])
        case texts([RevisionText])
        case graph(RevisionGraph)
    }

    private let origin: Origin
    /// What runs the Swift revisions; without it they are refused when they would run.
    package var scripts: (any ScriptCode)?

    /// The revision files of a folder, read anew by each call.
    ///
    /// - Parameter path: the folder that holds `versions/`, as for the command's `--directory`, or the one that holds the
    ///   files themselves.
    /// - Returns: the source; that the folder exists is found out when it is read.
    public static func directory(_ path: String) -> MigrationSource {
        MigrationSource(origin: .folder(path))
    }

    /// Revisions that are compiled into the program.
    ///
    /// - Parameters:
    ///   - revisions: the revisions; their order decides among independent branches.
    ///   - scripts: the types of those that are written in Swift.
    /// - Returns: the source.
    public static func revisions(
        _ revisions: [Revision],
        scripts: [RevisionID: any Migration.Type] = [:]
    ) -> MigrationSource {
        MigrationSource(origin: .revisions(revisions), scripts: LinkedScripts(types: scripts))
    }

    /// Revisions that are compiled into the program, as the texts of their files; the plugin EmbedMigrations writes such a call.
    ///
    /// ```swift
    /// let source = MigrationSource.revisions(
    ///     texts: ["20261122_backfill.swift": backfillText], scripts: ["8c41d0aa92ef": BackfillSlugs.self])
    /// ```
    ///
    /// - Parameters:
    ///   - texts: the text of each file behind its name, which ends in `.sql` or `.swift`.
    ///   - scripts: the types of those that are written in Swift.
    /// - Returns: the source; what is wrong in a text is found out when it is read.
    public static func revisions(
        texts: KeyValuePairs<String, String>,
        scripts: [RevisionID: any Migration.Type] = [:]
    ) -> MigrationSource {
        let files = texts.map { RevisionText(file: $0.key, text: $0.value) }
        return MigrationSource(origin: .texts(files), scripts: LinkedScripts(types: scripts))
    }

    /// Revisions as the texts of their files, whose Swift ones something else runs.
    package static func revisions(files: [(name: String, text: String)]) -> MigrationSource {
        MigrationSource(origin: .texts(files.map { RevisionText(file: $0.name, text: $0.text) }))
    }

    /// The revision files of several folders.
    package static func files(_ directory: RevisionDirectory) -> MigrationSource {
        MigrationSource(origin: .files(directory))
    }

    /// A graph that has been made already, and what runs its Swift revisions.
    package static func graph(_ graph: RevisionGraph, scripts: (any ScriptCode)? = nil) -> MigrationSource {
        MigrationSource(origin: .graph(graph), scripts: scripts)
    }

    /// Reads the revisions and connects them.
    ///
    /// - Returns: the graph, and what was left alone though it may have been meant.
    /// - Throws: `MigrationError`, `.invalidRevisionFile` or `.invalidGraph`.
    package func load() throws(MigrationError) -> (graph: RevisionGraph, warnings: [RevisionFileWarning]) {
        switch origin {
        case .graph(let graph): return (graph, [])
        case .revisions(let revisions): return (try MigrationSource.graph(of: revisions), [])
        case .texts(let texts): return (try MigrationSource.graph(of: try MigrationSource.parse(texts)), [])
        case .files(let directory): return try MigrationSource.load(directory)
        case .folder(let path):
            let versions = FilePath.join(path, "versions")
            let folder = (try? Folder(versions)) == nil ? path : versions
            return try MigrationSource.load(RevisionDirectory(locations: [folder]))
        }
    }

    private static func load(
        _ directory: RevisionDirectory
    ) throws(MigrationError) -> (graph: RevisionGraph, warnings: [RevisionFileWarning]) {
        let loaded: LoadedRevisions
        do throws(RevisionFileError) {
            loaded = try directory.load()
        } catch {
            throw MigrationError(error)
        }
        return (try graph(of: loaded.revisions), loaded.warnings)
    }

    private static func parse(_ texts: [RevisionText]) throws(MigrationError) -> [Revision] {
        var revisions: [Revision] = []
        do throws(RevisionFileError) {
            for text in texts {
                if case .revision(let revision) = try RevisionFile.parse(text.text, file: text.file) {
                    revisions.append(revision)
                }
            }
        } catch {
            throw MigrationError(error)
        }
        return revisions
    }

    private static func graph(of revisions: [Revision]) throws(MigrationError) -> RevisionGraph {
        do throws(GraphError) {
            return try RevisionGraph(revisions)
        } catch {
            throw MigrationError(error)
        }
    }
}

/// A revision file that is compiled into a program.
private struct RevisionText: Sendable {
    let file: String
    let text: String
}
