/// Exactly once: what is sent is either known to be applied, or looked for in the history before it is sent again.
///
/// A batch writes a row with the run's own id in the transaction of its work, and begins with a guard on the version rows
/// and on the ever-rising `seq`. So after a lost answer the history tells what arrived, and a request that arrives late, or
/// twice, fails at its guard.
extension MigrationRun {
    typealias OnApplied = (_ run: inout MigrationRun, _ lastRows: [SQLRow]) -> Void

    /// Sends batches until each of them is applied.
    ///
    /// - Parameters:
    ///   - batches: in order; each has to fail at its guard where the one before it is not applied.
    ///   - stopsAtGuard: whether a guard that fails is an error, as no new plan can help.
    ///   - onApplied: told each batch that is applied, in order.
    /// - Returns: `false` where a guard failed: the database is not as the plan expects it.
    /// - Throws: `MigrationError` for a statement that fails, and where the database stays away.
    mutating func send(
        _ batches: [SentBatch],
        stopsAtGuard: Bool = false,
        onApplied: OnApplied = { _, _ in }
    ) throws(MigrationError) -> Bool {
        var rest = batches[...]
        var patience = Patience(runner.options, at: runner.location)
        while let next = rest.first {
            do throws(DatabaseError) {
                try connection.apply(rest.map(\.batch.batch)) { rows in
                    rest.removeFirst()
                    onApplied(&self, rows)
                }
                return true
            } catch {
                let count = rest.count
                let failed = rest.first ?? next
                if try recover(from: error, of: failed, &rest, &patience, stopsAtGuard, onApplied) == .moved {
                    return false
                }
                if rest.count < count { patience = Patience(runner.options, at: runner.location) }
            }
        }
        return true
    }

    private enum Recovery {
        /// What is left may be sent again.
        case resend
        /// Another process has changed the version.
        case moved
    }

    /// Decides what a failure means for what was sent.
    private mutating func recover(
        from error: DatabaseError,
        of failed: SentBatch,
        _ rest: inout ArraySlice<SentBatch>,
        _ patience: inout Patience,
        _ stopsAtGuard: Bool,
        _ onApplied: OnApplied
    ) throws(MigrationError) -> Recovery {
        if error.isGuard(of: failed.batch), !stopsAtGuard {
            // A request of this run that was given up for lost may have arrived after all.
            guard runner.location.isRemote else { return .moved }
            let history = try settledHistory(error, rest, &patience)
            return takeApplied(from: &rest, history, onApplied) ? .resend : .moved
        }
        if error.isOutcomeUnknown {
            let history = try settledHistory(error, rest, &patience)
            let hasMoved = takeApplied(from: &rest, history, onApplied)
            if error.code == .interrupted { throw .interrupted(applied: applied, underlying: error) }
            guard hasMoved || error.passes else {
                throw failure(error, of: failed.step(failing: error), in: failed.batch)
            }
            guard hasMoved || patience.allowsResending(after: error) else { throw gaveUp(error, rest, isKnown: true) }
            return .resend
        }
        guard patience.waits(for: error, runner.interruption) else {
            if error.passes { throw gaveUp(error, rest, isKnown: true) }
            throw failure(error, of: failed.step(failing: error), in: failed.batch)
        }
        return .resend
    }

    /// Takes what the history shows as applied away from what is left to do.
    ///
    /// - Returns: whether there was any.
    private mutating func takeApplied(
        from rest: inout ArraySlice<SentBatch>,
        _ history: AppliedHistory,
        _ onApplied: OnApplied
    ) -> Bool {
        let count = rest.count
        while let trace = rest.first?.batch.trace, history.shows(trace, of: runner.identity) {
            rest.removeFirst()
            onApplied(&self, [])
        }
        return rest.count < count
    }

    /// Reads the history when everything that was sent has ended one way or the other.
    ///
    /// A reader that waits for writers stands in line behind a request that is still running, whose connection was lost; a
    /// plain one would read the state before it.
    private func settledHistory(
        _ lost: DatabaseError,
        _ rest: ArraySlice<SentBatch>,
        _ patience: inout Patience
    ) throws(MigrationError) -> AppliedHistory {
        let isInterrupted = runner.interruption.isRequested
        // An interrupted connection asks nothing more.
        let asker = isInterrupted ? try runner.open() : connection
        if isInterrupted { patience = Patience(runner.options, at: runner.location, isBrief: true) }
        if let pause = lost.retryAfter { patience.wait(pause, runner.interruption) }
        while true {
            do throws(DatabaseError) {
                return try VersionStore.read(
                    from: asker,
                    versionTable: runner.options.versionTable,
                    isolation: .afterWriters
                )
            } catch {
                guard patience.waits(for: error, isInterrupted ? nil : runner.interruption) else {
                    throw gaveUp(lost, rest, isKnown: !lost.isOutcomeUnknown)
                }
            }
        }
    }

    /// The words for a server that stays away.
    private func gaveUp(_ error: DatabaseError, _ rest: ArraySlice<SentBatch>, isKnown: Bool) -> MigrationError {
        let sent = isKnown ? 0 : error.unknownBatches
        return Outage(
            error: error,
            applied: applied,
            unknown: rest.prefix(sent).flatMap(\.steps).compactMap { $0.revision?.id },
            pending: rest.dropFirst(sent).flatMap(\.steps).compactMap { $0.revision?.id },
            command: runner.options.command
        ).migrationError(at: runner.location)
    }
}

extension DatabaseError {
    /// Whether the same request may well be answered the next time.
    fileprivate var passes: Bool { code == .connection || code == .timedOut }

    /// Whether it is the guard that failed: the database is not as the plan expects it.
    fileprivate func isGuard(of batch: StepBatch) -> Bool {
        code == .statement && statementIndex != nil && statementIndex == batch.guardIndex
    }
}
