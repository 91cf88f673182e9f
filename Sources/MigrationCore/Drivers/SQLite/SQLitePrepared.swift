internal import CSQLite

/// A prepared statement; who holds it finalizes it, or gives it back to the cache.
struct SQLitePrepared {
    let pointer: OpaquePointer
    var isCached: Bool

    func finalize() {
        sqlite3_finalize(pointer)
    }

    func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let value): sqlite3_bind_int64(pointer, index, value)
        case .real(let value): sqlite3_bind_double(pointer, index, value)
        case .text(var value):
            value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    csqlite_bind_text(pointer, index, $0.baseAddress, sqlite3_uint64($0.count))
                }
            }
        case .blob(let bytes):
            // A null address would bind NULL, not an empty blob.
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(pointer, index, 0)
                : bytes.withUnsafeBytes { csqlite_bind_blob(pointer, index, $0.baseAddress, sqlite3_uint64($0.count)) }
        }
    }

    var onlyReads: Bool { sqlite3_stmt_readonly(pointer) != 0 }

    func columnNames() -> [String] {
        (0..<sqlite3_column_count(pointer)).map { index in
            sqlite3_column_name(pointer, index).map { String(cString: $0) } ?? ""
        }
    }

    func values(count: Int) -> [SQLValue] {
        (0..<Int32(clamping: count)).map(value(at:))
    }

    /// The first column of the row whose text is not UTF-8, so that its value is another than the database's.
    ///
    /// - Parameter values: what `values(count:)` has made of the row.
    /// - Returns: the column's position; `nil` where all are as they are stored.
    func columnOfBrokenText(in values: [SQLValue]) -> Int? {
        values.indices.first { index in
            guard case .text(var text) = values[index] else { return false }
            let address = sqlite3_column_text(pointer, Int32(index))
            let stored = UnsafeBufferPointer(start: address, count: Int(sqlite3_column_bytes(pointer, Int32(index))))
            return text.withUTF8 { !$0.elementsEqual(stored) }
        }
    }

    func value(at index: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(pointer, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(pointer, index))
        case SQLITE_TEXT:
            // The address before the length: asking for it may convert the value (sqlite.org/c3ref/column_blob.html).
            let address = sqlite3_column_text(pointer, index)
            let length = Int(sqlite3_column_bytes(pointer, index))
            return .text(
                String(decoding: UnsafeBufferPointer(start: address, count: address == nil ? 0 : length), as: UTF8.self)
            )
        case SQLITE_BLOB:
            let address = sqlite3_column_blob(pointer, index)
            let length = Int(sqlite3_column_bytes(pointer, index))
            return .blob(Array(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : length)))
        default: return .null
        }
    }
}

/// The prepared form of the driver's own statements, which recur in every batch.
struct SQLiteStatementCache {
    private var statements: [String: SQLitePrepared] = [:]

    subscript(text: String) -> SQLitePrepared? { statements[text] }

    mutating func insert(_ prepared: SQLitePrepared, for text: String) {
        statements[text] = prepared
    }

    mutating func removeAll() {
        for statement in statements.values { statement.finalize() }
        statements.removeAll()
    }
}
