public import Logging

/// The migrations of one database: the façade that programs and the command use.
///
/// ```swift
/// let migrator = Migrator(database: .file(path: "app.db"), migrations: .directory("migrations"))
/// try await migrator.upgrade()
/// ```
///
/// A value without a connection: each call opens one and closes it before it returns. Blocking work runs on a queue of
/// its own. Calls may come from any number of tasks and processes at once: the second waits, and finds nothing to do.
public struct Migrator: Sendable {
    /// How a migrator goes about its work.
    public struct Options: Sendable {
        /// The name of the version table, `alembic_version` by default; another keeps a library's own migrations apart.
        public var versionTable: String {
            get { run.versionTable }
            set { run.versionTable = newValue }
        }
        /// How long to wait for another process that migrates the database, a minute by default.
        public var lockTimeout: Duration {
            get { run.lockTimeout }
            set { run.lockTimeout = newValue }
        }
        /// How long one statement waits for another connection's lock, five seconds by default.
        public var busyTimeout: Duration {
            get { run.connection.busyTimeout }
            set { run.connection.busyTimeout = newValue }
        }
        /// How long a remote host is tried before it counts as unreachable, ten seconds by default.
        public var connectTimeout: Duration {
            get { run.connection.connectTimeout }
            set { run.connection.connectTimeout = newValue }
        }
        /// How long one request to a remote database may take, a minute by default.
        public var requestTimeout: Duration {
            get { run.connection.requestTimeout }
            set { run.connection.requestTimeout = newValue }
        }
        /// A file of certificates (PEM) to trust in place of the system's; `nil` by default.
        public var certificateFile: String? {
            get { run.connection.certificateFile }
            set { run.connection.certificateFile = newValue }
        }
        /// How long a server that stopped answering in the middle of a run is tried again, half a minute by default.
        public var outageTimeout: Duration {
            get { run.outageTimeout }
            set { run.outageTimeout = newValue }
        }
        /// All that concerns the connection.
        package var connection: ConnectionOptions {
            get { run.connection }
            set { run.connection = newValue }
        }
        /// Whether all steps of a run are one transaction; by default each revision has its own.
        public var isSingleTransaction: Bool {
            get { run.isSingleTransaction }
            set { run.isSingleTransaction = newValue }
        }
        /// What the messages add to a command that they tell to type: ` --env staging`.
        package var commandSuffix = ""
        var run = RunOptions()

        /// Makes the default options.
        public init() {}
    }

    let database: DatabaseLocation
    let migrations: MigrationSource
    let options: Options

    /// Makes a migrator; nothing is opened or read yet.
    ///
    /// - Parameters:
    ///   - database: which database.
    ///   - migrations: where the revisions come from.
    ///   - options: names and timeouts.
    public init(database: DatabaseLocation, migrations: MigrationSource, options: Options = Options()) {
        self.database = database
        self.migrations = migrations
        self.options = options
    }

    /// Applies what is pending, up to a target.
    ///
    /// That nothing is pending is no error: then the database is read once, no lock is taken and nothing is created.
    /// Cancelling the task ends the run between two steps or rolls the running one back.
    ///
    /// - Parameters:
    ///   - target: how far; by default to all heads.
    ///   - logger: gets a line at `debug` for each revision, and one at `info` for a run that changed something.
    ///   - onEvent: told what happens as it happens, on the run's own queue.
    /// - Returns: what was run.
    /// - Throws: `MigrationError`: `.invalidRevisionFile`, `.invalidGraph` or `.invalidTarget` before a database is
    ///   opened; `.unknownRevision`, `.changedRevision`, `.unfinishedRevision` or `.cannotRun` before anything is run;
    ///   `.statementFailed` with the revisions that were applied before; `.locked`, `.database`, `.interrupted`.
    @discardableResult
    public func upgrade(
        to target: RevisionTarget = .heads,
        logger: Logger = .current,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws(MigrationError) -> MigrationReport {
        try await run("migrate upgrade \(target)", target, logger, onEvent) { graph, history throws(PlanError) in
            try .upgrade(graph, from: history, to: target)
        }
    }

    /// Takes back what was applied, down to a target.
    ///
    /// That nothing has to be taken back is no error.
    ///
    /// - Parameters:
    ///   - target: the revision that stays, or `.base`.
    ///   - logger: as in `upgrade`.
    ///   - onEvent: as in `upgrade`.
    /// - Returns: what was run.
    /// - Throws: `MigrationError` as `upgrade`; `.cannotRun` for a revision without a `migrate:down` section, before
    ///   anything is run.
    @discardableResult
    public func downgrade(
        to target: RevisionTarget,
        logger: Logger = .current,
        onEvent: @escaping @Sendable (MigrationEvent) -> Void = { _ in }
    ) async throws(MigrationError) -> MigrationReport {
        try await run("migrate downgrade \(target)", target, logger, onEvent) { graph, history throws(PlanError) in
            try .downgrade(graph, from: history, to: target)
        }
    }

    /// What an upgrade would do; nothing is run or created.
    ///
    /// - Parameter target: how far; by default to all heads.
    /// - Returns: the plan, the same value that a run would carry out.
    /// - Throws: `MigrationError` as `upgrade`, before anything is run.
    public func plan(to target: RevisionTarget = .heads) async throws(MigrationError) -> MigrationPlan {
        try await plan { graph, history throws(PlanError) in try .upgrade(graph, from: history, to: target) }
    }
}

extension Migrator {
    typealias GraphPlanner =
        @Sendable (_ graph: RevisionGraph, _ history: AppliedHistory) throws(PlanError) -> MigrationPlan

    /// Loads the graph before the database is opened, then runs what the planner plans.
    func run(
        _ command: String,
        _ target: RevisionTarget?,
        _ logger: Logger,
        _ onEvent: @escaping @Sendable (MigrationEvent) -> Void,
        _ planner: @escaping GraphPlanner
    ) async throws(MigrationError) -> MigrationReport {
        try await perform { interruption throws(MigrationError) in
            let (graph, warnings) = try migrations.load()
            for warning in warnings { onEvent(.warning(warning.description)) }
            var runner = runner(interruption, logger, onEvent)
            runner.options.command = command
            runner.canPlanAgain = target?.isRelative != true
            return try runner.run { history throws(PlanError) in try planner(graph, history) }
        }
    }

    func plan(_ planner: @escaping GraphPlanner) async throws(MigrationError) -> MigrationPlan {
        try await read { graph, history throws(MigrationError) in
            do throws(PlanError) {
                return try planner(graph, history)
            } catch {
                throw MigrationError(error)
            }
        }
    }

    /// Loads the graph, reads the history, and lets the connection go.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (RevisionGraph, AppliedHistory) throws(MigrationError) -> Value
    ) async throws(MigrationError) -> Value {
        try await perform { interruption throws(MigrationError) in
            let graph = try migrations.load().graph
            let runner = runner(interruption, .current) { _ in }
            return try body(graph, try runner.readOnce())
        }
    }

    /// Runs blocking work off the cooperative threads; the commands that its error tells to type get the flags that they
    /// need to mean the same database.
    func perform<Value: Sendable>(
        _ body: @Sendable (Interruption) throws(MigrationError) -> Value
    ) async throws(MigrationError) -> Value {
        do throws(MigrationError) {
            try refuseVersionTable()
            return try await DatabaseExecutor.run(body)
        } catch {
            throw error.addingToCommands(options.commandSuffix)
        }
    }

    /// The command finds the mistake in its configuration file; a program learns it from its first call.
    private func refuseVersionTable() throws(MigrationError) {
        guard let reason = VersionTable.refusal(of: options.versionTable) else { return }
        throw MigrationError(
            .configuration,
            "the version table's name '\(options.versionTable)' \(reason)",
            remedy: "Choose another name in `Migrator.Options.versionTable`, or leave it at `alembic_version`."
        )
    }

    func runner(
        _ interruption: Interruption,
        _ logger: Logger,
        _ onEvent: @escaping @Sendable (MigrationEvent) -> Void
    ) -> MigrationRunner {
        MigrationRunner(
            location: database,
            options: options.run,
            identity: .here(versionTable: options.versionTable),
            interruption: interruption,
            logger: logger,
            onEvent: onEvent,
            scripts: migrations.scripts
        )
    }
}

extension RevisionTarget {
    /// Whether the target counts from the version of the moment: `+1`, `-2`, `billing@+1`.
    fileprivate var isRelative: Bool {
        let step = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return step.first == "+" || step.first == "-"
    }
}
