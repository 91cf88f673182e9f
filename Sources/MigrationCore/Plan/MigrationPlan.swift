/// What a run will do: made from a graph and a database's history by pure code, then shown, printed as SQL or run.
public struct MigrationPlan: Hashable, Sendable {
    /// The steps in order; none where there is nothing to do.
    public let steps: [MigrationStep]
    /// The rows of the version table before the first step.
    public let from: [RevisionID]
    /// The rows after the last step.
    public let to: [RevisionID]
    /// What the user should know before it runs.
    public let warnings: [String]
    /// The highest `seq` of the history that the plan was made from.
    package let sequence: Int64

    init(
        steps: [MigrationStep],
        from: [RevisionID],
        to: [RevisionID],
        warnings: [String] = [],
        sequence: Int64 = 0
    ) {
        self.steps = steps
        self.from = from
        self.to = to
        self.warnings = warnings
        self.sequence = sequence
    }
}
