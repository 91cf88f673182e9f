/// The rows of a database whose foreign key has no parent, at one moment.
struct ForeignKeyViolations {
    /// What makes a violation the same before and after a batch: not the rowid, which a rebuilt table may number anew.
    struct Key: Hashable {
        var child: String
        var parent: String
        /// The child's key as SQL literals; empty where it cannot be told.
        var values: [String]
    }

    /// One column of a child's key in a row.
    struct ChildValue {
        /// As SQL.
        var literal: String
        /// What the column makes of values.
        var affinity: TypeAffinity
        /// What columns of other types would make of it.
        var forms: [TypeAffinity: String]

        /// The literal in a column of another type.
        func literal(in other: TypeAffinity) -> String {
            other == affinity ? literal : forms[other == .integer ? .numeric : other] ?? literal
        }
    }

    /// How many rows share a key, and one of them.
    struct Rows {
        var count = 0
        var child: String
        var parent: String
        var example: Int64?
        var values: [ChildValue] = []

        /// The key as columns of other types hold it.
        func literals(in affinities: [TypeAffinity]) -> [String] {
            zip(values, affinities).map { $0.literal(in: $1) }
        }
    }

    /// By folded names.
    var rows: [Key: Rows] = [:]
    /// SQLite's words about foreign keys that do not fit their parent ("foreign key mismatch"), by folded child.
    var mismatches: [String: String] = [:]
    /// The folded names of all tables, by which renamed ones are told.
    var tables: Set<String> = []

    /// What is wrong now and was not before, in words; `nil` where nothing is.
    func complaint(comparedTo before: ForeignKeyViolations) -> String? {
        if let mismatch = newMismatch(comparedTo: before) { return mismatch }
        var byPair: [Key: Rows] = [:]
        for (key, found) in newRows(comparedTo: before) {
            let pair = Key(child: key.child, parent: key.parent, values: [])
            byPair[pair, default: Rows(child: found.child, parent: found.parent, example: found.example)].count +=
                found.count
        }
        let pairs = byPair.sorted { ($0.key.child, $0.key.parent) < ($1.key.child, $1.key.parent) }
        guard let (_, first) = pairs.first else { return nil }
        let others = pairs.count > 1 ? "; and \(pairs.count - 1) more such pairs of tables" : ""
        return first.description + others
    }

    private func newMismatch(comparedTo before: ForeignKeyViolations) -> String? {
        let renamed = before.mismatches.keys.contains { !tables.contains($0) }
        return mismatches.sorted { $0.key < $1.key }.first { child, _ in
            before.mismatches[child] == nil && !(renamed && !before.tables.contains(child))
        }?.value
    }

    /// The rows that violate a foreign key and did not before.
    ///
    /// First each key takes those that it had; what is left may have had another name, or other types of columns.
    private func newRows(comparedTo before: ForeignKeyViolations) -> [(Key, Rows)] {
        guard !before.rows.isEmpty else { return rows.map { ($0.key, $0.value) } }
        var left = before.rows.mapValues(\.count)
        var new = rows
        for key in rows.keys { new.take(key, from: key, &left) }
        var converted: [[TypeAffinity]: [[String]: [Key]]] = [:]
        for (key, found) in new {
            let affinities = found.values.map(\.affinity)
            if converted[affinities] == nil {
                let alike = before.rows.filter { $0.value.values.count == affinities.count }
                converted[affinities] = Dictionary(grouping: alike.keys) {
                    alike[$0]?.literals(in: affinities) ?? []
                }
            }
            for candidate in converted[affinities]?[key.values] ?? [] where isRename(of: candidate, to: key, before) {
                new.take(key, from: candidate, &left)
            }
        }
        return new.map { ($0.key, $0.value) }
    }

    /// Whether each table that differs between two keys is gone under its old name and new under the other.
    private func isRename(of old: Key, to new: Key, _ before: ForeignKeyViolations) -> Bool {
        [(old.child, new.child), (old.parent, new.parent)].allSatisfy { old, new in
            old == new || (!tables.contains(old) && !before.tables.contains(new))
        }
    }
}

extension [ForeignKeyViolations.Key: ForeignKeyViolations.Rows] {
    /// Takes as many rows from a key as there were under an old one.
    fileprivate mutating func take(_ key: Key, from old: Key, _ left: inout [Key: Int]) {
        guard let count = self[key]?.count, let known = left[old], known > 0 else { return }
        left[old] = known - Swift.min(known, count)
        self[key]?.count = count - Swift.min(known, count)
        if known >= count { self[key] = nil }
    }
}

extension ForeignKeyViolations.Rows: CustomStringConvertible {
    var description: String {
        let quoted = (child: Identifier(child).quoted, parent: Identifier(parent).quoted)
        let place = example.map { " (rowid \($0)\(count > 1 ? ", for example" : ""))" } ?? ""
        return count == 1
            ? "1 row of \(quoted.child) would have no parent in \(quoted.parent)\(place)"
            : "\(count) rows of \(quoted.child) would have no parent in \(quoted.parent)\(place)"
    }
}
