/// One revision of the schema: the header of its file, and what its sections do.
public struct Revision: Hashable, Sendable, Identifiable {
    /// What a revision does: the statements of an SQL file, or a Swift file's code.
    public enum Body: Hashable, Sendable {
        /// - up: the `migrate:up` section.
        /// - down: the `migrate:down` section; `nil` where the file has none, which can't be downgraded.
        case sql(up: Section, down: Section?)
        /// A Swift revision, run by compiling it.
        case script
    }

    /// One section of an SQL file.
    public struct Section: Hashable, Sendable {
        /// The statements, in order; none is fine.
        public var statements: [SQLStatement]
        /// From the options behind the section's marker.
        public var transaction: Batch.Transaction

        /// Makes a section.
        ///
        /// - Parameters:
        ///   - statements: the statements, in order.
        ///   - transaction: how they are wrapped.
        public init(
            _ statements: [SQLStatement] = [],
            transaction: Batch.Transaction = .atomic(foreignKeys: .enforced)
        ) {
            self.statements = statements
            self.transaction = transaction
        }
    }

    /// `revision`, its id.
    public let id: RevisionID
    /// `down_revision`: none for a base, several for a merge.
    public let parents: [RevisionID]
    /// `depends_on` as written: ids or labels of other revisions.
    public let dependencies: [String]
    /// `branch_labels`.
    public let labels: [String]
    /// `message`, empty where the header has none.
    public let message: String
    /// `created` as written.
    public let created: String?
    /// What it does.
    public let body: Body
    /// The file's text behind its header, which the checksum covers.
    public let text: String
    /// The file, and the line of its `revision:`.
    public let source: SourceLocation

    /// Makes a revision.
    ///
    /// - Parameters:
    ///   - id: the revision's id.
    ///   - parents: `down_revision`: none for a base, several for a merge.
    ///   - dependencies: `depends_on` as written: ids or labels.
    ///   - labels: `branch_labels`.
    ///   - message: what it is for, in a line.
    ///   - created: when it was written, ISO 8601.
    ///   - body: what it does.
    ///   - text: the text behind the header, which the checksum covers.
    ///   - source: its file.
    public init(
        id: RevisionID,
        parents: [RevisionID] = [],
        dependencies: [String] = [],
        labels: [String] = [],
        message: String = "",
        created: String? = nil,
        body: Body = .sql(up: Section(), down: Section()),
        text: String = "",
        source: SourceLocation
    ) {
        self.id = id
        self.parents = parents
        self.dependencies = dependencies
        self.labels = labels
        self.message = message
        self.created = created
        self.body = body
        self.text = text
        self.source = source
    }
}
