extension AppliedHistory {
    /// The checksums that the files of applied revisions must have, as far as the history knows them.
    ///
    /// What was run or stamped last counts. After a downgrade a revision may have come back by a stamp or by Alembic, which
    /// say nothing about its file, so nothing is known then.
    var recordedChecksums: [RevisionID: Checksum] {
        var decided: Set<RevisionID> = []
        var result: [RevisionID: Checksum] = [:]
        for record in records.reversed() {
            guard let id = record.revision, !decided.contains(id) else { continue }
            switch record.direction {
            case .downgrade: decided.insert(id)
            case .upgrade, .stamp:
                guard let checksum = record.checksum else { continue }
                decided.insert(id)
                result[id] = checksum
            }
        }
        return result
    }

    /// Stops where a section without a transaction was begun and did not end.
    func refuseUnfinished(_ graph: RevisionGraph) throws(PlanError) {
        try refuseFlaw()
        guard let record = unfinished else { return }
        throw .unfinished(record, graph, rows)
    }
}

extension MigrationPlan {
    /// The applied revisions whose file differs from what was applied, in load order.
    ///
    /// - Parameters:
    ///   - graph: the revisions.
    ///   - history: what the database says about its version.
    /// - Returns: the revisions as their files are now.
    /// - Throws: `PlanError` where a row is in no file.
    public static func drift(_ graph: RevisionGraph, _ history: AppliedHistory) throws(PlanError) -> [Revision] {
        let recorded = history.recordedChecksums
        guard !recorded.isEmpty else { return [] }
        let applied = try PlanError.wrapping { () throws(GraphError) in try graph.applied(history.rows) }
        return graph.revisions.filter { revision in
            guard applied.contains(revision.id), let checksum = recorded[revision.id] else { return false }
            return checksum != revision.checksum
        }
    }
}

extension AppliedHistory {
    /// Stops where the version table holds what it can't: no plan would fit it, but one that replaces all rows.
    func refuseFlaw() throws(PlanError) {
        guard let flaw else { return }
        let rows = rows.isEmpty ? "REV" : rows.map(\.description).joined(separator: " ")
        throw PlanError(
            .graph(.unknownRow),
            flaw,
            remedy:
                "Type `migrate stamp --purge \(rows)`, or with the revision that the database is at: it deletes all rows"
                + " and writes them anew."
        )
    }
}
