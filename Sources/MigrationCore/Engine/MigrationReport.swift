/// What a run did.
///
/// ```swift
/// let report = try await migrator.upgrade()
/// print(report.steps.map(\.revision))
/// ```
public struct MigrationReport: Hashable, Sendable {
    /// One revision that was run, or whose row was written.
    public struct Step: Hashable, Sendable {
        /// The revision; `nil` for a stamp to base.
        public var revision: RevisionID?
        /// Which way it was run.
        public var direction: MigrationDirection
        /// `message` of its header.
        public var message: String
        /// How long it took.
        public var durationMS: Int64
    }

    /// The version rows before.
    public var from: [RevisionID]
    /// The version rows after.
    public var to: [RevisionID]
    /// What was run, in order; nothing where there was nothing to do.
    public var steps: [Step]
    /// What is odd about the plan, in a line each.
    public var warnings: [String]

    package init(from: [RevisionID], to: [RevisionID], steps: [Step] = [], warnings: [String] = []) {
        self.from = from
        self.to = to
        self.steps = steps
        self.warnings = warnings
    }
}
