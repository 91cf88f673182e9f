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

    /// Whether rows that keep this key also keep another one: it is the same over columns that stay as they are, or over some
    /// of the same columns, with collations that make no more values alike.
    func implies(_ other: UniqueKey, _ projection: RowProjection) -> Bool {
        if columns == other.columns, predicate == other.predicate, isUnchanged(projection) { return true }
        guard predicate == nil || (predicate == other.predicate && keepsPredicate(projection)) else { return false }
        return columns.allSatisfy { part in
            guard let name = part.name, let old = projection.difference.from[column: name],
                let new = projection.difference.to[column: name], case .column = projection.source(of: new),
                projection.difference.to.affinity(of: new)
                    .keepsValuesApart(of: projection.difference.from.affinity(of: old))
            else { return false }
            let collation = part.collation.map(Identifier.fold) ?? old.collationKey
            return other.columns.contains { match in
                guard match.name.map(Identifier.fold) == Identifier.fold(name) else { return false }
                let newCollation = match.collation.map(Identifier.fold) ?? new.collationKey
                return newCollation == collation || newCollation == "binary"
            }
        }
    }

    /// The folded names of the columns that are part of the key as they are.
    var names: Set<String> { Set(columns.compactMap(\.name).map(Identifier.fold)) }

    /// The folded words of its expressions.
    var mentions: Set<String> {
        expressions.reduce(into: []) { $0.formUnion($1.mentions) }
    }

    var expressions: [Expression] { columns.compactMap(\.expression) + (predicate.map { [$0] } ?? []) }

    private func isUnchanged(_ projection: RowProjection) -> Bool {
        projection.areUnchanged(names.union(mentions))
    }

    private func keepsPredicate(_ projection: RowProjection) -> Bool {
        projection.areUnchanged(predicate?.mentions ?? [])
    }
}

extension RowProjection {
    /// Whether all columns among some names stay as they are.
    func areUnchanged(_ names: Set<String>) -> Bool {
        difference.to.columns.filter { names.contains(Identifier.fold($0.name)) }.allSatisfy(isUnchanged)
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
        let clause = projection.fromClause(needing: key.names, comparing: key.mentions, in: key.expressions)
        guard let clause else { return nil }
        let terms = key.columns.map(term)
        var conditions = terms.map { "\($0.value) IS NOT NULL" }
        if let predicate = key.predicate { conditions.append("(\(predicate.text))") }
        let example = terms.map { "quote(min(\($0.value)))" }.joined(separator: " || ', ' || ")
        let names = key.columns.map { $0.name ?? $0.expression?.text ?? "" }.joined(separator: ", ")
        let groups = terms.map { $0.value + ($0.collation.map { " COLLATE \($0)" } ?? "") }.joined(separator: ", ")
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

    /// An expression without a collation of its own has that of what it reads.
    private func term(_ column: IndexedColumn) -> (value: String, collation: String?) {
        guard let name = column.name else {
            return ("(\(column.expression?.text ?? "NULL"))", column.collation.map(DDLText.quoted))
        }
        let own = projection.difference.to[column: name]?.collation
        return (DDLText.quoted(name), DDLText.quoted(column.collation ?? own ?? "BINARY"))
    }
}
