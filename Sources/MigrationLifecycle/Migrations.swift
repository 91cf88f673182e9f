#if ServiceLifecycle
    import Logging
    import MigrationCore
    import ServiceLifecycle

    /// What has to be done before something may start.
    struct Migrations: Sendable {
        let migrator: Migrator
        let mode: MigrationService.Mode
        let logger: Logger

        /// Does it; a graceful shutdown cancels it.
        ///
        /// - Returns: whether it is done; `false` where the group shuts down instead, and nothing is to be started any more.
        /// - Throws: `MigrationError`.
        func finish() async throws -> Bool {
            do {
                try await cancelWhenGracefulShutdown { try await run() }
            } catch let error as MigrationError where error.code == .interrupted {
                guard Task.isShuttingDownGracefully else { throw error }
                logger.debug("shut down before the migrations were done")
                return false
            }
            return !Task.isShuttingDownGracefully
        }

        private func run() async throws {
            switch mode.kind {
            case .upgrade(let target): try await migrator.upgrade(to: target, logger: logger)
            case .verify: try await migrator.verify(logger: logger)
            case .wait(let timeout, let interval):
                try await migrator.waitUntilCurrent(timeout: timeout, pollingEvery: interval, logger: logger)
            }
        }
    }
#endif
