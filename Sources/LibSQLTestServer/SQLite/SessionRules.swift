import CSQLite

/// What all connections of a server have in common.
struct SessionRules: Sendable {
    let dialect: Dialect
    let foreignKeysByDefault: Bool
    let honoursForeignKeysPragma: Bool
    let rowLimit: Int
    let responseLimit: Int

    /// The error inside an answer for a failure of SQLite.
    func error(_ failure: SQLiteFailure) -> HranaError {
        switch dialect {
        case .sqld: sqldError(failure)
        case .cloud: cloudError(failure)
        }
    }

    private func sqldError(_ failure: SQLiteFailure) -> HranaError {
        if failure.primaryCode == SQLITE_ERROR, failure.offset >= 0 {
            return HranaError(
                message: "SQL input error: \(failure.message) (at offset \(failure.offset))",
                code: "SQL_INPUT_ERROR"
            )
        }
        return HranaError(message: "SQLite error: \(failure.message)", code: failure.codeName)
    }

    private func cloudError(_ failure: SQLiteFailure) -> HranaError {
        if failure.primaryCode == SQLITE_ERROR, failure.whilePreparing {
            return HranaError(message: failure.message, code: "SQL_INPUT_ERROR")
        }
        return HranaError(
            message: failure.message,
            code: failure.codeName,
            extendedCode: failure.constraintName
        )
    }
}

extension SQLiteFailure {
    static let interrupted = SQLiteFailure(
        code: SQLITE_INTERRUPT,
        message: "interrupted",
        offset: -1,
        whilePreparing: false
    )

    /// The servers' word for the primary code; a plain error is an unknown one.
    var codeName: String {
        Self.codeNames[primaryCode] ?? "SQLITE_UNKNOWN"
    }

    private static let codeNames: [Int32: String] = [
        SQLITE_INTERNAL: "SQLITE_INTERNAL", SQLITE_PERM: "SQLITE_PERM", SQLITE_ABORT: "SQLITE_ABORT",
        SQLITE_BUSY: "SQLITE_BUSY", SQLITE_LOCKED: "SQLITE_LOCKED", SQLITE_NOMEM: "SQLITE_NOMEM",
        SQLITE_READONLY: "SQLITE_READONLY", SQLITE_INTERRUPT: "SQLITE_INTERRUPT", SQLITE_IOERR: "SQLITE_IOERR",
        SQLITE_CORRUPT: "SQLITE_CORRUPT", SQLITE_NOTFOUND: "SQLITE_NOTFOUND", SQLITE_FULL: "SQLITE_FULL",
        SQLITE_CANTOPEN: "SQLITE_CANTOPEN", SQLITE_PROTOCOL: "SQLITE_PROTOCOL", SQLITE_SCHEMA: "SQLITE_SCHEMA",
        SQLITE_TOOBIG: "SQLITE_TOOBIG", SQLITE_CONSTRAINT: "SQLITE_CONSTRAINT", SQLITE_MISMATCH: "SQLITE_MISMATCH",
        SQLITE_MISUSE: "SQLITE_MISUSE", SQLITE_NOLFS: "SQLITE_NOLFS", SQLITE_AUTH: "SQLITE_AUTH",
        SQLITE_RANGE: "SQLITE_RANGE", SQLITE_NOTADB: "SQLITE_NOTADB",
    ]

    /// The exact kind of a violated constraint.
    var constraintName: String? {
        guard primaryCode == SQLITE_CONSTRAINT else { return nil }
        let kinds: [Int32: String] = [
            1: "CHECK", 2: "COMMITHOOK", 3: "FOREIGNKEY", 4: "FUNCTION", 5: "NOTNULL", 6: "PRIMARYKEY",
            7: "TRIGGER", 8: "UNIQUE", 9: "VTAB", 10: "ROWID", 11: "PINNED", 12: "DATATYPE",
        ]
        return kinds[code >> 8].map { "SQLITE_CONSTRAINT_\($0)" }
    }
}
