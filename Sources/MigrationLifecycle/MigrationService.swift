#if ServiceLifecycle
    public import Logging
    public import MigrationCore
    public import ServiceLifecycle

    /// Migrates, verifies or waits as one of the services of a group, then rests until the group shuts down.
    ///
    /// ```swift
    /// let group = ServiceGroup(services: [MigrationService(migrator, mode: .verify), worker], logger: logger)
    /// ```
    ///
    /// - Important: A group starts its services one after the other and waits for none of them, so those behind this one
    ///   run before it is done. What must not start earlier is `server.afterMigrations(migrator)`.
    ///
    /// It rests because a service that returns ends its group. A failure ends the group, too: its error is the group's.
    public struct MigrationService: Service {
        private let migrations: Migrations

        /// Makes the service; nothing is opened yet.
        ///
        /// - Parameters:
        ///   - migrator: the migrations.
        ///   - mode: what is done with them.
        ///   - logger: as for `Migrator.upgrade`.
        public init(_ migrator: Migrator, mode: Mode = .upgrade, logger: Logger = .current) {
            migrations = Migrations(migrator: migrator, mode: mode, logger: logger)
        }

        /// Does its work, then rests until graceful shutdown.
        ///
        /// - Throws: `MigrationError`; not for a shutdown that comes in the middle, which ends the work between two
        ///   revisions or rolls the running one back.
        public func run() async throws {
            guard try await migrations.finish() else { return }
            try await gracefulShutdown()
        }
    }

    extension MigrationService {
        /// What a service does with the migrations.
        public struct Mode: Hashable, Sendable {
            enum Kind: Hashable, Sendable {
                case upgrade(RevisionTarget)
                case verify
                case wait(timeout: Duration, pollingEvery: Duration)
            }

            let kind: Kind

            /// Applies what is pending: right for a single process.
            public static let upgrade = Mode.upgrade(to: .heads)

            /// Fails unless the database is current: right for replicas beside a job that migrates.
            public static let verify = Mode(kind: .verify)

            /// Applies what is pending, up to a target.
            ///
            /// - Parameter target: how far.
            /// - Returns: the mode.
            public static func upgrade(to target: RevisionTarget) -> Mode {
                Mode(kind: .upgrade(target))
            }

            /// Waits until someone else has migrated: right for replicas that start together with the job.
            ///
            /// - Parameters:
            ///   - timeout: how long at most.
            ///   - pollingEvery: the time between two looks.
            /// - Returns: the mode.
            public static func waitUntilCurrent(
                timeout: Duration,
                pollingEvery: Duration = .seconds(1)
            ) -> Mode {
                Mode(kind: .wait(timeout: timeout, pollingEvery: pollingEvery))
            }
        }
    }
#endif
