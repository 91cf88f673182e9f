internal import LibSQLClient

extension HranaStatement {
    init(_ statement: SQLStatement) {
        self.init(statement.text, arguments: statement.arguments.map { HranaValue($0) })
    }
}

extension HranaValue {
    fileprivate init(_ value: SQLValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            case .blob(let bytes): .blob(bytes)
            }
    }
}

extension SQLValue {
    fileprivate init(_ value: HranaValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            case .blob(let bytes): .blob(bytes)
            }
    }
}

extension HranaRows {
    /// The rows as every driver returns them.
    var sqlRows: [SQLRow] {
        rows.map { SQLRow(columns: columns, values: $0.map { SQLValue($0) }) }
    }
}
