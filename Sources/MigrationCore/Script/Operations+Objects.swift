/// Indexes, views and triggers.
extension Operations {
    /// Creates an index.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - table: the table.
    ///   - terms: columns, or expressions.
    ///   - unique: whether no two rows may have the same values.
    ///   - condition: which rows it holds, as SQL; by default all.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func createIndex(
        _ name: String,
        on table: String,
        _ terms: IndexTerm...,
        unique: Bool = false,
        where condition: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let index = IndexDeclaration(name: name, table: table, terms: terms, isUnique: unique, condition: condition)
        try change(.createIndex(index), ScriptPlace(file, line))
    }

    /// Drops an index.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func dropIndex(_ name: String, file: String = #fileID, line: Int = #line) throws {
        try change(.drop(.index, name: name), ScriptPlace(file, line))
    }

    /// Creates a view.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - query: its SELECT.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func createView(_ name: String, as query: String, file: String = #fileID, line: Int = #line) throws {
        try change(.createView(name: name, query: query), ScriptPlace(file, line))
    }

    /// Drops a view.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func dropView(_ name: String, file: String = #fileID, line: Int = #line) throws {
        try change(.drop(.view, name: name), ScriptPlace(file, line))
    }

    /// Creates a trigger.
    ///
    /// - Parameters:
    ///   - sql: the whole statement, from `CREATE TRIGGER` to `END`.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func createTrigger(_ sql: String, file: String = #fileID, line: Int = #line) throws {
        try change(.createTrigger(sql: sql), ScriptPlace(file, line))
    }

    /// Drops a trigger.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func dropTrigger(_ name: String, file: String = #fileID, line: Int = #line) throws {
        try change(.drop(.trigger, name: name), ScriptPlace(file, line))
    }
}
