internal import Logging

/// One run under the lock: the steps that it has done so far.
struct MigrationRun {
    let runner: MigrationRunner
    let connection: any DatabaseConnection
    private var from: [RevisionID]?
    private var to: [RevisionID] = []
    private var steps: [MigrationReport.Step] = []

    init(runner: MigrationRunner, connection: any DatabaseConnection) {
        self.runner = runner
        self.connection = connection
    }

    /// The revisions that were run, in order.
    var applied: [RevisionID] { steps.compactMap(\.revision) }

    func report(_ warnings: [String]) -> MigrationReport {
        if !steps.isEmpty {
            runner.logger.info("migrated", metadata: ["migration.count": "\(steps.count)"])
        }
        return MigrationReport(from: from ?? to, to: to, steps: steps, warnings: warnings)
    }

    /// Runs a plan.
    ///
    /// - Returns: whether it came to its end; `false` where the database had moved, and a new plan is needed.
    mutating func execute(_ plan: MigrationPlan) throws(MigrationError) -> Bool {
        from = from ?? plan.from
        to = plan.to
        if runner.options.isSingleTransaction, plan.steps.count > 1 { return try executeAtOnce(plan) }
        var sequence = plan.sequence
        for step in plan.steps {
            guard !runner.interruption.isRequested else { throw .interrupted(applied: applied) }
            let clock = ContinuousClock()
            let start = clock.now
            begin(step)
            guard try execute(step, after: sequence) else { return false }
            finish(step, milliseconds: (clock.now - start).milliseconds)
            sequence += step.sequenceCount
        }
        return true
    }

    private func begin(_ step: MigrationStep) {
        runner.onEvent(
            .started(revision: step.revision?.id, direction: step.direction, message: step.revision?.message ?? "")
        )
    }

    private mutating func finish(_ step: MigrationStep, milliseconds: Int64) {
        let done = MigrationReport.Step(
            revision: step.revision?.id,
            direction: step.direction,
            message: step.revision?.message ?? "",
            durationMS: milliseconds
        )
        steps.append(done)
        runner.logger.debug(
            "revision done",
            metadata: [
                "migration.revision": "\(step.revision?.id.rawValue ?? "base")",
                "migration.direction": "\(step.direction.rawValue)",
                "migration.duration_ms": "\(milliseconds)",
            ]
        )
        runner.onEvent(.finished(done))
    }

    private func execute(_ step: MigrationStep, after sequence: Int64) throws(MigrationError) -> Bool {
        let batches = step.batches(runner.identity, after: sequence)
        if batches.count == 3 {
            return try executeMarked(step, batches[0], batches[1], batches[2], after: sequence)
        }
        for batch in batches {
            do throws(DatabaseError) {
                try connection.apply(batch.batch)
            } catch {
                if error.isGuard(of: batch) { return false }
                throw failure(error, of: step, in: batch)
            }
        }
        return true
    }

    func failure(_ error: DatabaseError, of step: MigrationStep, in batch: StepBatch) -> MigrationError {
        StepFailure(error: error, step: step, batch: batch, applied: applied, command: runner.options.command)
            .migrationError(at: runner.location)
    }
}

extension MigrationRun {
    /// All steps as one batch: a failure anywhere undoes all of them.
    private mutating func executeAtOnce(_ plan: MigrationPlan) throws(MigrationError) -> Bool {
        let batch: StepBatch
        do throws(PlanError) {
            batch = try plan.singleTransaction(runner.identity)
        } catch {
            throw MigrationError(error)
        }
        plan.steps.forEach(begin)
        let clock = ContinuousClock()
        let start = clock.now
        do throws(DatabaseError) {
            try connection.apply(batch.batch)
        } catch {
            if error.isGuard(of: batch) { return false }
            let guilty = batch.revision(at: error.statementIndex)
            let checked = zip(plan.steps, batch.checks).first { $0.1 == error.statementIndex }?.0
            let step = checked ?? plan.steps.first { $0.revision?.id == guilty } ?? plan.steps[0]
            throw failure(error, of: step, in: batch)
        }
        let durations = recordedDurations()
        let total = (clock.now - start).milliseconds
        for step in plan.steps { finish(step, milliseconds: step.revision.flatMap { durations[$0.id] } ?? total) }
        return true
    }

    /// What each revision of this run took, as recorded; nothing where it cannot be read, for the work is done.
    private func recordedDurations() -> [RevisionID: Int64] {
        let statement = SQLStatement(
            "SELECT revision, duration_ms FROM main.\(VersionStore.historyTable) WHERE run_id = ?",
            [.text(runner.identity.runID)]
        )
        let rows = (try? connection.query(statement)) ?? []
        return rows.reduce(into: [:]) { result, row in
            if let id = row[0].text, let duration = row[1].integer { result[RevisionID(id)] = duration }
        }
    }
}

extension MigrationRun {
    /// A section without a transaction: marked as begun, run statement by statement, marked as ended.
    private func executeMarked(
        _ step: MigrationStep,
        _ begin: StepBatch,
        _ work: StepBatch,
        _ end: StepBatch,
        after sequence: Int64
    ) throws(MigrationError) -> Bool {
        do throws(DatabaseError) {
            try connection.apply(begin.batch)
        } catch {
            if error.isGuard(of: begin) { return false }
            throw failure(error, of: step, in: begin)
        }
        let changesBefore = totalChanges()
        do throws(DatabaseError) {
            try connection.apply(work.batch)
        } catch {
            var failed = failure(error, of: step, in: work)
            let isUndone = leftNothing(error, changesBefore: changesBefore)
            if isUndone, clearMark(step, after: sequence + 1) { throw failed }
            let done = error.statementIndex ?? 0
            // Only what a constraint or RAISE stops can have kept rows.
            let isWhole = isUndone || done > 0 && error.code != .constraint
            failed.becomeUnfinished(step, statement: done, of: work, isUndone: isWhole)
            throw failed
        }
        do throws(DatabaseError) {
            try connection.apply(end.batch)
        } catch {
            var failed = failure(error, of: step, in: end)
            failed.becomeUnfinished(step, statement: work.batch.statements.count, of: work, isUndone: true)
            throw failed
        }
        return true
    }

    /// Whether the first statement failed and the database is as it was.
    ///
    /// Not every statement that fails undoes itself: a conflict clause in the table's declaration or a trigger's RAISE can
    /// say FAIL as well (sqlite.org/lang_conflict.html), so the changed rows are counted. One that was interrupted is
    /// always rolled back (sqlite.org/c3ref/interrupt.html), and nothing can be asked after it.
    private func leftNothing(_ error: DatabaseError, changesBefore: Int64?) -> Bool {
        guard (error.statementIndex ?? 0) == 0 else { return false }
        guard error.code != .interrupted else { return true }
        guard let changesBefore else { return false }
        return totalChanges() == changesBefore
    }

    /// The rows that the connection has changed; `nil` where it does not answer.
    private func totalChanges() -> Int64? {
        (try? connection.query("SELECT total_changes()"))?.first?[0].integer
    }

    /// Takes the mark back; on a connection of its own, for an interrupted one runs nothing more.
    private func clearMark(_ step: MigrationStep, after sequence: Int64) -> Bool {
        let clearing = step.clearingMark(runner.identity, after: sequence)
        do {
            let other = runner.interruption.isRequested && runner.location != .memory ? try runner.open() : connection
            try other.apply(clearing.batch)
            return true
        } catch {
            return false
        }
    }
}

extension DatabaseError {
    /// Whether it is the guard that failed: the database is not as the plan expects it.
    fileprivate func isGuard(of batch: StepBatch) -> Bool {
        code == .statement && statementIndex != nil && statementIndex == batch.guardIndex
    }
}

extension StepBatch {
    func revision(at index: Int?) -> RevisionID? {
        index.flatMap { index in parts.first { $0.statements.contains(index) }?.revision }
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
