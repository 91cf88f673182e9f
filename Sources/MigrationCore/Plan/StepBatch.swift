/// A batch of a step, and what its statements are.
package struct StepBatch: Hashable, Sendable {
    /// The statements of one revision within a batch.
    package struct Part: Hashable, Sendable {
        package let revision: RevisionID
        /// The positions of the revision's own statements.
        package let statements: Range<Int>
    }

    /// The row of the history by which a batch is known to be applied, should its answer be lost.
    package struct Trace: Hashable, Sendable {
        package let sequence: Int64
        /// Whether the row tells a duration; the mark of a section without a transaction does not yet.
        package let hasEnded: Bool
    }

    /// How a batch shares a request with others of its run.
    package enum Place: Hashable, Sendable {
        /// Not at all.
        case alone
        /// It is the first of a request.
        case first
        /// It stands behind the batch of the step before.
        case next
    }

    package var batch: Batch
    /// `nil` where the batch writes no row, as the statements of a section without a transaction, or for a script.
    package var trace: Trace?
    /// The position of the statement that fails when another process has moved the database; `nil` where none does.
    package var guardIndex: Int?
    /// The positions of the statements that fail where a step has not left the rows that it should, one for each step
    /// that ends in this batch.
    package var checks: [Int] = []
    /// Which statements are whose; empty where the batch writes only rows.
    package var parts: [Part]
}
