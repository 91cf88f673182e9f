extension VersionRows {
    /// One statement on the version table.
    package enum Change: Hashable, Sendable {
        case insert(RevisionID)
        case update(from: RevisionID, to: RevisionID)
        case delete(RevisionID)
    }

    /// The statements that lead from some rows to others, and leave each row in the place that the values have it.
    ///
    /// - Parameters:
    ///   - before: the rows before, in physical order.
    ///   - after: the rows after.
    /// - Returns: deletions, then the update, then insertions.
    package static func changes(from before: [RevisionID], to after: [RevisionID]) -> [Change] {
        let (old, new) = (Set(before), Set(after))
        let removed = before.filter { !new.contains($0) }
        let added = after.filter { !old.contains($0) }
        let replaced = zip(removed, added).map { Change.update(from: $0, to: $1) }
        return removed.dropFirst(added.count).map { .delete($0) } + replaced
            + added.dropFirst(removed.count).map { .insert($0) }
    }
}
