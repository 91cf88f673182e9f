/// Reads the violations of a database through whatever asks it: a handful of questions, whatever there is to find, for over a
/// network each is a request within a transaction that must not last.
struct ForeignKeyViolationReader {
    typealias Answers = [Result<[SQLRow], DatabaseError>]
    typealias Query = (_ statements: [SQLStatement]) throws(DatabaseError) -> Answers

    private let query: Query

    /// Makes a reader.
    ///
    /// - Parameter query: asks several statements at once; for each its rows, or the database's reason for having none.
    init(_ query: @escaping Query) {
        self.query = query
    }

    /// All violations at this moment.
    ///
    /// - Throws: `DatabaseError` where the database does not answer; a foreign key that does not fit its parent is none.
    func violations() throws(DatabaseError) -> ForeignKeyViolations {
        let answers = try ask(["SELECT name FROM sqlite_schema WHERE type = 'table'", Self.check(of: nil)])
        let tables = try answers[0].get().compactMap { $0[0].text }
        var violations = ForeignKeyViolations()
        violations.tables = Set(tables.map(Identifier.fold))
        let rows: [SQLRow]
        switch answers[1] {
        case .success(let found): rows = found
        // One foreign key that does not fit its parent makes the whole check fail; table by table the others are seen.
        case .failure(let error) where error.code == .statement: rows = try check(each: tables, &violations)
        case .failure(let error): throw error
        }
        try collect(rows, into: &violations)
        return violations
    }

    private func ask(_ statements: [SQLStatement]) throws(DatabaseError) -> Answers {
        guard !statements.isEmpty else { return [] }
        let answers = try query(statements)
        guard answers.count == statements.count else {
            throw DatabaseError(.connection, "an answer to a question is missing")
        }
        return answers
    }

    private static func check(of table: String?) -> SQLStatement {
        let columns = "SELECT \"table\", parent, fkid, rowid FROM"
        return table.map { SQLStatement("\(columns) pragma_foreign_key_check(?)", [.text($0)]) }
            ?? SQLStatement("\(columns) pragma_foreign_key_check")
    }

    private func check(
        each tables: [String],
        _ violations: inout ForeignKeyViolations
    ) throws(DatabaseError) -> [SQLRow] {
        var rows: [SQLRow] = []
        for (table, answer) in zip(tables, try ask(tables.map { Self.check(of: $0) })) {
            switch answer {
            case .success(let found): rows += found
            case .failure(let error) where error.code == .statement:
                violations.mismatches[Identifier.fold(table)] = error.message
            case .failure(let error): throw error
            }
        }
        return rows
    }

    private func collect(_ rows: [SQLRow], into violations: inout ForeignKeyViolations) throws(DatabaseError) {
        var groups: [ViolatedKey: [Int64?]] = [:]
        for row in rows {
            guard let child = row[0].text, let parent = row[1].text, let id = row[2].integer else { continue }
            groups[ViolatedKey(child: child, parent: parent, id: id), default: []].append(row[3].integer)
        }
        let values = try childValues(of: Array(groups.keys))
        for (key, rowids) in groups {
            for rowid in rowids {
                violations.add(key, rowid: rowid, values: rowid.flatMap { values[key]?[$0] } ?? "")
            }
        }
    }

    /// The keys of violating rows by rowid; none for a table without rowid.
    private func childValues(of keys: [ViolatedKey]) throws(DatabaseError) -> [ViolatedKey: [Int64: String]] {
        let columns = try ask(keys.flatMap(\.questions))
        var readable: [(key: ViolatedKey, statement: SQLStatement)] = []
        for (index, key) in keys.enumerated() {
            let names = try columns[2 * index].get().compactMap { $0[0].text }
            let own = try columns[2 * index + 1].get().compactMap { $0[0].text }
            if let statement = key.reading(own, among: names) { readable.append((key, statement)) }
        }
        var values: [ViolatedKey: [Int64: String]] = [:]
        for ((key, _), answer) in zip(readable, try ask(readable.map(\.statement))) {
            switch answer {
            case .success(let rows):
                for row in rows {
                    if let rowid = row[0].integer, let text = row[1].text { values[key, default: [:]][rowid] = text }
                }
            // A table without rowid.
            case .failure(let error) where error.code == .statement: continue
            case .failure(let error): throw error
            }
        }
        return values
    }
}

/// One foreign key that rows violate.
private struct ViolatedKey: Hashable {
    var child: String
    var parent: String
    /// Its number in `pragma_foreign_key_list`.
    var id: Int64

    /// What the child's columns are, and which of them are the key's.
    var questions: [SQLStatement] {
        [
            SQLStatement("SELECT name FROM pragma_table_xinfo(?)", [.text(child)]),
            SQLStatement(
                "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq",
                [.text(child), .integer(id)]
            ),
        ]
    }

    /// What reads the rows' keys as SQL literals; `nil` where no name is left for the rowid.
    func reading(_ columns: [String], among names: [String]) -> SQLStatement? {
        let taken = Set(names.map(Identifier.fold))
        guard let rowid = ["rowid", "_rowid_", "oid"].first(where: { !taken.contains($0) }), !columns.isEmpty else {
            return nil
        }
        let values = columns.map { "quote(t.\(Identifier($0).quoted))" }.joined(separator: " || ', ' || ")
        return SQLStatement(
            "SELECT t.\(rowid), \(values) FROM pragma_foreign_key_check(?) AS v"
                + " JOIN main.\(Identifier(child).quoted) AS t ON t.\(rowid) = v.rowid WHERE v.fkid = ?",
            [.text(child), .integer(id)]
        )
    }
}

extension ForeignKeyViolations {
    fileprivate mutating func add(_ key: ViolatedKey, rowid: Int64?, values: String) {
        let place = Key(child: Identifier.fold(key.child), parent: Identifier.fold(key.parent), values: values)
        rows[place, default: Rows(child: key.child, parent: key.parent, example: rowid)].count += 1
    }
}
