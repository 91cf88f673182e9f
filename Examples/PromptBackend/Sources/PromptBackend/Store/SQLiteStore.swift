import SystemSQLite

/// One connection to a SQLite file, which the actor uses for one statement at a time.
actor SQLiteStore: Store {
    private let connection: OpaquePointer
    /// SQLite copies what is bound.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(path: String) throws {
        var pointer: OpaquePointer?
        guard sqlite3_open_v2(path, &pointer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK, let pointer
        else {
            sqlite3_close(pointer)
            throw StoreError(message: "\(path) can't be opened")
        }
        connection = pointer
        sqlite3_busy_timeout(pointer, 5000)
        sqlite3_exec(pointer, "PRAGMA foreign_keys=ON", nil, nil, nil)
    }

    isolated deinit {
        sqlite3_close(connection)
    }

    func rows(_ sql: String, _ arguments: [Value]) throws -> [[String: Value]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else { throw failure }
        defer { sqlite3_finalize(statement) }
        for (index, argument) in arguments.enumerated() { bind(argument, at: Int32(index + 1), of: statement) }
        var rows: [[String: Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(row(of: statement))
            case SQLITE_DONE: return rows
            default: throw failure
            }
        }
    }

    private var failure: StoreError { StoreError(message: String(cString: sqlite3_errmsg(connection))) }

    private func bind(_ value: Value, at index: Int32, of statement: OpaquePointer?) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .real(let value): sqlite3_bind_double(statement, index, value)
        case .text(let value): sqlite3_bind_text(statement, index, value, -1, Self.transient)
        }
    }

    private func row(of statement: OpaquePointer?) -> [String: Value] {
        var row: [String: Value] = [:]
        for index in 0..<sqlite3_column_count(statement) {
            let value: Value =
                switch sqlite3_column_type(statement, index) {
                case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, index))
                case SQLITE_FLOAT: .real(sqlite3_column_double(statement, index))
                case SQLITE_NULL: .null
                default: .text(String(cString: sqlite3_column_text(statement, index)))
                }
            row[String(cString: sqlite3_column_name(statement, index))] = value
        }
        return row
    }
}
