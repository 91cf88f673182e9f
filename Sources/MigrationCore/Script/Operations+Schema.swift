/// Tables and columns: what ALTER TABLE can't do is done by rebuilding the table, with its rows, indexes and triggers.
extension Operations {
    /// Creates a table.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - strict: whether its columns take only values of their type.
    ///   - withoutRowID: whether its primary key takes the place of the rowid.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    ///   - build: declares columns and constraints.
    /// - Throws: `OperationError` with the database's reason.
    public func createTable(
        _ name: String,
        strict: Bool = false,
        withoutRowID: Bool = false,
        file: String = #fileID,
        line: Int = #line,
        _ build: (inout TableBuilder) throws -> Void
    ) throws {
        var builder = TableBuilder(TableDeclaration(name: name, isStrict: strict, isWithoutRowID: withoutRowID))
        try build(&builder)
        try change(.createTable(builder.table), ScriptPlace(file, line))
    }

    /// Drops a table with its rows, indexes and triggers.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func dropTable(_ name: String, file: String = #fileID, line: Int = #line) throws {
        try change(.dropTable(name), ScriptPlace(file, line))
    }

    /// Renames a table; what refers to it follows.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - newName: its new name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func renameTable(_ name: String, to newName: String, file: String = #fileID, line: Int = #line) throws {
        try change(.renameTable(from: name, to: newName), ScriptPlace(file, line))
    }

    /// Adds a column at the end of a table.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - type: its type; without one it takes values of any.
    ///   - table: the table.
    ///   - nullable: whether it may be NULL.
    ///   - defaultValue: what new rows get, and those that are there.
    ///   - backfill: SQL over the row for those that are there, where they get another value.
    ///   - unique: whether no two rows may have the same value.
    ///   - check: a condition that each row has to meet.
    ///   - collation: how its texts are compared: `NOCASE`.
    ///   - reference: what it refers to.
    ///   - generated: the expression of a generated column.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason, or what the rows lack.
    public func addColumn(
        _ name: String,
        _ type: ColumnType? = nil,
        to table: String,
        nullable: Bool = true,
        default defaultValue: ColumnDefault? = nil,
        backfill: String? = nil,
        unique: Bool = false,
        check: String? = nil,
        collate collation: String? = nil,
        references reference: ColumnReference? = nil,
        generated: GeneratedColumn? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let column = ColumnDeclaration(
            name: name,
            type: type?.name,
            isNullable: nullable,
            isUnique: unique,
            defaultValue: defaultValue,
            check: check,
            collation: collation,
            reference: reference,
            generated: generated
        )
        try change(.addColumn(column, table: table, backfill: backfill), ScriptPlace(file, line))
    }

    /// Drops a column with its values, and with the constraints of its own definition.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - table: the table.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` where an index or another constraint names it, and with the database's reason.
    public func dropColumn(_ name: String, from table: String, file: String = #fileID, line: Int = #line) throws {
        try change(.dropColumn(name, table: table), ScriptPlace(file, line))
    }

    /// Renames a column; what refers to it follows.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - table: the table.
    ///   - newName: its new name.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason.
    public func renameColumn(
        _ name: String,
        of table: String,
        to newName: String,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        try change(.renameColumn(from: name, to: newName, table: table), ScriptPlace(file, line))
    }

    /// Changes a column; what is not mentioned stays.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - table: the table.
    ///   - type: its new type.
    ///   - nullable: whether it may be NULL from now on.
    ///   - defaultValue: what new rows get from now on.
    ///   - dropsDefault: whether new rows get nothing from now on.
    ///   - backfill: SQL over the row for those that are NULL and may no longer be.
    ///   - file: where the call stands.
    ///   - line: where the call stands.
    /// - Throws: `OperationError` with the database's reason, or where a row can't follow.
    public func alterColumn(
        _ name: String,
        of table: String,
        type: ColumnType? = nil,
        nullable: Bool? = nil,
        default defaultValue: ColumnDefault? = nil,
        dropDefault dropsDefault: Bool = false,
        backfill: String? = nil,
        file: String = #fileID,
        line: Int = #line
    ) throws {
        let alteration = ColumnAlteration(
            type: type,
            isNullable: nullable,
            defaultValue: defaultValue,
            dropsDefault: dropsDefault,
            backfill: backfill
        )
        try change(.alterColumn(name, table: table, alteration), ScriptPlace(file, line))
    }
}
