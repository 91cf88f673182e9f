internal import Logging

/// Carries out plans: reads, plans, locks, reads and plans again, runs step by step.
///
/// Synchronous; it belongs to one thread, and only `interruption` comes from others.
package struct MigrationRunner {
    package typealias Planner = (AppliedHistory) throws(PlanError) -> MigrationPlan

    let location: DatabaseLocation
    var options: RunOptions
    let identity: RunIdentity
    let interruption: Interruption
    let logger: Logger
    let onEvent: (MigrationEvent) -> Void
    /// Whether a plan may be made anew after some of its steps have run; not where the target is relative to a version
    /// that they have changed.
    var canPlanAgain = true
    /// What runs Swift revisions.
    var scripts: (any ScriptCode)?

    /// Another program that takes no lock may move the version between reading it and a step, but not for ever.
    private static let maximumAttempts = 50

    /// Runs what the planner plans.
    ///
    /// - Parameter planner: pure; it is asked again whenever the database turned out to have moved.
    /// - Returns: what was run; nothing where there was nothing to do, and then no lock was taken and nothing created.
    /// - Throws: `MigrationError` with what was applied before it.
    func run(_ planner: Planner) throws(MigrationError) -> MigrationReport {
        let existing = try openExisting()
        if let existing { interruption.watch(existing) }
        defer { interruption.unwatch() }
        let seen = try look(planner, existing)
        if let seen, seen.steps.isEmpty { return nothingToDo(seen) }
        guard let file = location.lockablePath else {
            let connection = if let existing { existing } else { try open() }
            interruption.watch(connection)
            return try runLocked(planner, connection, seen)
        }
        if existing == nil { try refuseMissingFolder() }
        return try MigrationLock.held(
            database: file,
            timeout: options.lockTimeout,
            interruption: interruption,
            onWait: tellAboutWait
        ) { () throws(MigrationError) in
            if let existing { return try runLocked(planner, existing) }
            return try runLocked(planner, creating: SQLiteFile(file))
        }
    }

    /// Runs on a file that was missing; where the run fails and leaves it empty, it is missing again.
    private func runLocked(_ planner: Planner, creating file: SQLiteFile) throws(MigrationError) -> MigrationReport {
        let wasMissing = !file.exists
        do throws(MigrationError) {
            let connection = try open()
            interruption.watch(connection)
            return try runLocked(planner, connection)
        } catch {
            if wasMissing { file.removeIfEmpty() }
            throw error
        }
    }

    /// Before the lock is asked for, whose file would miss the folder as well.
    private func refuseMissingFolder() throws(MigrationError) {
        guard case .file(let path) = location,
            let reason = SQLiteFile(path).reasonItCannotBeOpened(creating: true)
        else { return }
        throw MigrationError(DatabaseError(.cannotOpen, reason), at: location)
    }

    /// The first look, without a lock; `nil` where the database is locked.
    private func look(
        _ planner: Planner,
        _ connection: (any DatabaseConnection)?
    ) throws(MigrationError) -> MigrationPlan? {
        do throws(MigrationError) {
            let plan = try self.plan(planner, connection, applied: [])
            try refuseWhatCannotRun(plan)
            return plan
        } catch {
            // Another migration may have locked readers out; its end is waited for with more patience.
            guard (error.underlying as? DatabaseError)?.code == .busy else { throw error }
            return nil
        }
    }

    private func nothingToDo(_ plan: MigrationPlan) -> MigrationReport {
        for warning in plan.warnings { onEvent(.warning(warning)) }
        return MigrationReport(from: plan.from, to: plan.to, warnings: plan.warnings)
    }

    private func tellAboutWait(_ holder: String?) {
        logger.info("waiting for another migration", metadata: ["migration.holder": "\(holder ?? "unknown")"])
        onEvent(.waiting(holder: holder))
    }

    /// Plans and runs until a plan comes to its end; `seen` is the plan of the first look, where nothing but the guards keeps
    /// others away anyway.
    private func runLocked(
        _ planner: Planner,
        _ connection: any DatabaseConnection,
        _ seen: MigrationPlan? = nil
    ) throws(MigrationError) -> MigrationReport {
        var run = MigrationRun(runner: self, connection: connection)
        var refused: MigrationPlan?
        for attempt in 0..<MigrationRunner.maximumAttempts {
            let isFirst = attempt == 0
            let plan =
                if isFirst, let seen { seen } else {
                    try self.plan(
                        planner,
                        connection,
                        applied: run.applied,
                        isolation: isFirst || !location.isRemote ? .snapshot : .afterWriters
                    )
                }
            try refuseWhatCannotRun(plan)
            if attempt == 0 { plan.warnings.forEach { onEvent(.warning($0)) } }
            if let refused, refused.from == plan.from, refused.sequence == plan.sequence { throw contradiction(run) }
            if try run.execute(plan) { return run.report(plan.warnings) }
            refused = plan
            guard canPlanAgain || run.applied.isEmpty else { break }
        }
        throw MigrationError(
            .database,
            "\(location): another program changes the version while this one runs" + run.applied.stayApplied,
            remedy: "Let the other program end, then look at `migrate current` and run the command again.",
            applied: run.applied
        )
    }

    /// The guard failed, and the database reads as it did before: to plan again would lead here again.
    private func contradiction(_ run: MigrationRun) -> MigrationError {
        MigrationError(
            .database,
            "\(location): \(options.versionTable) and \(VersionStore.historyTable) do not hold what was read from them"
                + run.applied.stayApplied,
            remedy:
                "Look at both tables with `sqlite3`: they have columns of other types, or rows, that the tool did not"
                + " write. If another program changed the version just now, run the same command again.",
            applied: run.applied
        )
    }

    /// A replica may answer a plain reader with a state that the guard has already refused; hence the isolation.
    private func plan(
        _ planner: Planner,
        _ connection: (any DatabaseConnection)?,
        applied: [RevisionID],
        isolation: ReadIsolation = .snapshot
    ) throws(MigrationError) -> MigrationPlan {
        var others = OtherRun(self)
        while true {
            let history = try read(connection, isolation: isolation, applied: applied)
            do throws(PlanError) {
                let plan = try planner(history)
                // A stamp would take the mark of a section that another process may still run.
                let isStamp = plan.steps.contains { $0.direction == .stamp }
                guard isStamp, let record = history.unfinished, others.waits(for: record) else { return plan }
            } catch {
                guard let record = history.unfinished, error.kind == .unfinishedRevision, others.waits(for: record)
                else {
                    throw interruption.isRequested
                        ? .interrupted(applied: applied)
                        : others.hasWaited
                            ? others.stillRunning(error, applied) : MigrationError(error, applied: applied)
                }
            }
        }
    }

    /// Found before anything runs, for a plan is run whole or not begun.
    private func refuseWhatCannotRun(_ plan: MigrationPlan) throws(MigrationError) {
        var written: [Revision] = []
        for step in plan.steps {
            guard let revision = step.revision else { continue }
            switch step.work {
            case .script: written.append(revision)
            case .section(let section) where location.isRemote: try refuse(section, of: revision)
            case .section, .stamp: continue
            }
        }
        guard let first = written.first else { return }
        guard let scripts else { throw .noScriptCode(for: first) }
        try scripts.prepare(written, interruption)
    }

    /// What the server would refuse in the middle of a run is refused here, with its place.
    private func refuse(_ section: Revision.Section, of revision: Revision) throws(MigrationError) {
        for statement in section.statements {
            let isAlone = section.transaction == .none
            guard let refusal = LibSQLStatementFilter.refusal(of: statement.text, isAlone: isAlone) else { continue }
            throw MigrationError(
                .cannotRun,
                "\(statement.source ?? revision.source): a libSQL server refuses \(refusal.what) (revision \(revision.id))",
                remedy: refusal.remedy + " Nothing was run."
            )
        }
    }
}

extension MigrationRunner {
    func openExisting() throws(MigrationError) -> (any DatabaseConnection)? {
        do throws(DatabaseError) {
            return try DatabaseConnector.openExisting(location, options: options.connection)
        } catch {
            throw MigrationError(error, at: location)
        }
    }

    /// Opens the database, which is created where it is missing; briefly where somebody waits who has typed Ctrl-C.
    func open(isBrief: Bool = false) throws(MigrationError) -> any DatabaseConnection {
        var connection = options.connection
        if isBrief {
            // A question is asked again within this time, and more than once.
            connection.connectTimeout = min(connection.connectTimeout, Patience.brief / 2)
            connection.requestTimeout = min(connection.requestTimeout, Patience.brief / 2)
        }
        do throws(DatabaseError) {
            return try DatabaseConnector.open(location, options: connection)
        } catch {
            throw MigrationError(error, at: location)
        }
    }

    /// What the database says about its version.
    func read(
        _ connection: (any DatabaseConnection)?,
        isolation: ReadIsolation = .snapshot,
        applied: [RevisionID] = []
    ) throws(MigrationError) -> AppliedHistory {
        do throws(DatabaseError) {
            return try VersionStore.read(
                from: connection,
                versionTable: options.versionTable,
                runID: identity.runID,
                isolation: isolation
            )
        } catch {
            throw MigrationError(error, at: location, applied: applied)
        }
    }
}

extension DatabaseLocation {
    /// The file that a lock is put beside; `nil` for a database that no other process can see.
    fileprivate var lockablePath: String? {
        switch self {
        case .file(let path): SQLiteFile(path).path
        case .memory, .remote: nil
        }
    }
}

extension MigrationRunner {
    /// Reads the version without a lock, and creates nothing.
    func readOnce() throws(MigrationError) -> AppliedHistory {
        let connection = try openExisting()
        if let connection { interruption.watch(connection) }
        defer { interruption.unwatch() }
        return try read(connection)
    }

    /// Creates the tool's tables where they are missing; safe without a lock, for each statement does nothing the second
    /// time.
    func createTables() throws(MigrationError) -> Bool {
        let existing = try openExisting()
        let history = try read(existing)
        guard !history.hasBothTables else { return false }
        let connection = if let existing { existing } else { try open() }
        var patience = Patience(options, at: location)
        while true {
            do throws(DatabaseError) {
                try connection.apply(Batch(VersionTable(identity.versionTable).creation))
                return true
            } catch {
                // Sent again it does nothing, and to ask is to know.
                guard patience.waits(for: error, interruption) else {
                    if error.isOutcomeUnknown, try read(connection, isolation: .afterWriters).hasBothTables {
                        return true
                    }
                    throw MigrationError(error, at: location)
                }
            }
        }
    }
}

extension AppliedHistory {
    fileprivate var hasBothTables: Bool { hasVersionTable && hasHistoryTable }
}
