/// Statements that must happen together.
public struct Batch: Hashable, Sendable {
    /// How a batch is wrapped.
    public enum Transaction: Hashable, Sendable {
        /// All or nothing: one transaction that writes from its first statement.
        case atomic(foreignKeys: ForeignKeys)
        /// Statement by statement, each for itself (`VACUUM` and the like).
        case none
    }

    /// What the connection does about foreign keys while an atomic batch runs.
    public enum ForeignKeys: Hashable, Sendable {
        /// Enforced, as an application would have them.
        case enforced
        /// Off around the transaction, for a table's rebuild; violations are compared before COMMIT, and only new ones
        /// fail the batch.
        case off
    }

    /// The statements, in order.
    public var statements: [SQLStatement]
    /// How they are wrapped.
    public var transaction: Transaction

    /// Makes a batch.
    ///
    /// - Parameters:
    ///   - statements: the statements, in order.
    ///   - transaction: how they are wrapped; by default one transaction with foreign keys enforced.
    public init(_ statements: [SQLStatement], transaction: Transaction = .atomic(foreignKeys: .enforced)) {
        self.statements = statements
        self.transaction = transaction
    }
}
