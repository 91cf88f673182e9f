/// The result of one statement.
package struct HranaRows: Hashable, Sendable {
    package var columns: [String]
    package var rows: [[HranaValue]]
    package var affectedRows: Int64
    package var lastInsertRowID: Int64?
    /// How long the statement ran by the server's clock, where it says so.
    package var queryDurationMS: Double?

    /// Makes a result.
    package init(
        columns: [String] = [],
        rows: [[HranaValue]] = [],
        affectedRows: Int64 = 0,
        lastInsertRowID: Int64? = nil,
        queryDurationMS: Double? = nil
    ) {
        self.columns = columns
        self.rows = rows
        self.affectedRows = affectedRows
        self.lastInsertRowID = lastInsertRowID
        self.queryDurationMS = queryDurationMS
    }
}

/// What the server answered to one request or step instead of a result, inside an answer that is well otherwise.
///
/// The words are the server's: they may echo SQL. Tokens are redacted, control characters escaped, the length is bounded.
package struct HranaError: Error, Hashable, Sendable {
    package var message: String
    /// The server's name for the kind of error: `SQLITE_CONSTRAINT`, `TRANSACTION_TIMEOUT`.
    package var code: String?
    /// SQLite's extended result code by name or number, of Turso Cloud only.
    package var extendedCode: String?

    /// Makes an error.
    package init(message: String, code: String? = nil, extendedCode: String? = nil) {
        self.message = message
        self.code = code
        self.extendedCode = extendedCode
    }
}

/// The result of a batch, by step; a step with neither result nor error was skipped.
package struct HranaBatchResult: Hashable, Sendable {
    package var results: [HranaRows?]
    package var errors: [HranaError?]

    /// Makes a result; both lists have one place for each step.
    package init(results: [HranaRows?], errors: [HranaError?]) {
        self.results = results
        self.errors = errors
    }
}

/// What a statement is, without running it.
package struct HranaDescription: Hashable, Sendable {
    /// A column of the rows.
    package struct Column: Hashable, Sendable {
        package var name: String
        package var declaredType: String?

        /// Makes a column.
        package init(name: String, declaredType: String? = nil) {
            self.name = name
            self.declaredType = declaredType
        }
    }

    /// The names of the parameters, `nil` for one without.
    package var parameters: [String?]
    package var columns: [Column]
    package var isExplain: Bool
    package var isReadOnly: Bool

    /// Makes a description.
    package init(
        parameters: [String?] = [],
        columns: [Column] = [],
        isExplain: Bool = false,
        isReadOnly: Bool = true
    ) {
        self.parameters = parameters
        self.columns = columns
        self.isExplain = isExplain
        self.isReadOnly = isReadOnly
    }
}

/// What the server answered to one request of a pipeline.
package enum HranaResponse: Hashable, Sendable {
    case execute(HranaRows)
    case batch(HranaBatchResult)
    case sequence
    case describe(HranaDescription)
    case getAutocommit(Bool)
    case close
}
