/// How a run goes about its work.
package struct RunOptions: Hashable, Sendable {
    /// The name of the version table.
    package var versionTable = "alembic_version"
    /// How long to wait for another process that migrates the database.
    package var lockTimeout = Duration.seconds(60)
    /// How long a connection waits, and whom it trusts.
    package var connection = ConnectionOptions()
    /// How long a server that stopped answering in the middle of a run is tried again.
    package var outageTimeout = Duration.seconds(30)
    /// Whether all steps are one transaction.
    package var isSingleTransaction = false
    /// What the user typed, or would type, for the messages: `migrate upgrade head --env staging`.
    package var command = "migrate upgrade heads"

    package init() {}
}
