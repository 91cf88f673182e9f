internal import LibSQLClient

/// A batch as the steps of one Hrana batch: one transaction, each step only if the one before went well.
///
/// The conditions see only whether steps went well, so what must hold is asserted by statements that fail. COMMIT is reached
/// only through all of them; whatever stops before it leads to ROLLBACK. Where the server gives the program up in the middle,
/// `close` at the end of the pipeline rolls back.
struct HranaTransaction {
    private enum Role {
        case setting, begin, foreignKeys, violationsBefore, statement(Int), violationsAfter, commit, rollback, restoring
    }

    private let batch: Batch
    private let withoutForeignKeys: Bool
    private(set) var steps: [HranaStep] = []
    private var roles: [Role] = []

    init(_ batch: Batch) {
        self.batch = batch
        withoutForeignKeys = batch.transaction == .atomic(foreignKeys: .off)
        // Before BEGIN: inside a transaction the pragma is silently ignored (sqlite.org/pragma.html#pragma_foreign_keys).
        add(.setting, HranaTransaction.setting(enforced: !withoutForeignKeys), if: nil)
        add(.begin, "BEGIN IMMEDIATE", if: .ok(0))
        add(.foreignKeys, HranaTransaction.assertion(enforced: !withoutForeignKeys))
        if withoutForeignKeys { add(.violationsBefore, HranaTransaction.noViolations) }
        for (index, statement) in batch.statements.enumerated() { add(.statement(index), statement) }
        if withoutForeignKeys { add(.violationsAfter, HranaTransaction.noViolations) }
        add(.commit, "COMMIT")
        let commit = steps.count - 1
        add(.rollback, "ROLLBACK", if: .and([.not(.ok(commit)), .not(.isAutocommit)]))
        // The connection may be one that the server gives to others.
        if withoutForeignKeys { add(.restoring, HranaTransaction.setting(enforced: true), if: nil) }
    }

    private mutating func add(_ role: Role, _ statement: SQLStatement) {
        add(role, statement, if: .and([.ok(steps.count - 1), .not(.isAutocommit)]))
    }

    private mutating func add(_ role: Role, _ statement: SQLStatement, if condition: HranaCondition?) {
        steps.append(HranaStep(HranaStatement(statement), if: condition))
        roles.append(role)
    }
}

extension HranaTransaction {
    static func setting(enforced: Bool) -> SQLStatement {
        SQLStatement("PRAGMA foreign_keys=\(enforced ? "ON" : "OFF")")
    }

    /// Fails unless the server honours the setting.
    static func assertion(enforced: Bool) -> SQLStatement {
        failing("(SELECT foreign_keys FROM pragma_foreign_keys) = \(enforced ? 1 : 0)", "foreign_keys")
    }

    private static let noViolations = failing(
        "NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check)",
        "foreign_key_check"
    )

    /// A statement that fails where a condition does not hold.
    private static func failing(_ condition: String, _ name: String) -> SQLStatement {
        SQLStatement("SELECT 1 WHERE CASE WHEN \(condition) THEN 0 ELSE json_extract('{}', '\(name)') END")
    }
}

extension HranaTransaction {
    /// What became of the transaction.
    enum Outcome {
        /// It is committed; the rows are those of the batch's last statement.
        case applied(lastRows: [SQLRow])
        /// It left nothing.
        case failed(DatabaseError)
        /// It left nothing, and has to be looked at more closely: rows have no parent, before or after it.
        case hasViolations
    }

    /// Reads the outcome from the server's answer.
    func outcome(_ result: HranaBatchResult) -> Outcome {
        guard result.results.count == steps.count, result.errors.count == steps.count else {
            return .failed(.unexpectedAnswer)
        }
        // These two run whatever happens, BEGIN behind what went well: without a word about them it is no answer.
        let isSilent = [0, 1].contains { result.results[$0] == nil && result.errors[$0] == nil }
        guard !isSilent || result.errors[0] != nil else { return .failed(.unexpectedAnswer) }
        for (index, role) in roles.enumerated() {
            if case .commit = role, result.results[index] != nil {
                return .applied(lastRows: lastRows(result))
            }
            guard let error = result.errors[index] else { continue }
            return outcome(of: error, role, steps[index].statement.sql)
        }
        // A step was skipped though all before it went well: the transaction had ended under it.
        return .failed(DatabaseError(.statement, "a statement ended the transaction that it was part of"))
    }

    private func outcome(of error: HranaError, _ role: Role, _ text: String) -> Outcome {
        switch role {
        case .foreignKeys where DatabaseError(error).code == .statement:
            .failed(.foreignKeysSetting(!withoutForeignKeys))
        case .violationsBefore where DatabaseError(error).code == .statement,
            .violationsAfter where DatabaseError(error).code == .statement:
            .hasViolations
        case .statement(let index): .failed(DatabaseError(error, statement: batch.statements[index], at: index))
        case .commit: .failed(DatabaseError(ofCommit: error))
        case .setting, .begin, .foreignKeys, .violationsBefore, .violationsAfter, .rollback, .restoring:
            .failed(DatabaseError(error, statement: SQLStatement(text)))
        }
    }

    private func lastRows(_ result: HranaBatchResult) -> [SQLRow] {
        let last = roles.lastIndex { if case .statement = $0 { true } else { false } }
        return last.flatMap { result.results[$0] }?.sqlRows ?? []
    }
}

extension DatabaseError {
    /// The server does not do with foreign keys what it was told.
    static func foreignKeysSetting(_ enforced: Bool) -> DatabaseError {
        var error = DatabaseError(
            .unsupported,
            enforced
                ? "the server does not enforce foreign keys when it is told to"
                : "the server does not switch foreign keys off, and without that the rebuild of a table would delete or "
                    + "change the rows that refer to it"
        )
        error.remedy =
            enforced
            ? "Migrate a database of a server that knows `PRAGMA foreign_keys`."
            : "Change the table in a way that needs no rebuild (`ALTER TABLE`), or migrate a copy."
        return error
    }
}
