/// A table that changes, behind the renames: both sides have the new names.
package struct TableDifference: Hashable, Sendable {
    package var from: Table
    package var to: Table
    /// Values for rows that a new NOT NULL would leave empty: an SQL expression by the folded name of the column.
    package var backfills: [String: String]
    /// The text itself has to become the declared one, for it carries hints that are to be spent.
    package var needsDeclaredText: Bool

    package init(
        from: Table,
        to: Table,
        backfills: [String: String] = [:],
        needsDeclaredText: Bool = false
    ) {
        self.from = from
        self.to = to
        self.backfills = backfills
        self.needsDeclaredText = needsDeclaredText
    }

    package var inverse: TableDifference {
        TableDifference(from: to, to: from, needsDeclaredText: needsDeclaredText)
    }

    /// What differs, in the order in which it is told.
    package var changes: [TableChange] {
        columnChanges + orderChanges + constraintChanges + optionChanges
    }

    private var columnChanges: [TableChange] {
        let (old, new) = (from.columnsByName, to.columnsByName)
        let added = to.columns.filter { old[Identifier.fold($0.name)] == nil }.map(TableChange.addedColumn)
        let removed = from.columns.filter { new[Identifier.fold($0.name)] == nil }.map(TableChange.removedColumn)
        let changed = to.columns.flatMap { column -> [TableChange] in
            old[Identifier.fold(column.name)].map { TableDifference.changes(from: $0, to: column) } ?? []
        }
        return added + removed + changed
    }

    private static func changes(from old: Column, to new: Column) -> [TableChange] {
        guard old != new else { return [] }
        var changes: [TableChange] = []
        let name = new.name
        if old.typeKey != new.typeKey { changes.append(.type(column: name, from: old.type, to: new.type)) }
        if old.notNull != new.notNull { changes.append(.notNull(column: name, from: old.notNull, to: new.notNull)) }
        if old.defaultValue != new.defaultValue {
            changes.append(.defaultValue(column: name, from: old.defaultValue, to: new.defaultValue))
        }
        if old.collationKey != new.collationKey {
            changes.append(.collation(column: name, from: old.collation, to: new.collation))
        }
        if old.generated != new.generated {
            changes.append(.generated(column: name, from: old.generated, to: new.generated))
        }
        return changes
    }

    private var orderChanges: [TableChange] {
        let order = to.columns.map { Identifier.fold($0.name) }
        let names = Set(order)
        let kept = from.columns.map { Identifier.fold($0.name) }.filter(names.contains)
        let isAppended = Array(order.prefix(kept.count)) == kept
        return isAppended ? [] : [.columnOrder]
    }

    private var constraintChanges: [TableChange] {
        var changes: [TableChange] = []
        if from.primaryKey != to.primaryKey || (from.rowIDAlias == nil) != (to.rowIDAlias == nil) {
            changes.append(.primaryKey)
        }
        changes += TableDifference.missing(in: from.uniqueConstraints, of: to.uniqueConstraints).map(
            TableChange.addedUnique
        )
        changes += TableDifference.missing(in: to.uniqueConstraints, of: from.uniqueConstraints)
            .map(TableChange.removedUnique)
        changes += addedChecks.map(TableChange.addedCheck)
        changes += TableDifference.missing(in: to.checks, of: from.checks).map(TableChange.removedCheck)
        changes += addedForeignKeys.map(TableChange.addedForeignKey)
        changes += TableDifference.missing(in: to.foreignKeys, of: from.foreignKeys).map(TableChange.removedForeignKey)
        return changes
    }

    /// The checks that were not there before.
    var addedChecks: [Check] { TableDifference.missing(in: from.checks, of: to.checks) }

    /// The foreign keys that were not there before.
    var addedForeignKeys: [ForeignKey] { TableDifference.missing(in: from.foreignKeys, of: to.foreignKeys) }

    private var optionChanges: [TableChange] {
        var changes: [TableChange] = []
        if from.isStrict != to.isStrict { changes.append(.strict(to.isStrict)) }
        if from.isWithoutRowID != to.isWithoutRowID { changes.append(.withoutRowID(to.isWithoutRowID)) }
        return changes
    }

    /// What one list holds more often than another.
    private static func missing<Element: Hashable>(in old: [Element], of new: [Element]) -> [Element] {
        var counts: [Element: Int] = [:]
        for element in old { counts[element, default: 0] += 1 }
        return new.filter { element in
            let count = counts[element, default: 0]
            if count > 0 { counts[element] = count - 1 }
            return count == 0
        }
    }
}

extension Table {
    /// What SQLite makes of values in a column: in a STRICT table `ANY` keeps them as they are.
    func affinity(of column: Column) -> TypeAffinity {
        isStrict && Identifier.fold(column.type ?? "") == "any" ? .blob : column.affinity
    }

    /// Whether a column can hold no NULL.
    func refusesNull(_ column: Column) -> Bool {
        if column.notNull != nil { return true }
        let key = Identifier.fold(column.name)
        if let alias = rowIDAlias, Identifier.fold(alias.name) == key { return true }
        guard isWithoutRowID, let primaryKey else { return false }
        return primaryKey.columns.contains { $0.name.map(Identifier.fold) == key }
    }
}
