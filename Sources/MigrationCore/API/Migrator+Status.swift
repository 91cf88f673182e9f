public import Logging

extension Migrator {
    /// How the database stands to the revisions; nothing is created.
    ///
    /// Unknown rows, edited files and an unfinished section are told, not thrown.
    ///
    /// - Returns: current, pending, changed and unknown revisions.
    /// - Throws: `MigrationError`: `.invalidRevisionFile`, `.invalidGraph`, `.database`.
    public func status() async throws(MigrationError) -> MigrationStatus {
        try await read { graph, history throws(MigrationError) in try MigrationStatus(graph, history) }
    }

    /// Fails unless the database is at all heads, with unedited files: what a server that does not migrate calls before
    /// it starts.
    ///
    /// ```swift
    /// do {
    ///     try await migrator.verify()
    /// } catch {
    ///     guard error.code == .databaseAhead else { throw error }     // an old version may go on
    /// }
    /// ```
    ///
    /// - Parameter logger: gets a line at `debug`.
    /// - Throws: `MigrationError`: `.pendingMigrations` for a database that is behind, `.databaseAhead` for one that is ahead
    ///   of this program, `.unknownRevision` for one that has another history, `.changedRevision` for a file that was
    ///   edited after it was applied, `.unfinishedRevision`; and as `status()`.
    public func verify(logger: Logger = .current) async throws(MigrationError) {
        try await read { graph, history throws(MigrationError) in try refuseUnlessCurrent(graph, history) }
        logger.debug("the database is current", metadata: ["migration.count": "0"])
    }

    private func refuseUnlessCurrent(_ graph: RevisionGraph, _ history: AppliedHistory) throws(MigrationError) {
        let status = try MigrationStatus(graph, history)
        if status.relation == .ahead {
            throw MigrationError(
                .databaseAhead,
                "\(database) is ahead: it is at \(status.current.list), and the newest revision here is "
                    + status.heads.list,
                remedy: "Start the version of the program that has these revisions. To go back, let that version run"
                    + " `migrate downgrade \(status.heads.list)` first."
            )
        }
        let plan: MigrationPlan
        do throws(PlanError) {
            plan = try .upgrade(graph, from: history, to: .heads)
        } catch {
            throw MigrationError(error)
        }
        guard plan.steps.isEmpty else {
            let pending = plan.steps.compactMap { $0.revision?.id }
            let count = pending.count == 1 ? "1 revision is" : "\(pending.count) revisions are"
            throw MigrationError(
                .pendingMigrations,
                "\(database) is behind: \(count) pending: \(pending.list)",
                remedy: "Run `migrate upgrade heads`."
            )
        }
    }
}

extension MigrationStatus {
    init(_ graph: RevisionGraph, _ history: AppliedHistory) throws(MigrationError) {
        let unknown = history.rows.filter { graph[$0] == nil }
        var known = history
        known.rows.removeAll { unknown.contains($0) }
        do throws(PlanError) {
            try history.refuseFlaw()
            let pending = try unknown.isEmpty ? MigrationPlan.pending(graph, known) : []
            self.init(
                current: history.rows,
                heads: graph.heads,
                pending: pending,
                changed: try MigrationPlan.drift(graph, known).map(\.id),
                unknown: unknown,
                unfinished: history.unfinished,
                relation: unknown.isEmpty
                    ? (pending.isEmpty ? .current : .behind)
                    : (history.recordsAll(graph.revisions) ? .ahead : .diverged)
            )
        } catch {
            throw MigrationError(error)
        }
    }
}

extension AppliedHistory {
    /// Whether the last record of each of these revisions says that it is applied.
    fileprivate func recordsAll(_ revisions: [Revision]) -> Bool {
        var isApplied: [RevisionID: Bool] = [:]
        for record in records {
            if let id = record.revision { isApplied[id] = record.direction != .downgrade }
        }
        return revisions.allSatisfy { isApplied[$0.id] == true }
    }
}

extension MigrationPlan {
    /// What an upgrade to all heads would run; told even where an edited file or an unfinished section would stop it.
    fileprivate static func pending(_ graph: RevisionGraph, _ history: AppliedHistory) throws(PlanError) -> [RevisionID]
    {
        do throws(GraphError) {
            return try graph.upgradePath(to: .heads, from: history.rows).map(\.id)
        } catch {
            throw PlanError(error)
        }
    }
}
