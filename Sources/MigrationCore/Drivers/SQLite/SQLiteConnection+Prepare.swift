internal import CSQLite

extension SQLiteConnection {
    /// Compiles a statement, or takes it from the cache; `nil` where the text holds nothing but comments.
    func prepare(_ statement: SQLStatement, recurs: Bool) throws(DatabaseError) -> SQLitePrepared? {
        if recurs, let cached = cache[statement.text] { return cached }
        guard let pointer = try compile(statement, isPersistent: recurs) else { return nil }
        let prepared = SQLitePrepared(pointer: pointer, isCached: recurs)
        if recurs { cache.insert(prepared, for: statement.text) }
        return prepared
    }

    private func compile(_ statement: SQLStatement, isPersistent: Bool) throws(DatabaseError) -> OpaquePointer? {
        let flags = UInt32(isPersistent ? SQLITE_PREPARE_PERSISTENT : 0)
        var pointer: OpaquePointer?
        var (result, rest) = (SQLITE_OK, 0)
        statement.text.withCString { start in
            var tail: UnsafePointer<CChar>? = start
            // SQLite compiles up to the first semicolon; comments and empty statements before the first word are skipped.
            repeat {
                result = sqlite3_prepare_v3(handle.pointer, tail, -1, flags, &pointer, &tail)
            } while result == SQLITE_OK && pointer == nil && (tail?.pointee ?? 0) != 0
            rest = tail.map { $0 - start } ?? 0
        }
        guard result == SQLITE_OK else { throw failure(of: statement) }
        guard isTrivial(statement.text, from: rest) else {
            sqlite3_finalize(pointer)
            throw DatabaseError(.statement, "the text holds more than one statement", statement: statement)
        }
        return pointer
    }

    private func isTrivial(_ text: String, from offset: Int) -> Bool {
        let count = text.utf8.count
        guard offset < count else { return true }
        var tokenizer = Tokenizer(bytes: Array(text.utf8.dropFirst(offset)))
        do {
            while let token = try tokenizer.next() {
                guard token.isTrivia || token.kind == .semicolon else { return false }
            }
            return true
        } catch {
            return false
        }
    }
}

extension SQLiteConnection {
    /// The error that SQLite keeps for the call that has just failed.
    func failure(of statement: SQLStatement?) -> DatabaseError {
        let result = sqlite3_extended_errcode(handle.pointer)
        let message = sqlite3_errmsg(handle.pointer).map { String(cString: $0) } ?? ""
        var located = statement
        if let statement, let line = statement.source?.line {
            located?.source?.line = line + linesBefore(sqlite3_error_offset(handle.pointer), in: statement.text)
        }
        return DatabaseError(code(of: result), message, resultCode: result, statement: located)
    }

    private func linesBefore(_ offset: Int32, in text: String) -> Int {
        offset > 0 ? text.utf8.prefix(Int(offset)).count { $0 == UInt8(ascii: "\n") } : 0
    }

    private func code(of result: Int32) -> DatabaseError.Code {
        switch result & 0xFF {
        case SQLITE_INTERRUPT: .interrupted
        case _ where handle.wasInterrupted && result & 0xFF == SQLITE_BUSY: .interrupted
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_CANTOPEN, SQLITE_PERM: .cannotOpen
        case SQLITE_READONLY: .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_FULL, SQLITE_IOERR: .storage
        default: .statement
        }
    }
}
