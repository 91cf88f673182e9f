/// A batch of a step, and what its statements are.
package struct StepBatch: Hashable, Sendable {
    /// The statements of one revision within a batch.
    package struct Part: Hashable, Sendable {
        package let revision: RevisionID
        /// The positions of the revision's own statements.
        package let statements: Range<Int>
    }

    package var batch: Batch
    /// The position of the statement that fails when another process has moved the database; `nil` where none does.
    package var guardIndex: Int?
    /// The positions of the statements that fail where a step has not left the rows that it should, one for each step
    /// that ends in this batch.
    package var checks: [Int] = []
    /// Which statements are whose; empty where the batch writes only rows.
    package var parts: [Part]
}
