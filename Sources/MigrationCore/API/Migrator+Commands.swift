package import Logging

extension Migrator {
    /// What the database says about its version; nothing is created.
    ///
    /// It blocks: a command that only reads needs no queue, whose threads would cost it a tenth of its time.
    package func history() throws(MigrationError) -> AppliedHistory {
        let history = try runner(Interruption(), .current) { _ in }.readOnce()
        do throws(PlanError) {
            try history.refuseFlaw()
        } catch {
            throw MigrationError(error).addingToCommands(options.commandSuffix)
        }
        return history
    }

    /// What a downgrade would do; nothing is run.
    package func plan(downgradingTo target: RevisionTarget) async throws(MigrationError) -> MigrationPlan {
        try await plan { graph, history throws(PlanError) in try .downgrade(graph, from: history, to: target) }
    }

    /// What a stamp would do; nothing is run.
    package func plan(
        stamping targets: [RevisionTarget],
        purge: Bool = false
    ) async throws(MigrationError) -> MigrationPlan {
        try await plan { graph, history throws(PlanError) in
            try .stamp(graph, from: history, to: targets, purge: purge)
        }
    }

    /// Sets the version without running anything.
    ///
    /// - Parameters:
    ///   - targets: what is to be current.
    ///   - purge: whether all rows go first, unknown ones too.
    ///   - logger: as in `upgrade`.
    ///   - onEvent: as in `upgrade`.
    /// - Returns: what was written.
    /// - Throws: `MigrationError` as `upgrade`.
    @discardableResult
    package func stamp(
        _ targets: [RevisionTarget],
        purge: Bool = false,
        logger: Logger = .current,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws(MigrationError) -> MigrationReport {
        let words = targets.map(\.text).joined(separator: " ")
        return try await run("migrate stamp \(words)", nil, logger, onEvent) { graph, history throws(PlanError) in
            try .stamp(graph, from: history, to: targets, purge: purge)
        }
    }

    /// Records the checksums of applied files as they are now; the version stays.
    @discardableResult
    package func acceptChanges(
        of targets: [RevisionTarget],
        logger: Logger = .current,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws(MigrationError) -> MigrationReport {
        let words = targets.map(\.text).joined(separator: " ")
        let command = "migrate stamp --accept-changes \(words)"
        return try await run(command, nil, logger, onEvent) { graph, history throws(PlanError) in
            try .acceptChanges(graph, from: history, of: targets)
        }
    }

    /// Creates the version table and the history where they are missing.
    ///
    /// - Returns: whether anything was missing.
    /// - Throws: `MigrationError`, `.database`.
    @discardableResult
    package func ensureVersion() async throws(MigrationError) -> Bool {
        try await perform { interruption throws(MigrationError) in
            try runner(interruption, .current) { _ in }.createTables()
        }
    }
}
