/// One statement and the values bound to its parameters, by position.
package struct HranaStatement: Hashable, Sendable {
    package var sql: String
    package var arguments: [HranaValue]
    /// Whether the rows are wanted; sqld sends them all the same.
    package var wantsRows: Bool

    /// Makes a statement.
    ///
    /// - Parameters:
    ///   - sql: one statement of SQL.
    ///   - arguments: the values of its parameters, by position.
    ///   - wantsRows: whether the rows are wanted.
    package init(_ sql: String, arguments: [HranaValue] = [], wantsRows: Bool = true) {
        self.sql = sql
        self.arguments = arguments
        self.wantsRows = wantsRows
    }
}

/// What must hold for a step of a batch to run (Hrana 3, "Conditions").
///
/// A condition sees only whether earlier steps went well, never a row. Steps are numbered from 0. Use `ok` and `not(ok)`: of a
/// skipped step, servers say `error` as well, though the specification does not.
package indirect enum HranaCondition: Hashable, Sendable {
    case ok(Int)
    case error(Int)
    case not(HranaCondition)
    case and([HranaCondition])
    case or([HranaCondition])
    /// No transaction is open; version 3 only.
    case isAutocommit
}

/// A statement of a batch and the condition under which it runs.
package struct HranaStep: Hashable, Sendable {
    package var condition: HranaCondition?
    package var statement: HranaStatement

    /// Makes a step.
    ///
    /// - Parameters:
    ///   - statement: what to run.
    ///   - condition: when to run it; `nil` for always.
    package init(_ statement: HranaStatement, if condition: HranaCondition? = nil) {
        self.condition = condition
        self.statement = statement
    }
}

/// One request of a pipeline (Hrana 3, "Requests").
package enum HranaRequest: Hashable, Sendable {
    case execute(HranaStatement)
    case batch([HranaStep])
    /// Statements one after the other, up to the first error; nothing is rolled back.
    case sequence(String)
    case describe(String)
    /// Whether no transaction is open; version 3 only.
    case getAutocommit
    /// Ends the stream, and rolls back what is open; the last request of a pipeline.
    case close
}
