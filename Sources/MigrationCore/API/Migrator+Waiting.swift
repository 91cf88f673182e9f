public import Logging

extension Migrator {
    /// Waits until someone else has migrated the database: what replicas call while a job migrates.
    ///
    /// A server that is not up yet, a file that cannot be opened yet and a lock are waited for like a database that is
    /// behind.
    ///
    /// - Parameters:
    ///   - timeout: how long at most. Each look is given no more time than is left, but a second at least.
    ///   - pollingEvery: the time between two looks.
    ///   - logger: gets one line at `info` when there is something to wait for, and one when it is over.
    /// - Throws: `MigrationError`: the last look's error when the time is up; `.interrupted` when the task is cancelled;
    ///   what waiting does not mend at once, a token that is not accepted for one, and as `verify()`.
    public func waitUntilCurrent(
        timeout: Duration,
        pollingEvery: Duration = .seconds(1),
        logger: Logger = .current
    ) async throws(MigrationError) {
        let clock = ContinuousClock()
        let start = clock.now
        let deadline = start + timeout
        var hasWaited = false
        while true {
            do throws(MigrationError) {
                try await patient(for: deadline - clock.now).verify(logger: logger)
                if hasWaited {
                    let waited = (clock.now - start).milliseconds
                    logger.info("waited for migrations", metadata: ["migration.waited_ms": "\(waited)"])
                }
                return
            } catch {
                guard mayPass(error), clock.now < deadline else { throw error }
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

    /// The same migrator, whose looks end with the time that is left.
    private func patient(for rest: Duration) -> Migrator {
        let limit = max(rest, .seconds(1))
        var options = options
        options.connectTimeout = min(options.connectTimeout, limit)
        options.requestTimeout = min(options.requestTimeout, limit)
        options.busyTimeout = min(options.busyTimeout, limit)
        return Migrator(database: database, migrations: migrations, options: options)
    }

    /// Whether an error may be over a moment later without anyone mending anything.
    private func mayPass(_ error: MigrationError) -> Bool {
        switch error.code {
        case .pendingMigrations, .unfinishedRevision, .connection, .locked: return true
        case .database: break
        default: return false
        }
        switch (error.underlying as? DatabaseError)?.code {
        case .busy: return true
        // A folder may have to be mounted yet; a server that answers with a refusal goes on refusing.
        case .cannotOpen: return !database.isRemote
        default: return false
        }
    }
}
