/// The declared schema: the CREATE statements of `schema.sql`, or of a folder of `.sql` files, as SQLite understands
/// them.
///
/// ```swift
/// let declared = try DeclaredSchema.load(path: "migrations/schema.sql", versionTable: "alembic_version")
/// ```
package struct DeclaredSchema: Hashable, Sendable {
    /// One remark on a declaration.
    package struct Remark: Hashable, Sendable, CustomStringConvertible {
        package let location: SourceLocation
        package let message: String
        /// What to write instead.
        package let remedy: String?

        init(_ message: String, at location: SourceLocation, remedy: String? = nil) {
            self.location = location
            self.message = message
            self.remedy = remedy
        }

        /// `file:line: message`.
        package var description: String { "\(location): \(message)" }
    }

    /// What is declared, with the hints of its comments.
    package let schema: Schema
    /// What SQLite takes, and an application will stumble over.
    package let warnings: [Remark]
    private let locations: [DeclaredStatement.Key: SourceLocation]

    init(schema: Schema, warnings: [Remark], locations: [DeclaredStatement.Key: SourceLocation]) {
        self.schema = schema
        self.warnings = warnings
        self.locations = locations
    }

    /// Where an object is declared.
    ///
    /// - Parameters:
    ///   - kind: what it is.
    ///   - name: its name, in whatever case.
    /// - Returns: the file and the line of its `CREATE`; `nil` for one that is not declared.
    package func location(of kind: DDLParser.Kind, _ name: String) -> SourceLocation? {
        locations[DeclaredStatement.Key(kind: kind, name: name)]
    }

    /// Reads a declared schema.
    ///
    /// - Parameters:
    ///   - path: a file, or a folder whose `.sql` files, in folders within it too, are read in the order of their names.
    ///   - versionTable: the name of the version table, which can't be declared.
    ///   - replayed: what the revisions lead to, where that is known; its database is used up.
    /// - Returns: the schema, and warnings about it.
    /// - Throws: `MigrationError` with the code `.schema` and everything that is wrong, each with its file and line.
    ///   A file without a statement is no error: it declares an empty schema.
    package static func load(
        path: String,
        versionTable: String,
        besides replayed: ReplayedSchema? = nil
    ) throws(MigrationError) -> DeclaredSchema {
        guard !path.hasSuffix(".swift") else {
            throw MigrationError(
                .schema,
                "\(path): a declared schema in Swift has to be compiled first, which the command does",
                remedy: "write it as SQL, and name that file with 'schema' in migrate.toml"
            )
        }
        let texts: [SchemaText]
        do throws(RevisionFileError) {
            texts = try SchemaFiles.read(path)
        } catch {
            throw MigrationError(.schema, error.message, remedy: error.remedy, underlying: error)
        }
        return try load(texts, versionTable: versionTable, besides: replayed)
    }

    /// Reads a declared schema from texts.
    ///
    /// - Parameters:
    ///   - texts: the contents of files, in order.
    ///   - versionTable: the name of the version table, which can't be declared.
    ///   - replayed: what the revisions lead to, where that is known; its database is used up.
    /// - Returns: the schema, and warnings about it.
    /// - Throws: `MigrationError` as `load(path:versionTable:)`.
    package static func load(
        _ texts: [SchemaText],
        versionTable: String,
        besides replayed: ReplayedSchema? = nil
    ) throws(MigrationError) -> DeclaredSchema {
        let problems: [Remark]
        do throws(DatabaseError) {
            var loader = try DeclaredSchemaLoader(versionTable: versionTable)
            if let declared = try loader.load(texts, besides: replayed) { return declared }
            problems = loader.problems
        } catch {
            let summary = "the declared schema cannot be tried out: \(error.message)"
            throw MigrationError(.schema, summary, underlying: error)
        }
        throw error(of: problems)
    }

    static func error(of problems: [Remark]) -> MigrationError {
        guard problems.count != 1, let first = problems.first else {
            return MigrationError(.schema, problems.map(\.description).joined(), remedy: problems.first?.remedy)
        }
        let lines = problems.map { "  \($0)" }
        let summary = (["\(problems.count) problems in the declared schema:"] + lines).joined(separator: "\n")
        return MigrationError(.schema, summary, remedy: first.remedy)
    }
}
