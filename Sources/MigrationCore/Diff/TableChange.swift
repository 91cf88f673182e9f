/// One thing that differs between two versions of a table, for people.
package enum TableChange: Hashable, Sendable {
    case addedColumn(Column)
    case removedColumn(Column)
    case type(column: String, from: String?, to: String?)
    case notNull(column: String, from: Column.NotNull?, to: Column.NotNull?)
    case defaultValue(column: String, from: Expression?, to: Expression?)
    case collation(column: String, from: String?, to: String?)
    case generated(column: String, from: Column.Generated?, to: Column.Generated?)
    case columnOrder
    case primaryKey
    case addedUnique(UniqueConstraint)
    case removedUnique(UniqueConstraint)
    case addedCheck(Check)
    case removedCheck(Check)
    case addedForeignKey(ForeignKey)
    case removedForeignKey(ForeignKey)
    case strict(Bool)
    case withoutRowID(Bool)

    /// What is logged: `NOT NULL on column 'p.v'`, after `Detected`.
    package func description(of table: String) -> String {
        switch self {
        case .addedColumn(let column): "added column '\(table).\(column.name)'"
        case .removedColumn(let column): "removed column '\(table).\(column.name)'"
        case .type(let column, let old, let new):
            "type change from \(old ?? "no type") to \(new ?? "no type") on '\(table).\(column)'"
        case .notNull(let column, nil, _): "NOT NULL on column '\(table).\(column)'"
        case .notNull(let column, _, nil): "NULL on column '\(table).\(column)'"
        case .notNull(let column, _, _): "other ON CONFLICT of NOT NULL on column '\(table).\(column)'"
        case .defaultValue(let column, nil, _): "added default on column '\(table).\(column)'"
        case .defaultValue(let column, _, nil): "removed default on column '\(table).\(column)'"
        case .defaultValue(let column, _, _): "changed default on column '\(table).\(column)'"
        case .collation(let column, let old, let new):
            "collation change from \(old ?? "BINARY") to \(new ?? "BINARY") on '\(table).\(column)'"
        case .generated(let column, nil, _): "generated column where there was a stored one, '\(table).\(column)'"
        case .generated(let column, _, nil): "stored column where there was a generated one, '\(table).\(column)'"
        case .generated(let column, _, _): "changed expression of generated column '\(table).\(column)'"
        case .columnOrder: "changed order of columns on table '\(table)'"
        case .primaryKey: "changed primary key on table '\(table)'"
        case .addedUnique(let key): "added unique constraint on '\(table)' (\(TableChange.list(key.columns)))"
        case .removedUnique(let key): "removed unique constraint on '\(table)' (\(TableChange.list(key.columns)))"
        case .addedCheck(let check): "added check constraint on table '\(table)': \(TableChange.line(check.expression))"
        case .removedCheck(let check):
            "removed check constraint on table '\(table)': \(TableChange.line(check.expression))"
        case .addedForeignKey(let key): "added foreign key \(TableChange.reference(key)) on table '\(table)'"
        case .removedForeignKey(let key): "removed foreign key \(TableChange.reference(key)) on table '\(table)'"
        case .strict(let isOn): "\(isOn ? "added" : "removed") STRICT on table '\(table)'"
        case .withoutRowID(let isOn): "\(isOn ? "added" : "removed") WITHOUT ROWID on table '\(table)'"
        }
    }

    static func list(_ columns: [IndexedColumn]) -> String {
        let names = columns.map { column in
            column.name.map { "'\($0)'" } ?? column.expression.map(line) ?? ""
        }
        return names.joined(separator: ", ")
    }

    private static func reference(_ key: ForeignKey) -> String {
        "(\(key.columns.joined(separator: ", ")))(\(key.parent)"
            + (key.parentColumns.map { "." + $0.joined(separator: ", ") } ?? "") + ")"
    }

    private static func line(_ expression: Expression) -> String {
        expression.text.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks }.joined(separator: " ")
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
