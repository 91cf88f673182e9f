/// What a database says about its own version: the rows of the version table, and the history of runs.
public struct AppliedHistory: Hashable, Sendable {
    /// The rows of the version table, in the order in which Alembic reads them.
    public var rows: [RevisionID]
    /// The rows of `migrate_history` that decide anything, oldest first; none where another tool made the database.
    ///
    /// Of a history of more than some thousand rows, of each revision the newest in each direction and the newest of them that
    /// knows a checksum.
    public var records: [HistoryRecord]
    /// Whether the version table exists.
    package var hasVersionTable: Bool
    /// Whether `migrate_history` exists.
    package var hasHistoryTable: Bool
    /// What no version table can hold, in words: a row twice, or one without a version; then `rows` are those that can be
    /// read, each once.
    package var flaw: String?

    /// Makes a history; by default that of an empty database.
    ///
    /// - Parameters:
    ///   - rows: the rows of the version table.
    ///   - records: the rows of the history, oldest first.
    ///   - hasVersionTable: whether the version table exists.
    ///   - hasHistoryTable: whether the history's table exists.
    package init(
        rows: [RevisionID] = [],
        records: [HistoryRecord] = [],
        hasVersionTable: Bool = false,
        hasHistoryTable: Bool = false
    ) {
        self.rows = rows
        self.records = records
        self.hasVersionTable = hasVersionTable
        self.hasHistoryTable = hasHistoryTable
    }

    /// The highest `seq`, 0 where there is none.
    package var maxSequence: Int64 { records.last?.sequence ?? 0 }

    /// The row by which a batch of a run is known to be applied; `nil` where it is not.
    package func record(of trace: StepBatch.Trace, by identity: RunIdentity) -> HistoryRecord? {
        records.first { record in
            record.sequence == trace.sequence && record.runID == identity.runID
                && (!trace.hasEnded || record.durationMS != nil)
        }
    }

    /// The section without a transaction that was started and did not end, if the newest record is one.
    public var unfinished: HistoryRecord? {
        records.last.flatMap { $0.durationMS == nil && $0.direction != .stamp ? $0 : nil }
    }
}

/// One row of `migrate_history`: one run of one revision.
public struct HistoryRecord: Hashable, Sendable {
    /// `seq`, which only ever rises.
    public var sequence: Int64
    /// The revision; `nil` for a stamp to base.
    public var revision: RevisionID?
    /// Which way it was run.
    public var direction: MigrationDirection
    /// The checksum of the revision's text when it ran.
    public var checksum: Checksum?
    /// `message` of the revision's header when it ran.
    public var message: String
    /// UTC, ISO 8601.
    public var appliedAt: String
    /// By the database's clock; `nil` while a section without a transaction runs, or where one did not end.
    public var durationMS: Int64?
    /// user@host.
    public var appliedBy: String
    /// The version of the tool or library that ran it.
    public var toolVersion: String
    /// The id that all rows of one run share.
    public var runID: String

    package init(
        sequence: Int64,
        revision: RevisionID?,
        direction: MigrationDirection,
        checksum: Checksum? = nil,
        message: String = "",
        appliedAt: String = "",
        durationMS: Int64? = nil,
        appliedBy: String = "",
        toolVersion: String = "",
        runID: String = ""
    ) {
        self.sequence = sequence
        self.revision = revision
        self.direction = direction
        self.checksum = checksum
        self.message = message
        self.appliedAt = appliedAt
        self.durationMS = durationMS
        self.appliedBy = appliedBy
        self.toolVersion = toolVersion
        self.runID = runID
    }
}

/// Which way a revision is run, or that only its row is written.
public enum MigrationDirection: String, Hashable, Sendable {
    /// A revision is applied.
    case upgrade
    /// A revision is taken back.
    case downgrade
    /// Only the version is set.
    case stamp
}
