/// Constraints of tables that are there.
extension Operations {
    /// From now on no two rows may have the same values in these columns.
    ///
    /// - Parameters:
    ///   - columns: the columns.
    ///   - table: the table.
    ///   - name: the constraint's name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where rows are the same already, and with the database's reason.
    public func createUnique(
        _ columns: [String],
        on table: String,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let constraint = ConstraintDeclaration(name: name, kind: .unique(columns))
        try change(.addConstraint(constraint, table: table), ScriptPlace(file, line))
    }

    /// Drops a unique constraint by its columns.
    ///
    /// - Parameters:
    ///   - columns: its columns.
    ///   - table: the table.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where there is none.
    public func dropUnique(
        _ columns: [String],
        from table: String,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        try change(.dropConstraint(.unique(columns), table: table), ScriptPlace(file, line))
    }

    /// From now on each row has to meet a condition.
    ///
    /// - Parameters:
    ///   - expression: the condition.
    ///   - table: the table.
    ///   - name: the constraint's name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where a row does not meet it, and with the database's reason.
    public func addCheck(
        _ expression: String,
        to table: String,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let constraint = ConstraintDeclaration(name: name, kind: .check(expression))
        try change(.addConstraint(constraint, table: table), ScriptPlace(file, line))
    }

    /// Drops a check constraint by its condition.
    ///
    /// - Parameters:
    ///   - expression: the condition; blanks and the case of names are no difference.
    ///   - table: the table.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where there is none.
    public func dropCheck(
        _ expression: String,
        from table: String,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        try change(.dropConstraint(.check(expression), table: table), ScriptPlace(file, line))
    }

    /// From now on rows refer to those of another table.
    ///
    /// - Parameters:
    ///   - columns: the columns that refer.
    ///   - table: their table.
    ///   - reference: what they refer to.
    ///   - name: the constraint's name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where a row has no parent, and with the database's reason.
    public func addForeignKey(
        _ columns: [String],
        to table: String,
        references reference: ColumnReference,
        name: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let constraint = ConstraintDeclaration(name: name, kind: .foreignKey(columns, reference))
        try change(.addConstraint(constraint, table: table), ScriptPlace(file, line))
    }

    /// Drops a foreign key by its columns.
    ///
    /// - Parameters:
    ///   - columns: the columns that refer.
    ///   - table: their table.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where there is none, or more than one.
    public func dropForeignKey(
        _ columns: [String],
        from table: String,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        try change(.dropConstraint(.foreignKey(columns), table: table), ScriptPlace(file, line))
    }

    /// Drops a constraint by its name.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - table: the table.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where there is none.
    public func dropConstraint(
        _ name: String,
        from table: String,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        try change(.dropConstraint(.name(name), table: table), ScriptPlace(file, line))
    }
}
