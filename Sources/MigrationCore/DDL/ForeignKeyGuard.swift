/// The guard against rows whose foreign key would have no parent, and had one before or was no foreign key.
///
/// Where the parent's rows can't be told before the change, the comparison of violations before COMMIT is left to find them.
struct ForeignKeyGuard {
    let key: ForeignKey
    /// The same columns' key to the same table, as it was.
    let old: ForeignKey?
    let projection: RowProjection
    /// What changes in the parent, where anything does.
    let parentDifference: TableDifference?
    let before: Schema
    let after: Schema

    private var child: String { projection.difference.to.name }

    /// The guard; `nil` where nothing changes for the rows.
    var statement: DDLStatement? {
        guard isConcerned else { return nil }
        let columns = key.columns.compactMap { projection.difference.to[column: $0] }
        // A key that is NULL in part refers to nothing.
        guard columns.count == key.columns.count, !columns.contains(where: { projection.source(of: $0) == .null }),
            let clause = projection.fromClause(
                needing: Set(key.columns.map(Identifier.fold)),
                where: hadParent.map { [$0] } ?? []
            )
        else { return nil }
        var conditions = columns.map { "\(qualified($0.name)) IS NOT NULL" }
        switch parent {
        case .empty: break
        case .known(let parents):
            guard let orphaned = orphaned(columns, parents) else { return nil }
            conditions.append(orphaned)
        case .unknown: return nil
        }
        return statement(columns.map(\.name), from: "\(clause)\nWHERE \(conditions.joined(separator: " AND "))")
    }

    private func statement(_ names: [String], from clause: String) -> DDLStatement {
        let list = names.joined(separator: ", ")
        let label = projection.difference.from.rowLabel.name
        return RowGuard.statement(
            "\(child) (\(list)) refers to \(key.parent) from here on; no row may be without its parent.",
            message: [
                .words("\(RowGuard.prefix)\(child).\(list): "), .value("count(*)"),
                .words(" row(s) refer to a row of \(key.parent) that does not exist, for example \(label) "),
                .value("quote(min(\"_migrate_row\"))"), .words(": "), .value("quote(min(\(qualified(names[0]))))"),
                .words("; add the parents, or change the rows first"),
            ],
            from: clause
        )
    }

    private func qualified(_ column: String) -> String {
        "\(DDLText.quoted(child)).\(DDLText.quoted(column))"
    }

    // MARK: What there was

    /// Whether rows may lose their parent, or get a key that has none.
    private var isConcerned: Bool {
        guard let old else { return true }
        // Without a parent's table every row was without its parent before.
        guard before[table: key.parent] != nil else { return false }
        guard after[table: key.parent] != nil else { return true }
        guard let parents = names(key, after), let oldParents = names(old, before) else { return true }
        return parents.map(Identifier.fold) != oldParents.map(Identifier.fold)
            || !key.columns.compactMap { projection.difference.to[column: $0] }.allSatisfy(projection.keepsOldValues)
            || !parentColumns(parents).allSatisfy(parentProjection?.isUnchanged ?? { _ in true })
    }

    /// What is true of the old rows that refer to nothing or have a parent: those without one are no new violation.
    private var hadParent: String? {
        guard let old, let parent = before[table: old.parent], let parents = names(old, before),
            parents.count == old.columns.count, parents.allSatisfy({ parent[column: $0] != nil }),
            old.columns.allSatisfy({ projection.difference.from[column: $0] != nil })
        else { return nil }
        let table = DDLText.quoted(projection.difference.from.name)
        let values = old.columns.map { "\(table).\(DDLText.quoted($0))" }
        let free = values.map { "\($0) IS NULL" }.joined(separator: " OR ")
        return "(\(free) OR EXISTS \(match(parents, values, parent.name)))"
    }

    /// The parent's rows of a key, compared as foreign keys are: with the affinity and the collation of the parent's columns.
    private func match(_ parents: [String], _ values: [String], _ table: String) -> String {
        let pairs = zip(parents, values).map { "\"_migrate_parent\".\(DDLText.quoted($0)) = +\($1)" }
        let rows = "\(DDLText.quoted(table)) AS \"_migrate_parent\""
        return "(SELECT 1 FROM \(rows) WHERE \(pairs.joined(separator: " AND ")))"
    }

    // MARK: The parent

    private enum Parent {
        /// It is created by this revision, or not there at all.
        case empty
        case known([Column])
        case unknown
    }

    private var parent: Parent {
        guard before[table: key.parent] != nil, after[table: key.parent] != nil else {
            return before[view: key.parent] == nil && before[virtualTable: key.parent] == nil ? .empty : .unknown
        }
        guard let names = names(key, after), names.count == key.columns.count else { return .unknown }
        let columns = parentColumns(names)
        return columns.count == names.count ? .known(columns) : .unknown
    }

    private func names(_ key: ForeignKey, _ schema: Schema) -> [String]? {
        key.parentColumns ?? schema[table: key.parent]?.primaryKey?.columns.compactMap(\.name)
    }

    private func parentColumns(_ names: [String]) -> [Column] {
        names.compactMap { after[table: key.parent]?[column: $0] }
    }

    private var parentProjection: RowProjection? {
        if let parentDifference { return RowProjection(difference: parentDifference) }
        guard let old = before[table: key.parent], let new = after[table: key.parent] else { return nil }
        return RowProjection(difference: TableDifference(from: old, to: new))
    }

    /// Whether the parent's rows are found by an index that is there when the guards run.
    private func isIndexed(_ parents: [String]) -> Bool {
        guard let table = before[table: key.parent] else { return false }
        let names = Set(parents.map(Identifier.fold))
        func begins(_ columns: [IndexedColumn]) -> Bool {
            columns.first?.name.map { names.contains(Identifier.fold($0)) } ?? false
        }
        return table.rowIDAlias.map { names.contains(Identifier.fold($0.name)) } ?? false
            || table.primaryKey.map { begins($0.columns) } ?? false
            || table.uniqueConstraints.contains { begins($0.columns) }
            || Set(before.indexes(of: table.name)).intersection(after.indexes(of: table.name)).contains {
                $0.predicate == nil && begins($0.columns)
            }
    }

    /// What is true of the new rows that have no parent.
    private func orphaned(_ columns: [Column], _ parents: [Column]) -> String? {
        guard let parentProjection else { return nil }
        let values = columns.map { qualified($0.name) }
        // Without an index each row would read the whole table.
        if parents.allSatisfy(parentProjection.isUnchanged), isIndexed(parents.map(\.name)) {
            return "NOT EXISTS \(match(parents.map(\.name), values, parentProjection.difference.from.name))"
        }
        guard let rows = parentProjection.fromClause(needing: Set(parents.map { Identifier.fold($0.name) })) else {
            return nil
        }
        let compared = zip(parents, values).map { parent, value in
            // Of what a REAL column is compared with, text alone is converted.
            let own = parentProjection.difference.to.affinity(of: parent)
            let affinity = own == .real ? .numeric : own
            return "\(affinity.storing("+\(value)")) COLLATE \(DDLText.quoted(parent.collation ?? "BINARY"))"
        }
        let keys = parents.map { DDLText.quoted($0.name) }
        let filled = keys.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        let left = compared.count == 1 ? compared[0] : "(\(compared.joined(separator: ", ")))"
        // Both sides are as they will be stored: the affinity that the parent's columns still have must convert neither.
        let right = keys.map { "+\($0)" }.joined(separator: ", ")
        return "\(left) NOT IN (SELECT \(right) FROM \(rows) WHERE \(filled))"
    }
}
