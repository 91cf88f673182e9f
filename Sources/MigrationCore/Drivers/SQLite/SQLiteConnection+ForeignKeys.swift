extension SQLiteConnection {
    /// Runs an atomic batch while foreign keys are not enforced, which a table's rebuild needs
    /// (sqlite.org/lang_altertable.html, section 7); it fails where it leaves violations that were not there before.
    func applyWithoutForeignKeys(_ statements: [SQLStatement]) throws(DatabaseError) -> [SQLRow] {
        let enforced = try foreignKeysAreEnforced()
        defer { restoreForeignKeys(enforced) }
        // Before BEGIN: inside a transaction the pragma is silently ignored (sqlite.org/pragma.html#pragma_foreign_keys).
        try run("PRAGMA foreign_keys=OFF")
        guard try !foreignKeysAreEnforced() else {
            throw DatabaseError(.unsupported, "foreign keys cannot be switched off on this connection")
        }
        var before = ForeignKeyViolations()
        return try applyAtomically(statements) { () throws(DatabaseError) in
            before = try violationReader.violations()
        } finish: { () throws(DatabaseError) in
            guard let complaint = try violationReader.violations().complaint(comparedTo: before) else { return }
            throw DatabaseError(.foreignKeys, complaint)
        }
    }

    var violationReader: ForeignKeyViolationReader {
        ForeignKeyViolationReader { statements in
            statements.map { statement in
                do throws(DatabaseError) {
                    return .success(try self.rows(statement))
                } catch {
                    return .failure(error)
                }
            }
        }
    }

    func foreignKeysAreEnforced() throws(DatabaseError) -> Bool {
        try rows("PRAGMA foreign_keys").first?[0] == .integer(1)
    }

    /// Sets enforcement to what it was; an error here must not hide the one that led here.
    func restoreForeignKeys(_ enforced: Bool) {
        setForeignKeys(enforced)
    }
}
