/// What every history row of one run carries, and where the rows go.
package struct RunIdentity: Hashable, Sendable {
    /// The version table's name.
    package var versionTable: Identifier
    /// user@host.
    package var appliedBy: String
    package var toolVersion: String
    package var runID: String

    /// Makes an identity.
    ///
    /// - Parameters:
    ///   - versionTable: the name of the version table.
    ///   - appliedBy: user@host.
    ///   - toolVersion: the tool's version.
    ///   - runID: what the rows of one run share.
    package init(
        versionTable: String = "alembic_version",
        appliedBy: String,
        toolVersion: String,
        runID: String
    ) {
        self.versionTable = Identifier(versionTable)
        self.appliedBy = appliedBy
        self.toolVersion = toolVersion
        self.runID = runID
    }
}
