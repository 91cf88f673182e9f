/// Exactly once: what is sent is either known to be applied, or looked for in the history before it is sent again.
///
/// A batch writes a row with the run's own id in the transaction of its work, and begins with a guard on the version rows
/// and on the ever-rising `seq`. So after a lost answer the history tells what arrived, and a request that arrives late, or
/// twice, fails at its guard.
extension MigrationRun {
    typealias OnApplied = (_ run: inout MigrationRun, _ milliseconds: Int64?) -> Void

    /// What is on its way.
    struct Sending {
        var rest: ArraySlice<SentBatch>
        var patience: Patience
        /// How many of the first were ever sent without an answer: what was held up on the way may still arrive.
        var perhapsSent = 0
        /// Whether a guard that fails is an error, as no new plan can help.
        let stopsAtGuard: Bool
        let onApplied: OnApplied

        init(
            _ batches: [SentBatch],
            _ patience: Patience,
            stopsAtGuard: Bool = false,
            onApplied: @escaping OnApplied
        ) {
            rest = batches[...]
            self.patience = patience
            self.stopsAtGuard = stopsAtGuard
            self.onApplied = onApplied
        }

        /// The first is known to be applied.
        mutating func removeFirst() {
            rest.removeFirst()
            perhapsSent = max(0, perhapsSent - 1)
        }
    }

    /// Sends batches until each of them is applied.
    ///
    /// - Parameters:
    ///   - batches: in order; each has to fail at its guard where the one before it is not applied.
    ///   - stopsAtGuard: whether a guard that fails is an error, as no new plan can help.
    ///   - onApplied: told each batch that is applied, in order, and how long it took where the database knows.
    /// - Returns: `false` where a guard failed: the database is not as the plan expects it.
    /// - Throws: `MigrationError` for a statement that fails, and where the database stays away.
    mutating func send(
        _ batches: [SentBatch],
        stopsAtGuard: Bool = false,
        onApplied: @escaping OnApplied = { _, _ in }
    ) throws(MigrationError) -> Bool {
        var sending = Sending(
            batches,
            Patience(runner.options, at: runner.location),
            stopsAtGuard: stopsAtGuard,
            onApplied: onApplied
        )
        while let next = sending.rest.first {
            let count = sending.rest.count
            do throws(DatabaseError) {
                try connection.apply(sending.rest.map(\.batch.batch)) { rows in
                    sending.removeFirst()
                    onApplied(&self, rows.first?[0].integer)
                }
                return true
            } catch {
                if sending.rest.count < count { sending.patience.renew() }
                let left = sending.rest.count
                guard try recover(from: error, of: sending.rest.first ?? next, &sending) else { return false }
                if sending.rest.count < left { sending.patience.renew() }
            }
        }
        return true
    }

    /// Decides what a failure means for what was sent.
    ///
    /// - Returns: whether what is left may be sent again; `false` where another process has changed the version.
    mutating func recover(
        from error: DatabaseError,
        of failed: SentBatch,
        _ sending: inout Sending
    ) throws(MigrationError) -> Bool {
        sending.perhapsSent = max(sending.perhapsSent, error.unknownBatches)
        if error.isGuard(of: failed.batch) {
            if try hasArrived(after: error, &sending) { return true }
            guard sending.stopsAtGuard else { return false }
            throw failure(error, of: failed.step, in: failed.batch)
        }
        let isRefused = runner.location.isRemote && error.isRefusal
        guard error.isOutcomeUnknown || isRefused else {
            if waits(for: error, &sending.patience) { return true }
            throw ended(by: error, failed, sending)
        }
        let history = try settledHistory(after: error, &sending)
        let hasMoved = takeApplied(history, &sending)
        guard !runner.interruption.isRequested || sending.rest.isEmpty else { throw interrupted(by: error, sending) }
        if hasMoved { return true }
        // Too large is what several revisions are together; they are sent one by one then. And a server that has answered
        // the look is there, whatever something on the way said in its place.
        let isPassing = error.passes || (error.code == .cannotOpen && error.isOutcomeUnknown)
        guard isPassing || (error.code == .tooLarge && error.unknownBatches > 1) else {
            throw ended(by: error, failed, sending)
        }
        guard sending.patience.allowsResending(after: error, runner.interruption) else {
            throw runner.interruption.isRequested ? interrupted(by: error, sending) : gaveUp(error, sending)
        }
        return true
    }

    /// Whether what a guard refused is this run's own work: a request that was given up for lost may have arrived after all.
    mutating func hasArrived(after error: DatabaseError, _ sending: inout Sending) throws(MigrationError) -> Bool {
        guard runner.location.isRemote else { return false }
        let history = try settledHistory(after: error, &sending)
        return takeApplied(history, &sending)
    }

    /// Waits, and tells so the first time.
    mutating func waits(for error: DatabaseError, _ patience: inout Patience) -> Bool {
        if error.passes, !isAway {
            isAway = true
            runner.onEvent(.unreachable(reason: error.message))
        }
        return patience.waits(for: error, runner.interruption)
    }

    /// The error for what is known not to be applied.
    private func ended(by error: DatabaseError, _ failed: SentBatch, _ sending: Sending) -> MigrationError {
        if runner.interruption.isRequested { return interrupted(by: error, sending) }
        if error.passes || (runner.location.isRemote && error.isRefusal) { return gaveUp(error, sending) }
        return failure(error, of: failed.step(failing: error), in: failed.batch)
    }

    /// The error for somebody who has typed Ctrl-C: of what is on its way nobody knows whether it will still arrive.
    private func interrupted(by error: DatabaseError, _ sending: Sending) -> MigrationError {
        sending.perhapsSent > 0
            ? gaveUp(error, sending, hasLooked: true) : .interrupted(applied: applied, underlying: error)
    }

    /// Takes what the history shows as applied away from what is left to do.
    ///
    /// - Returns: whether there was any.
    private mutating func takeApplied(_ history: AppliedHistory, _ sending: inout Sending) -> Bool {
        let count = sending.rest.count
        while let trace = sending.rest.first?.batch.trace, let record = history.record(of: trace, by: runner.identity) {
            sending.removeFirst()
            sending.onApplied(&self, record.durationMS)
        }
        return sending.rest.count < count
    }

    /// Reads the history when everything that was sent has ended one way or the other.
    ///
    /// A reader that waits for writers stands in line behind a request that is still running, whose connection was lost; a
    /// plain one would read the state before it. Where the server itself refused the request, a plain look is enough, and all
    /// that the token may allow.
    private mutating func settledHistory(
        after lost: DatabaseError,
        _ sending: inout Sending
    ) throws(MigrationError) -> AppliedHistory {
        var isolation = lost.isRefusal && !lost.isOutcomeUnknown ? ReadIsolation.snapshot : .afterWriters
        var isBrief = false
        if let pause = lost.retryAfter, !sending.patience.waits(pause, runner.interruption) {
            throw gaveUp(lost, sending)
        }
        while true {
            if runner.interruption.isRequested, !isBrief {
                isBrief = true
                sending.patience = Patience(runner.options, at: runner.location, isBrief: true)
                try reconnect()
            }
            do throws(DatabaseError) {
                return try VersionStore.read(
                    from: connection,
                    versionTable: runner.options.versionTable,
                    runID: runner.identity.runID,
                    isolation: isolation
                )
            } catch {
                if runner.interruption.isRequested, !isBrief { continue }
                if error.isRefusal, isolation == .afterWriters {
                    isolation = .snapshot
                } else if isBrief ? !sending.patience.waits(for: error, nil) : !waits(for: error, &sending.patience) {
                    if runner.interruption.isRequested, !isBrief { continue }
                    // A guard that fails may have met this run's own work, too.
                    if !lost.isRefusal { sending.perhapsSent = max(sending.perhapsSent, 1) }
                    throw gaveUp(lost, sending, probe: error)
                }
            }
        }
    }

    /// The words for a server that stays away, or for a user who does not wait.
    private func gaveUp(
        _ error: DatabaseError,
        _ sending: Sending,
        probe: DatabaseError? = nil,
        hasLooked: Bool = false
    ) -> MigrationError {
        let unknown = sending.rest.prefix(sending.perhapsSent)
        let steps = unknown.flatMap(\.steps)
        return Outage(
            error: error,
            probe: probe,
            isInterrupted: runner.interruption.isRequested,
            hasLooked: hasLooked,
            applied: applied,
            unknown: steps,
            isMark: unknown.first?.batch.trace?.hasEnded == false,
            pending: Array(remaining.dropFirst(steps.count)),
            command: runner.options.command
        ).migrationError(at: runner.location)
    }
}

extension DatabaseError {
    /// Whether the same request may well be answered the next time.
    var passes: Bool { code == .connection || code == .timedOut }

    /// Whether the server refused a request as a whole: the token, or the address.
    fileprivate var isRefusal: Bool {
        statementIndex == nil && [.unauthorized, .cannotOpen, .readOnly].contains(code)
    }

    /// Whether it is the guard that failed: the database is not as the plan expects it.
    fileprivate func isGuard(of batch: StepBatch) -> Bool {
        code == .statement && statementIndex != nil && statementIndex == batch.guardIndex
    }
}
