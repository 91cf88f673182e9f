internal import Logging

/// One run: the steps that it has done so far.
struct MigrationRun {
    let runner: MigrationRunner
    private(set) var connection: any DatabaseConnection
    /// The steps of the newest plan that are not done.
    private(set) var remaining: ArraySlice<MigrationStep> = []
    /// Whether it was told that the server does not answer.
    var isAway = false
    private var from: [RevisionID]?
    private var to: [RevisionID] = []
    private var steps: [MigrationReport.Step] = []
    private var startOfStep = ContinuousClock.now

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
        remaining = plan.steps[...]
        if runner.options.isSingleTransaction, plan.steps.count > 1 { return try executeAtOnce(plan) }
        var sequence = plan.sequence
        var rest = plan.steps[...]
        while let step = rest.first {
            guard !runner.interruption.isRequested else { throw .interrupted(applied: applied) }
            let group = rest.prefix { !$0.isMarked && !$0.isScript }
            if group.isEmpty {
                let isWhole =
                    step.isScript ? try executeScript(step, after: sequence) : try executeMarked(step, after: sequence)
                guard isWhole else { return false }
                sequence += step.sequenceCount
                rest.removeFirst()
            } else {
                guard try execute(group, after: sequence) else { return false }
                sequence += group.reduce(0) { $0 + $1.sequenceCount }
                rest = rest.dropFirst(group.count)
            }
        }
        return true
    }

    /// Steps of one batch each, one after the other.
    private mutating func execute(
        _ group: ArraySlice<MigrationStep>,
        after sequence: Int64
    ) throws(MigrationError) -> Bool {
        var sequence = sequence
        var sent: [SentBatch] = []
        for step in group {
            let place: StepBatch.Place = !runner.location.isRemote ? .alone : sent.isEmpty ? .first : .next
            for batch in step.batches(runner.identity, after: sequence, place: place) {
                sent.append(SentBatch(step: step, batch: batch))
            }
            sequence += step.sequenceCount
        }
        if let first = group.first { begin(first) }
        var rest = group
        return try send(sent) { run, milliseconds in
            guard let step = rest.popFirst() else { return }
            run.finish(step, milliseconds: milliseconds)
            if let next = rest.first { run.begin(next) }
        }
    }

    /// Tells that a step begins.
    mutating func begin(_ step: MigrationStep) {
        startOfStep = .now
        runner.onEvent(
            .started(revision: step.revision?.id, direction: step.direction, message: step.revision?.message ?? "")
        )
    }

    /// Tells that a step has been done and recorded.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - milliseconds: what it took; `nil` for the time since it began.
    mutating func finish(_ step: MigrationStep, milliseconds: Int64? = nil) {
        let done = MigrationReport.Step(
            revision: step.revision?.id,
            direction: step.direction,
            message: step.revision?.message ?? "",
            durationMS: milliseconds ?? (ContinuousClock.now - startOfStep).milliseconds
        )
        steps.append(done)
        remaining = remaining.dropFirst()
        isAway = false
        runner.logger.debug(
            "revision done",
            metadata: [
                "migration.revision": "\(step.revision?.id.rawValue ?? "base")",
                "migration.direction": "\(step.direction.rawValue)",
                "migration.duration_ms": "\(done.durationMS)",
            ]
        )
        runner.onEvent(.finished(done))
    }

    /// Opens another connection in place of an interrupted one, which runs nothing more; not to a database that would be
    /// another one then.
    mutating func reconnect() throws(MigrationError) {
        guard runner.interruption.isRequested, runner.location != .memory else { return }
        connection = try runner.open(isBrief: true)
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
        plan.steps.forEach { begin($0) }
        let start = ContinuousClock.now
        return try send([SentBatch(step: plan.steps[0], batch: batch, among: plan.steps)]) { run, _ in
            let durations = run.recordedDurations()
            let total = (ContinuousClock.now - start).milliseconds
            for step in plan.steps {
                run.finish(step, milliseconds: step.revision.flatMap { durations[$0.id] } ?? total)
            }
        }
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

extension MigrationStep {
    /// Whether the step is marked before it runs, as a section without a transaction is.
    fileprivate var isMarked: Bool {
        if case .section(let section) = work, case .none = section.transaction { true } else { false }
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, -1 << 53), 1 << 53) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
