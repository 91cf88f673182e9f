extension MigrationPlan {
    /// The plan, unless its history rows would need a higher `seq` than there is.
    ///
    /// One number is kept back for the row that takes the mark of a section without a transaction away.
    func checkingSequence() throws(PlanError) -> MigrationPlan {
        let rows = steps.reduce(1) { $0 + $1.sequenceCount }
        guard !steps.isEmpty, sequence > Int64.max - rows else { return self }
        throw .sequenceUsedUp(sequence)
    }
}
