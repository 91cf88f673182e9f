#if ServiceLifecycle
    public import Logging
    public import MigrationCore
    public import ServiceLifecycle

    extension Service {
        /// The same service, started not before the schema is right.
        ///
        /// ```swift
        /// let group = ServiceGroup(
        ///     services: [telemetry, server.afterMigrations(migrator, mode: .verify)],
        ///     gracefulShutdownSignals: [.sigterm],
        ///     logger: logger
        /// )
        /// ```
        ///
        /// Only this service waits; its neighbours in the group start at once. Where the migrations fail, the service is not
        /// started, and the error ends the group. A graceful shutdown in the middle ends the migrations between two revisions
        /// or rolls the running one back, and the service is not started either.
        ///
        /// - Parameters:
        ///   - migrator: the migrations.
        ///   - mode: what is done with them. `.upgrade` is for a single process; beside a job that migrates, replicas
        ///     `.verify` or `.waitUntilCurrent(timeout:)`.
        ///   - logger: as for `Migrator.upgrade`.
        /// - Returns: the service to put into the group.
        public func afterMigrations(
            _ migrator: Migrator,
            mode: MigrationService.Mode = .upgrade,
            logger: Logger = .current
        ) -> some Service {
            ServiceAfterMigrations(
                service: self,
                migrations: Migrations(migrator: migrator, mode: mode, logger: logger)
            )
        }
    }

    private struct ServiceAfterMigrations<Wrapped: Service>: Service {
        let service: Wrapped
        let migrations: Migrations

        func run() async throws {
            if try await migrations.finish() { try await service.run() }
        }
    }
#endif
