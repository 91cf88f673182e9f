/// The warnings about a table that changes.
struct TableWarnings {
    let difference: TableDifference
    private let changes: [TableChange]
    /// The CHECKs that go, as far as they list values; the first of each subject.
    private let removedLists: [String: ValueList]
    private let addsChecks: Bool

    init(difference: TableDifference) {
        self.difference = difference
        changes = difference.changes
        var lists: [String: ValueList] = [:]
        var addsChecks = false
        for change in changes {
            if case .addedCheck = change { addsChecks = true }
            guard case .removedCheck(let check) = change, let list = ValueList(check.expression) else { continue }
            if lists[list.subject] == nil { lists[list.subject] = list }
        }
        removedLists = lists
        self.addsChecks = addsChecks
    }

    private var table: String { difference.to.name }

    var all: [SchemaWarning] { changes.flatMap(warnings) }

    private func warning(_ code: SchemaWarning.Code, _ message: String) -> [SchemaWarning] {
        [SchemaWarning(code, table, message.replacing("_migrate_dropped_", with: ""))]
    }

    private func warnings(of change: TableChange) -> [SchemaWarning] {
        switch change {
        case .removedColumn(let column):
            column.generated == nil
                ? warning(.columnDropped, "column '\(table).\(column.name)' is dropped with its values") : []
        case .addedColumn(let column): addedColumn(column)
        case .type(let column, let old, let new): typeChange(of: column, from: old, to: new)
        case .notNull(let column, nil, _): notNull(column)
        case .generated(let column, nil, _):
            warning(.columnDropped, "stored values of '\(table).\(column)' are replaced by its expression")
        case .addedUnique(let key):
            warning(
                .uniqueAdded,
                "'\(table)' (\(TableChange.list(key.columns))) becomes unique: rows that are alike make the upgrade fail"
            )
        case .addedCheck(let check): addedCheck(check)
        case .addedForeignKey:
            warning(.foreignKeyAdded, "'\(table)' gets a foreign key: rows without a parent make the upgrade fail")
        case .strict(let isOn): strict(isOn)
        case .removedForeignKey: warning(.foreignKeyDropped, "'\(table)' loses a foreign key")
        case .removedUnique: warning(.constraintDropped, "'\(table)' loses a UNIQUE constraint")
        case .removedCheck:
            addsChecks ? [] : warning(.constraintDropped, "'\(table)' loses a CHECK")
        case .notNull, .defaultValue, .collation, .generated, .columnOrder, .primaryKey, .withoutRowID: []
        }
    }

    private func addedColumn(_ column: Column) -> [SchemaWarning] {
        let isFilled = difference.backfills[Identifier.fold(column.name)] != nil
        let isEmpty = column.defaultValue == nil && column.generated == nil
        guard difference.to.refusesNull(column), isEmpty, !isFilled, !isRowID(column) else { return [] }
        return warning(
            .notNullColumnAdded,
            "column '\(table).\(column.name)' is NOT NULL without a default: the upgrade fails where '\(table)' has rows"
        )
    }

    private func typeChange(of column: String, from old: String?, to new: String?) -> [SchemaWarning] {
        guard lossy(column) else { return [] }
        return warning(
            .lossyTypeChange,
            "column '\(table).\(column)' changes from \(old ?? "no type") to \(new ?? "no type"): "
                + "stored values may be converted, and the downgrade does not bring them back"
        )
    }

    private func notNull(_ column: String) -> [SchemaWarning] {
        guard difference.backfills[Identifier.fold(column)] == nil else { return [] }
        return warning(
            .notNullSet,
            "column '\(table).\(column)' becomes NOT NULL: rows that hold NULL make the upgrade fail"
        )
    }

    private func addedCheck(_ check: Check) -> [SchemaWarning] {
        guard let list = ValueList(check.expression), let old = removedLists[list.subject] else {
            return warning(.checkAdded, "'\(table)' gets a CHECK: rows that break it make the upgrade fail")
        }
        let lost = old.values.subtracting(list.values).sorted()
        guard !lost.isEmpty else { return [] }
        let values = lost.joined(separator: ", ")
        return warning(
            .checkNarrowed,
            "a CHECK of '\(table)' no longer takes \(values): rows that hold it make the upgrade fail"
        )
    }

    private func strict(_ isOn: Bool) -> [SchemaWarning] {
        if isOn {
            return warning(.strictSet, "'\(table)' becomes STRICT: values of another type make the upgrade fail")
        }
        return difference.from.columns.filter { lossy($0.name) }.flatMap { column in
            warning(
                .lossyTypeChange,
                "'\(table).\(column.name)' is no longer kept as it is: its values may be converted"
            )
        }
    }

    private func isRowID(_ column: Column) -> Bool {
        difference.to.rowIDAlias.map { Identifier($0.name) == Identifier(column.name) } ?? false
    }

    /// Whether values may be converted into something that is not what they were.
    private func lossy(_ name: String) -> Bool {
        guard let old = difference.from[column: name], let new = difference.to[column: name], new.generated == nil
        else {
            return false
        }
        switch (difference.from.affinity(of: old), difference.to.affinity(of: new)) {
        case (.integer, .integer), (.text, .text), (.real, .real), (.numeric, .numeric), (_, .blob): return false
        // NUMERIC and INTEGER differ in CAST alone; a REAL without fraction becomes an integer, and compares the same.
        case (.integer, .numeric), (.numeric, .integer), (.real, .integer), (.real, .numeric): return false
        case (.text, _), (_, .text), (.integer, .real), (.numeric, .real), (.blob, _): return true
        }
    }
}

/// A CHECK that lists what a column may hold: `status IN ('new', 'done')`.
private struct ValueList {
    /// What stands before IN.
    let subject: String
    let values: Set<String>

    init?(_ expression: Expression) {
        guard let tokens = try? Tokenizer.tokens(of: expression.text, keepingTrivia: false) else { return nil }
        let bytes = Array(expression.text.utf8)
        let words = tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        guard let position = words.firstIndex(where: { Identifier.fold($0) == "in" }), position > 0,
            words.dropFirst(position + 1).first == "(", words.last == ")"
        else { return nil }
        let inner = words.dropFirst(position + 2).dropLast()
        guard !inner.contains("("), !inner.contains(")") else { return nil }
        subject = words[..<position].map(Identifier.fold).joined(separator: " ")
        values = Set(inner.filter { $0 != "," })
    }
}
