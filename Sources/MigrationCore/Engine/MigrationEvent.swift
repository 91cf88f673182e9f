/// Something that happens while migrations run, told as it happens.
///
/// Cases may be added; a `switch` over events wants a `default`.
public enum MigrationEvent: Hashable, Sendable {
    /// Another process is migrating the database, and this one waits for it.
    /// - holder: who holds the lock, as far as it is known.
    case waiting(holder: String?)
    /// The server does not answer, and is tried again for a while.
    /// - reason: what the last attempt ended with.
    case unreachable(reason: String)
    /// Something odd about the plan, which does not stop it.
    case warning(String)
    /// A revision is about to run.
    case started(revision: RevisionID?, direction: MigrationDirection, message: String)
    /// A revision has run and is recorded.
    case finished(MigrationReport.Step)
}
