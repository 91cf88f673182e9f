/// The guard against rows whose new foreign key has no parent.
///
/// Where the parent's columns are not there yet, the comparison of violations before COMMIT is left to find them.
struct ForeignKeyGuard {
    let key: ForeignKey
    let projection: RowProjection
    let before: Schema
    let after: Schema

    /// The references of a table that stay as they are, and mean something else: their parent goes, or they name no
    /// columns and the parent's primary key becomes another.
    static func redirected(of child: Table, before: Schema, after: Schema) -> [ForeignKey] {
        let old = before[table: child.name]?.foreignKeys ?? []
        return child.foreignKeys.filter { key in
            guard old.contains(key), let parent = before[table: key.parent] else { return false }
            guard let new = after[table: key.parent] else { return true }
            return key.parentColumns == nil
                && parent.primaryKey?.columns.map(\.name) != new.primaryKey?.columns.map(\.name)
        }
    }

    private var child: String { projection.difference.to.name }

    var statement: DDLStatement? {
        let columns = key.columns.compactMap { projection.difference.to[column: $0] }
        let values = columns.compactMap { projection.sql(of: $0) }
        // A key that is NULL in part refers to nothing.
        guard values.count == key.columns.count, !columns.contains(where: { projection.source(of: $0) == .null }),
            let clause = projection.fromClause(needing: Set(key.columns.map(Identifier.fold)))
        else { return nil }
        let names = columns.map(\.name)
        var conditions = names.map { "\(qualified($0)) IS NOT NULL" }
        switch parent {
        case .empty: break
        case .columns(let parents):
            let pairs = zip(parents, names).map { "\"_migrate_parent\".\(DDLText.quoted($0)) = \(qualified($1))" }
            let table = "\(DDLText.quoted(key.parent)) AS \"_migrate_parent\""
            conditions.append("NOT EXISTS (SELECT 1 FROM \(table) WHERE \(pairs.joined(separator: " AND ")))")
        case .unknown: return nil
        }
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
            from: "\(clause)\nWHERE \(conditions.joined(separator: " AND "))"
        )
    }

    private func qualified(_ column: String) -> String {
        "\(DDLText.quoted(child)).\(DDLText.quoted(column))"
    }

    private enum Parent {
        /// It is created by this revision, or not there at all.
        case empty
        case columns([String])
        case unknown
    }

    private var parent: Parent {
        guard let old = before[table: key.parent], let new = after[table: key.parent] else {
            return before[view: key.parent] == nil && before[virtualTable: key.parent] == nil ? .empty : .unknown
        }
        let columns = key.parentColumns ?? new.primaryKey?.columns.compactMap(\.name) ?? []
        guard columns.count == key.columns.count, columns.allSatisfy({ old[column: $0] != nil }) else {
            return .unknown
        }
        return .columns(columns)
    }
}
