extension SchemaChange: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .createTable(let table):
            writer.write(UInt8(0))
            writer.write(table)
        case .dropTable(let name):
            writer.write(UInt8(1))
            writer.write(name)
        case .renameTable(let old, let new):
            writer.write(UInt8(2))
            writer.write(old)
            writer.write(new)
        case .addColumn(let column, let table, let backfill):
            writer.write(UInt8(3))
            writer.write(column)
            writer.write(table)
            writer.write(backfill)
        case .dropColumn(let name, let table):
            writer.write(UInt8(4))
            writer.write(name)
            writer.write(table)
        case .renameColumn(let old, let new, let table):
            writer.write(UInt8(5))
            writer.write(old)
            writer.write(new)
            writer.write(table)
        case .alterColumn(let name, let table, let alteration):
            writer.write(UInt8(6))
            writer.write(name)
            writer.write(table)
            writer.write(alteration)
        case .createIndex, .addConstraint, .dropConstraint, .createView, .createTrigger, .drop: writeRest(to: &writer)
        }
    }

    private func writeRest(to writer: inout ScriptWriter) {
        switch self {
        case .createIndex(let index):
            writer.write(UInt8(7))
            writer.write(index)
        case .addConstraint(let constraint, let table):
            writer.write(UInt8(8))
            writer.write(constraint)
            writer.write(table)
        case .dropConstraint(let selector, let table):
            writer.write(UInt8(9))
            writer.write(selector)
            writer.write(table)
        case .createView(let name, let query):
            writer.write(UInt8(10))
            writer.write(name)
            writer.write(query)
        case .createTrigger(let sql):
            writer.write(UInt8(11))
            writer.write(sql)
        case .drop(let object, let name):
            writer.write(UInt8(12))
            writer.write(object.rawValue)
            writer.write(name)
        case .createTable, .dropTable, .renameTable, .addColumn, .dropColumn, .renameColumn, .alterColumn: break
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .createTable(try TableDeclaration(from: &reader))
        case 1: self = .dropTable(try reader.text())
        case 2: self = .renameTable(from: try reader.text(), to: try reader.text())
        case 3:
            self = .addColumn(
                try ColumnDeclaration(from: &reader),
                table: try reader.text(),
                backfill: try reader.optional()
            )
        case 4: self = .dropColumn(try reader.text(), table: try reader.text())
        case 5: self = .renameColumn(from: try reader.text(), to: try reader.text(), table: try reader.text())
        case 6:
            self = .alterColumn(try reader.text(), table: try reader.text(), try ColumnAlteration(from: &reader))
        case 7: self = .createIndex(try IndexDeclaration(from: &reader))
        case 8: self = .addConstraint(try ConstraintDeclaration(from: &reader), table: try reader.text())
        case 9: self = .dropConstraint(try ConstraintSelector(from: &reader), table: try reader.text())
        case 10: self = .createView(name: try reader.text(), query: try reader.text())
        case 11: self = .createTrigger(sql: try reader.text())
        case 12: self = .drop(try reader.raw(), name: try reader.text())
        default: throw ScriptFormatError()
        }
    }
}

extension ScriptReader {
    /// One of the values of an enumeration, by its text.
    fileprivate mutating func raw<Value: RawRepresentable<String>>() throws(ScriptFormatError) -> Value {
        guard let value = Value(rawValue: try text()) else { throw ScriptFormatError() }
        return value
    }
}

extension ColumnDeclaration: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(name)
        writer.write(type)
        for flag in [isPrimaryKey, isAutoincrement, isNullable, isUnique] { writer.write(flag) }
        writer.write(defaultValue)
        writer.write(check)
        writer.write(collation)
        writer.write(reference)
        writer.write(generated)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        name = try reader.text()
        type = try reader.optional()
        isPrimaryKey = try reader.flag()
        isAutoincrement = try reader.flag()
        isNullable = try reader.flag()
        isUnique = try reader.flag()
        defaultValue = try reader.optional()
        check = try reader.optional()
        collation = try reader.optional()
        reference = try reader.optional()
        generated = try reader.optional()
    }
}

extension ColumnDefault: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch content {
        case .value(let value):
            writer.write(true)
            writer.write(value)
        case .sql(let text):
            writer.write(false)
            writer.write(text)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        content = try reader.flag() ? .value(try SQLValue(from: &reader)) : .sql(try reader.text())
    }
}

extension GeneratedColumn: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(expression)
        writer.write(isStored)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self.init(expression: try reader.text(), isStored: try reader.flag())
    }
}

extension ColumnReference: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(table)
        writer.write(columns)
        writer.write(onDelete.rawValue)
        writer.write(onUpdate.rawValue)
        writer.write(isDeferred)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self.init(
            table: try reader.text(),
            columns: try reader.list(),
            onDelete: try reader.raw(),
            onUpdate: try reader.raw(),
            isDeferred: try reader.flag()
        )
    }
}

extension TableDeclaration: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(name)
        writer.write(columns)
        writer.write(constraints)
        writer.write(isStrict)
        writer.write(isWithoutRowID)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        name = try reader.text()
        columns = try reader.list()
        constraints = try reader.list()
        isStrict = try reader.flag()
        isWithoutRowID = try reader.flag()
    }
}

extension ConstraintDeclaration: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(name)
        switch kind {
        case .primaryKey(let columns):
            writer.write(UInt8(0))
            writer.write(columns)
        case .unique(let columns):
            writer.write(UInt8(1))
            writer.write(columns)
        case .check(let expression):
            writer.write(UInt8(2))
            writer.write(expression)
        case .foreignKey(let columns, let reference):
            writer.write(UInt8(3))
            writer.write(columns)
            writer.write(reference)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        name = try reader.optional()
        switch try reader.byte() {
        case 0: kind = .primaryKey(try reader.list())
        case 1: kind = .unique(try reader.list())
        case 2: kind = .check(try reader.text())
        case 3: kind = .foreignKey(try reader.list(), try ColumnReference(from: &reader))
        default: throw ScriptFormatError()
        }
    }
}

extension ConstraintSelector: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch self {
        case .name(let name):
            writer.write(UInt8(0))
            writer.write(name)
        case .unique(let columns):
            writer.write(UInt8(1))
            writer.write(columns)
        case .check(let expression):
            writer.write(UInt8(2))
            writer.write(expression)
        case .foreignKey(let columns):
            writer.write(UInt8(3))
            writer.write(columns)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .name(try reader.text())
        case 1: self = .unique(try reader.list())
        case 2: self = .check(try reader.text())
        case 3: self = .foreignKey(try reader.list())
        default: throw ScriptFormatError()
        }
    }
}

extension IndexDeclaration: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(name)
        writer.write(table)
        writer.write(terms)
        writer.write(isUnique)
        writer.write(condition)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        name = try reader.text()
        table = try reader.text()
        terms = try reader.list()
        isUnique = try reader.flag()
        condition = try reader.optional()
    }
}

extension IndexTerm: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        switch content {
        case .column(let name):
            writer.write(true)
            writer.write(name)
        case .expression(let sql):
            writer.write(false)
            writer.write(sql)
        }
        writer.write(collation)
        writer.write(isDescending)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        let content: Content = try reader.flag() ? .column(try reader.text()) : .expression(try reader.text())
        self.init(content: content, collation: try reader.optional(), isDescending: try reader.flag())
    }
}

extension ColumnAlteration: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(type?.name)
        writer.write(isNullable)
        writer.write(defaultValue)
        writer.write(dropsDefault)
        writer.write(backfill)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        type = try reader.optional(String.self).map { ColumnType($0) }
        isNullable = try reader.optional()
        defaultValue = try reader.optional()
        dropsDefault = try reader.flag()
        backfill = try reader.optional()
    }
}
