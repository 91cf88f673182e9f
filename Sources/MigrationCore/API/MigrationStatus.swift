/// How a database stands to the revisions.
public struct MigrationStatus: Hashable, Sendable {
    /// The relation in one word.
    public enum Relation: String, Hashable, Sendable {
        /// Nothing is pending.
        case current
        /// Revisions are pending.
        case behind
        /// Every revision is applied, and the database knows later ones: this program is older than the database.
        case ahead
        /// The database knows revisions that no file has, and lacks others; or it names some of unknown place.
        case diverged
    }

    /// The rows of the version table.
    public var current: [RevisionID]
    /// The revisions that nothing comes after.
    public var heads: [RevisionID]
    /// What an upgrade to all heads would run, in order.
    public var pending: [RevisionID]
    /// Applied revisions whose file was edited afterwards.
    public var changed: [RevisionID]
    /// Rows of the version table that no file has.
    public var unknown: [RevisionID]
    /// The section without a transaction that was started and did not end, if there is one.
    public var unfinished: HistoryRecord?
    /// All of it in one word.
    public var relation: Relation
}
