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
    /// - Parameter logger: gets a line at `debug`.
    /// - Throws: `MigrationError`: `.pendingMigrations`, `.unknownRevision`, `.changedRevision`, `.unfinishedRevision`;
    ///   and as `status()`.
    public func verify(logger: Logger = .current) async throws(MigrationError) {
        let plan = try await plan(to: .heads)
        guard plan.steps.isEmpty else {
            let pending = plan.steps.compactMap { $0.revision?.id }
            let count = pending.count == 1 ? "1 revision is" : "\(pending.count) revisions are"
            throw MigrationError(
                .pendingMigrations,
                "\(database) is behind: \(count) pending: \(pending.list)",
                remedy: "Run `migrate upgrade heads\(options.commandSuffix)`."
            )
        }
        logger.debug("the database is current", metadata: ["migration.count": "0"])
    }

    /// Waits until someone else has migrated the database.
    ///
    /// A database that cannot be opened or is locked is waited for like one that is behind.
    ///
    /// - Parameters:
    ///   - timeout: how long at most.
    ///   - pollingEvery: the time between two looks.
    ///   - logger: gets one line at `info` when there is something to wait for.
    /// - Throws: `MigrationError`: the last look's error when the time is up; `.interrupted` when the task is cancelled;
    ///   what waiting does not mend at once, as `verify()`.
    public func waitUntilCurrent(
        timeout: Duration,
        pollingEvery: Duration = .seconds(1),
        logger: Logger = .current
    ) async throws(MigrationError) {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var hasWaited = false
        while true {
            do throws(MigrationError) {
                return try await verify(logger: logger)
            } catch {
                guard [.pendingMigrations, .database, .unfinishedRevision].contains(error.code), clock.now < deadline
                else { throw error }
                if !hasWaited { logger.info("waiting for migrations", metadata: ["error.code": "\(error.code)"]) }
                hasWaited = true
            }
            do {
                try await clock.sleep(until: min(deadline, clock.now + pollingEvery))
            } catch {
                throw .interrupted()
            }
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
