/// An error inside an answer: of a request, or of a step of a batch.
struct HranaError: Error, Hashable, Sendable {
    var message: String
    var code: String
    /// The exact kind of constraint; the hosted service alone tells it.
    var extendedCode: String?

    var json: JSON {
        guard let extendedCode else { return .members(["message": .string(message), "code": .string(code)]) }
        return .members([
            "message": .string(message), "code": .string(code), "extended_code": .string(extendedCode),
        ])
    }

    static let transactionTimeout = HranaError(message: "Transaction timed out", code: "TRANSACTION_TIMEOUT")
    static let responseTooLarge = HranaError(message: "Response is too large", code: "RESPONSE_TOO_LARGE")
    static let noStatement = HranaError(
        message: "SQL string does not contain any statement",
        code: "SQL_NO_STATEMENT"
    )
    static let manyStatements = HranaError(
        message: "SQL string contains more than one statement",
        code: "SQL_MANY_STATEMENTS"
    )
    static let bothKindsOfArguments = HranaError(
        message: "Specifying both positional and named arguments is not supported",
        code: "ARGS_BOTH_POSITIONAL_AND_NAMED"
    )

    static func parse(_ what: String, _ dialect: Dialect) -> HranaError {
        switch dialect {
        case .sqld: HranaError(message: "SQL string could not be parsed: \(what)", code: "SQL_PARSE_ERROR")
        case .cloud: HranaError(message: what, code: "SQL_PARSE_ERROR")
        }
    }

    static func arguments(_ what: String, _ dialect: Dialect) -> HranaError {
        switch dialect {
        case .sqld: HranaError(message: "Arguments do not match SQL parameters: \(what)", code: "ARGS_INVALID")
        case .cloud: HranaError(message: what, code: "SQL_INPUT_ERROR")
        }
    }
}

/// What a statement gave.
struct StatementResult: Sendable {
    struct Column: Sendable {
        let name: String
        let type: String?

        var json: JSON { .members(["name": .string(name), "decltype": .text(type)]) }
    }

    var columns: [Column] = []
    var rows: [[HranaValue]] = []
    var affectedRows = 0
    var lastInsertRowID: Int64?
    var milliseconds = 0.0

    func json(_ dialect: Dialect) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "cols", value: .array(columns.map(\.json))),
            .init(name: "rows", value: .array(rows.map { .array($0.map(\.json)) })),
            .init(name: "affected_row_count", value: .integer(affectedRows)),
            .init(name: "last_insert_rowid", value: .text(lastInsertRowID.map(String.init))),
        ]
        if dialect == .sqld { members.append(.init(name: "replication_index", value: .null)) }
        members += [
            .init(name: "rows_read", value: .integer(rows.count)),
            .init(name: "rows_written", value: .integer(affectedRows)),
            .init(name: "query_duration_ms", value: .double(milliseconds)),
        ]
        return .object(members)
    }
}
