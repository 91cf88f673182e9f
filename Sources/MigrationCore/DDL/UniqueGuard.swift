/// Columns whose values no two rows may share.
struct UniqueKey {
    var columns: [IndexedColumn]
    var predicate: Expression?
    /// What a message calls it.
    var name: String

    init(_ index: Index) {
        columns = index.columns
        predicate = index.predicate
        name = "the unique index \(index.name)"
    }

    init(columns: [IndexedColumn], name: String) {
        self.columns = columns
        self.name = name
    }

    /// Whether rows that keep this key also keep another one: it is over some of the same columns, with collations that
    /// make no more values alike.
    func implies(_ other: UniqueKey, _ projection: RowProjection) -> Bool {
        guard predicate == nil || predicate == other.predicate else { return false }
        return columns.allSatisfy { part in
            guard let name = part.name, let old = projection.difference.from[column: name],
                let new = projection.difference.to[column: name], case .column = projection.source(of: new),
                projection.difference.from.affinity(of: old) == projection.difference.to.affinity(of: new)
            else { return false }
            let collation = part.collation.map(Identifier.fold) ?? old.collationKey
            return other.columns.contains { match in
                guard match.name.map(Identifier.fold) == Identifier.fold(name) else { return false }
                let newCollation = match.collation.map(Identifier.fold) ?? new.collationKey
                return newCollation == collation || newCollation == "binary"
            }
        }
    }
}

extension Table {
    /// The keys that constraints declare.
    var keys: [UniqueKey] {
        var keys = uniqueConstraints.map { UniqueKey(columns: $0.columns, name: "UNIQUE") }
        if let primaryKey { keys.append(UniqueKey(columns: primaryKey.columns, name: "the primary key")) }
        return keys
    }
}

/// The guard against rows that a new key would make duplicates of each other.
struct UniqueGuard {
    let table: String
    let projection: RowProjection
    let key: UniqueKey

    /// The guard; `nil` where the values can't be told before the change.
    var statement: DDLStatement? {
        var needed: Set<String> = key.predicate?.mentions ?? []
        for column in key.columns {
            if let name = column.name { needed.insert(Identifier.fold(name)) }
            needed.formUnion(column.expression?.mentions ?? [])
        }
        guard let clause = projection.fromClause(needing: needed) else { return nil }
        let terms = key.columns.map(term)
        var conditions = terms.map { "\($0.value) IS NOT NULL" }
        if let predicate = key.predicate { conditions.append("(\(predicate.text))") }
        let example = terms.map { "quote(min(\($0.value)))" }.joined(separator: " || ', ' || ")
        let names = key.columns.map { $0.name ?? $0.expression?.text ?? "" }.joined(separator: ", ")
        let groups = terms.map { "\($0.value) COLLATE \($0.collation)" }.joined(separator: ", ")
        let inner =
            "SELECT count(*) AS \"_migrate_count\", \(example) AS \"_migrate_example\" FROM \(clause)"
            + " WHERE \(conditions.joined(separator: " AND ")) GROUP BY \(groups) HAVING count(*) > 1"
        return RowGuard.statement(
            "\(table) (\(names)) is unique from here on (\(key.name)); no two rows may be alike.",
            message: [
                .words("\(RowGuard.prefix)\(table) (\(names)): "), .value("sum(\"_migrate_count\")"),
                .words(" row(s) are duplicates under \(key.name), for example "), .value("min(\"_migrate_example\")"),
                .words("; change or delete them first"),
            ],
            from: "(\(inner))"
        )
    }

    private func term(_ column: IndexedColumn) -> (value: String, collation: String) {
        let value = column.name.map(DDLText.quoted) ?? "(\(column.expression?.text ?? "NULL"))"
        let own = column.name.flatMap { projection.difference.to[column: $0]?.collation }
        return (value, DDLText.quoted(column.collation ?? own ?? "BINARY"))
    }
}
