import CSQLite

/// A compiled statement; its values are copied out row by row.
final class SQLiteStatement {
    private let statement: OpaquePointer
    private let handle: SQLiteHandle

    init(_ statement: OpaquePointer, handle: SQLiteHandle) {
        self.statement = statement
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Whether it leaves the file alone; `BEGIN IMMEDIATE` does not.
    var isReadOnly: Bool { sqlite3_stmt_readonly(statement) != 0 }
    var isExplanation: Bool { sqlite3_stmt_isexplain(statement) != 0 }

    var columns: [StatementResult.Column] {
        (0..<sqlite3_column_count(statement)).map { index in
            StatementResult.Column(
                name: sqlite3_column_name(statement, index).map { String(cString: $0) } ?? "",
                type: sqlite3_column_decltype(statement, index).map { String(cString: $0) }
            )
        }
    }

    /// The parameters in their order; `nil` for one without a name.
    var parameters: [String?] {
        let count = sqlite3_bind_parameter_count(statement)
        guard count > 0 else { return [] }
        return (1...count).map { sqlite3_bind_parameter_name(statement, $0).map { String(cString: $0) } }
    }

    func bind(_ value: HranaValue, at index: Int32) throws(SQLiteFailure) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
            case .float(let double): sqlite3_bind_double(statement, index, double)
            case .text(let text): csqlite_bind_text(statement, index, text, UInt64(text.utf8.count))
            case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, index, 0)
            case .blob(let bytes): csqlite_bind_blob(statement, index, bytes, UInt64(bytes.count))
            }
        guard code == SQLITE_OK else { throw handle.failure(code, whilePreparing: false) }
    }

    /// Goes to the next row; `false` at the end.
    func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(statement)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw handle.failure(code, whilePreparing: false)
        }
    }

    /// The value of a column of the row; `nil` for a text that is no UTF-8.
    func value(at index: Int32) -> HranaValue? {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: return .float(sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            guard let text = sqlite3_column_text(statement, index) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, index)))
            return String(validating: bytes, as: UTF8.self).map { .text($0) }
        case SQLITE_BLOB:
            guard let blob = sqlite3_column_blob(statement, index) else { return .blob([]) }
            return .blob(Array(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, index)))))
        default: return .null
        }
    }
}
