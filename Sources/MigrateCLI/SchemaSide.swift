import MigrationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One side of `migrate diff`, and what `migrate schema` prints: what a word on the command line means.
enum SchemaSide: Hashable {
    /// The declared schema.
    case declared
    /// The environment's database.
    case database
    /// A file or folder: SQL, a schema in Swift, or a SQLite database.
    case file(String)
    /// A revision, by any target form.
    case revision(String)

    init(_ text: String, workingDirectory: String) {
        switch text {
        case "schema": self = .declared
        case "database": self = .database
        default:
            let looksLikePath = text.contains("/") || [".sql", ".swift", ".db"].contains(where: text.hasSuffix)
            let path = FilePath.join(workingDirectory, text)
            self = looksLikePath || access(path, F_OK) == 0 ? .file(path) : .revision(text)
        }
    }

    /// Reads the schema.
    func schema(_ project: Project, _ database: DatabaseOptions) throws -> Schema {
        switch self {
        case .declared: return try project.declaredSchema().schema
        case .database: return try project.liveSchema(try project.database(database).location, database)
        case .file(let path): return try SchemaSide.schema(ofFile: path, project)
        case .revision(let text):
            let graph = try project.load().graph
            if text == "base" { return Schema() }
            let heads = text == "head" ? try project.singleHead(graph) : nil
            let rows = try heads == nil ? project.rows(for: text, graph, database) : []
            return try project.replayedSchema(graph, at: heads ?? graph.resolve(text, current: rows).map(\.id))
        }
    }

    private static func schema(ofFile path: String, _ project: Project) throws(MigrationError) -> Schema {
        guard access(path, F_OK) == 0 else {
            throw MigrationError(
                .schema,
                "\(project.display(path)) can't be read: \(String(cString: strerror(errno)))",
                remedy: "A side is `schema`, `database`, a revision, a file or folder of SQL, or a SQLite file."
            )
        }
        guard !isDatabase(path) else { return try project.liveSchema(.file(path: path)) }
        let declared = try project.loadSchema(project.display(path))
        for warning in declared.warnings { project.console.warn(warning.description) }
        return declared.schema
    }

    /// A SQLite database begins with 16 bytes that say so (sqlite.org/fileformat.html, section 1.3).
    private static func isDatabase(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 15)
        return read(descriptor, &bytes, bytes.count) == bytes.count && bytes == Array("SQLite format 3".utf8)
    }
}
