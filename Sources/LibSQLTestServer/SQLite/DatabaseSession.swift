import Foundation

/// The connection of one stream: statements, the place to write, and what another writer may do to it.
final class DatabaseSession: @unchecked Sendable {
    private let handle: SQLiteHandle
    private let queue: WriteQueue
    private let rules: SessionRules
    /// Held for one statement at a time, so that a steal falls between statements.
    private let lock = NSLock()
    private let cancelled = ManagedFlag()
    private let rollbackRequested = ManagedFlag()
    private var wasRolledBack = false
    private var sessionStateChanged = false

    init(path: String, queue: WriteQueue, rules: SessionRules) throws(SQLiteFailure) {
        handle = try SQLiteHandle(path: path)
        self.queue = queue
        self.rules = rules
        handle.limitLength(to: rules.rowLimit)
        try handle.execute("PRAGMA foreign_keys = \(rules.foreignKeysByDefault ? "ON" : "OFF")")
    }

    deinit {
        close()
    }

    var isCancelled: Bool { cancelled.isSet }
    var isAutocommit: Bool { lock.withLock { handle.isAutocommit } }
    /// Whether a later request could tell this stream from a fresh one.
    var hasState: Bool { lock.withLock { !handle.isAutocommit || sessionStateChanged } }

    /// Ends what runs, as when the client has gone.
    func cancel() {
        cancelled.set()
        handle.cancel()
        queue.wake()
    }

    /// Takes the transaction away from a holder whose time is up: at once where it is idle, else after its statement.
    func forceRollback() {
        rollbackRequested.set()
        guard lock.try() else { return }
        rollBackIfRequested()
        lock.unlock()
    }

    /// Called with the lock held.
    private func rollBackIfRequested() {
        guard rollbackRequested.isSet else { return }
        rollbackRequested.clear()
        guard handle.isWriting else { return }
        try? handle.execute("ROLLBACK")
        wasRolledBack = true
        queue.release(by: self)
    }

    /// Rolls back what is open, and gives up the place to write.
    func close() {
        lock.withLock {
            handle.resume()
            if !handle.isAutocommit { try? handle.execute("ROLLBACK") }
            queue.release(by: self)
        }
    }

    /// Runs the steps whose conditions hold.
    func run(_ program: Program) throws(ProgramAbort) -> [StepOutcome] {
        var outcomes: [StepOutcome] = []
        var succeeded: [Bool] = []
        var budget = ResponseBudget(limit: rules.responseLimit)
        var timedOut = false
        for step in program.steps {
            let outcome: StepOutcome = try {
                () throws(ProgramAbort) in
                lock.lock()
                defer {
                    rollBackIfRequested()
                    lock.unlock()
                }
                rollBackIfRequested()
                if wasRolledBack {
                    timedOut = true
                    wasRolledBack = false
                }
                // Once the transaction was taken, every step fails, whatever its condition says.
                if timedOut { return .failed(.transactionTimeout) }
                return try run(step, succeeded: succeeded, budget: &budget)
            }()
            outcomes.append(outcome)
            succeeded.append(outcome.isSuccess)
        }
        return outcomes
    }

    private func run(
        _ step: Program.Step,
        succeeded: [Bool],
        budget: inout ResponseBudget
    ) throws(ProgramAbort) -> StepOutcome {
        if let condition = step.condition,
            !condition.holds(succeeded: succeeded, isAutocommit: handle.isAutocommit)
        {
            return .skipped
        }
        switch step.query {
        case .failure(let error): return .failed(error)
        case .success(let query): return try run(query, budget: &budget)
        }
    }

    private func run(_ query: Query, budget: inout ResponseBudget) throws(ProgramAbort) -> StepOutcome {
        if query.isForeignKeysSwitch && !rules.honoursForeignKeysPragma { return .succeeded(StatementResult()) }
        defer {
            if !handle.isWriting { queue.release(by: self) }
        }
        do {
            guard let statement = try handle.prepare(query.sql) else { return .failed(.noStatement) }
            if !statement.isReadOnly, !queue.acquire(for: self) { return .failed(rules.error(.interrupted)) }
            if isCancelled { return .failed(rules.error(.interrupted)) }
            if let error = try query.bind(to: statement) { return .failed(.arguments(error, rules.dialect)) }
            let result = try rows(of: statement, query, budget: &budget)
            if query.analysis.pragma?.hasArgument == true, query.analysis.kind == .write { sessionStateChanged = true }
            return .succeeded(result)
        } catch let failure as SQLiteFailure {
            return .failed(rules.error(failure))
        } catch let abort as ProgramAbort {
            throw abort
        } catch {
            throw .unencodable("\(error)")
        }
    }

    private func rows(
        of statement: SQLiteStatement,
        _ query: Query,
        budget: inout ResponseBudget
    ) throws -> StatementResult {
        let start = DispatchTime.now()
        var result = StatementResult(columns: statement.columns)
        try budget.spend(result.columns.reduce(0) { $0 + $1.name.utf8.count + ($1.type?.utf8.count ?? 4) + 25 })
        while try statement.step() {
            var row: [HranaValue] = []
            for index in result.columns.indices {
                guard let value = statement.value(at: Int32(index)) else {
                    throw ProgramAbort.unencodable("invalid utf-8 sequence")
                }
                try budget.spend(value.responseSize)
                row.append(value)
            }
            if query.wantRows || rules.dialect == .sqld { result.rows.append(row) }
        }
        if query.analysis.countsRows { result.affectedRows = handle.changes }
        if query.analysis.isInsert { result.lastInsertRowID = handle.lastInsertRowID }
        result.milliseconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e6
        return result
    }

    /// Compiles a statement without running it, past the filter, as the servers do.
    func describe(_ sql: String) throws(HranaError) -> JSON {
        do {
            let description: JSON? = try lock.withLock {
                guard let statement = try handle.prepare(sql) else { return nil }
                return .members([
                    "params": .array(statement.parameters.map { .members(["name": .text($0)]) }),
                    "cols": .array(statement.columns.map(\.json)),
                    "is_explain": .bool(statement.isExplanation),
                    "is_readonly": .bool(statement.isReadOnly),
                ])
            }
            guard let description else { throw HranaError.noStatement }
            return description
        } catch let failure as SQLiteFailure {
            throw rules.error(failure)
        } catch let error as HranaError {
            throw error
        } catch {
            throw HranaError(message: "\(error)", code: "SQLITE_INTERNAL")
        }
    }
}
