/// One step of a plan: one revision run up or down, or a version that is only set.
public struct MigrationStep: Hashable, Sendable {
    /// What a step does besides writing its rows.
    public enum Work: Hashable, Sendable {
        /// The statements of a section.
        case section(Revision.Section)
        /// A Swift revision's code.
        case script
        /// Nothing: a stamp. One history row is written for each record.
        case stamp([Stamp])
    }

    /// What a stamp's history row tells.
    public struct Stamp: Hashable, Sendable {
        /// The revision that was set, `nil` for base.
        public let revision: RevisionID?
        /// The checksum that counts from now on; `nil` where the stamp says nothing about the file.
        public let checksum: Checksum?
        /// The revision's message.
        public let message: String

        package init(revision: RevisionID?, checksum: Checksum?, message: String) {
            self.revision = revision
            self.checksum = checksum
            self.message = message
        }
    }

    /// The revision that is run; for a stamp the first one that is set, `nil` for base.
    public let revision: Revision?
    /// Which way it is run.
    public let direction: MigrationDirection
    /// What is done besides writing the rows.
    public let work: Work
    /// The rows of the version table before the step, in their physical order.
    public let headsBefore: [RevisionID]
    /// The rows after it.
    public let headsAfter: [RevisionID]
    /// Whether all rows go, whatever they are, before those of `headsAfter` are written.
    package let replacesAllRows: Bool

    init(
        revision: Revision?,
        direction: MigrationDirection,
        work: Work,
        headsBefore: [RevisionID],
        headsAfter: [RevisionID],
        replacesAllRows: Bool = false
    ) {
        self.revision = revision
        self.direction = direction
        self.work = work
        self.headsBefore = headsBefore
        self.headsAfter = headsAfter
        self.replacesAllRows = replacesAllRows
    }
}
