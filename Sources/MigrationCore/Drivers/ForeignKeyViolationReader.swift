/// Reads the violations of a database through whatever asks it.
struct ForeignKeyViolationReader {
    typealias Query = (SQLStatement) throws(DatabaseError) -> [SQLRow]

    private let query: Query

    init(_ query: @escaping Query) {
        self.query = query
    }

    /// All violations at this moment.
    ///
    /// - Throws: `DatabaseError` where the database does not answer; a foreign key that does not fit its parent is none.
    func violations() throws(DatabaseError) -> ForeignKeyViolations {
        var violations = ForeignKeyViolations()
        let tables = try query("SELECT name FROM sqlite_schema WHERE type = 'table'").compactMap { $0[0].text }
        violations.tables = Set(tables.map(Identifier.fold))
        do throws(DatabaseError) {
            try collect(into: &violations, of: nil)
        } catch  where error.code == .statement {
            // One foreign key that does not fit its parent makes the whole check fail; table by table the others are seen.
            violations.rows = [:]
            for table in tables {
                do throws(DatabaseError) {
                    try collect(into: &violations, of: table)
                } catch  where error.code == .statement {
                    violations.mismatches[Identifier.fold(table)] = error.message
                }
            }
        }
        return violations
    }

    private func collect(into violations: inout ForeignKeyViolations, of table: String?) throws(DatabaseError) {
        let columns = "\"table\", parent, fkid, rowid"
        let rows =
            if let table {
                try query(SQLStatement("SELECT \(columns) FROM pragma_foreign_key_check(?)", [.text(table)]))
            } else {
                try query(SQLStatement("SELECT \(columns) FROM pragma_foreign_key_check"))
            }
        var groups: [ViolatedKey: [Int64?]] = [:]
        for row in rows {
            guard let child = row[0].text, let parent = row[1].text, let id = row[2].integer else { continue }
            groups[ViolatedKey(child: child, parent: parent, id: id), default: []].append(row[3].integer)
        }
        for (key, rowids) in groups {
            let values = try childValues(of: key)
            for rowid in rowids { violations.add(key, rowid: rowid, values: rowid.flatMap { values[$0] } ?? "") }
        }
    }

    /// The keys of a table's violating rows by rowid; none for a table without rowid.
    private func childValues(of key: ViolatedKey) throws(DatabaseError) -> [Int64: String] {
        let names = try query(SQLStatement("SELECT name FROM pragma_table_xinfo(?)", [.text(key.child)]))
        let taken = Set(names.compactMap { $0[0].text.map(Identifier.fold) })
        let columns = try query(
            SQLStatement(
                "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq",
                [.text(key.child), .integer(key.id)]
            )
        ).compactMap { $0[0].text }
        guard let rowid = ["rowid", "_rowid_", "oid"].first(where: { !taken.contains($0) }), !columns.isEmpty else {
            return [:]
        }
        let values = columns.map { "quote(t.\(Identifier($0).quoted))" }.joined(separator: " || ', ' || ")
        let rows: [SQLRow]
        do throws(DatabaseError) {
            rows = try query(
                SQLStatement(
                    "SELECT t.\(rowid), \(values) FROM pragma_foreign_key_check(?) AS v"
                        + " JOIN main.\(Identifier(key.child).quoted) AS t ON t.\(rowid) = v.rowid WHERE v.fkid = ?",
                    [.text(key.child), .integer(key.id)]
                )
            )
        } catch  where error.code == .statement {
            // A table without rowid.
            return [:]
        }
        return rows.reduce(into: [:]) { result, row in
            if let rowid = row[0].integer, let text = row[1].text { result[rowid] = text }
        }
    }
}

/// One foreign key that rows violate.
private struct ViolatedKey: Hashable {
    var child: String
    var parent: String
    /// Its number in `pragma_foreign_key_list`.
    var id: Int64
}

extension ForeignKeyViolations {
    fileprivate mutating func add(_ key: ViolatedKey, rowid: Int64?, values: String) {
        let place = Key(child: Identifier.fold(key.child), parent: Identifier.fold(key.parent), values: values)
        rows[place, default: Rows(child: key.child, parent: key.parent, example: rowid)].count += 1
    }
}
