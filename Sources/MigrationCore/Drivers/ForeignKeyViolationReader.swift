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
        let found = try childValues(of: groups)
        for (key, rowids) in groups {
            for (index, rowid) in rowids.enumerated() {
                violations.add(key, rowid: rowid, values: found[key]?.values(of: rowid, at: index) ?? [])
            }
        }
    }

    /// The keys of violating rows, where they can be told.
    private func childValues(
        of groups: [ViolatedKey: [Int64?]]
    ) throws(DatabaseError) -> [ViolatedKey: ViolatingValues] {
        let keys = Array(groups.keys)
        let answers = try ask(keys.flatMap(\.questions))
        var readings: [(key: ViolatedKey, columns: ViolatedKey.Columns, statement: SQLStatement)] = []
        for (index, key) in keys.enumerated() {
            var own: [[SQLRow]] = []
            for answer in answers[(3 * index)..<(3 * index + 3)] { own.append(try answer.get()) }
            guard let columns = key.columns(from: own) else { continue }
            let hasRowIDs = groups[key]?.allSatisfy { $0 != nil } ?? false
            let statement = (hasRowIDs ? key.readingByRowID(columns) : nil) ?? key.readingByParents(columns)
            if let statement { readings.append((key, columns, statement)) }
        }
        var values: [ViolatedKey: ViolatingValues] = [:]
        for ((key, columns, _), answer) in zip(readings, try ask(readings.map(\.statement))) {
            switch answer {
            case .success(let rows):
                let found = ViolatingValues(rows.map { ($0[0].integer, key.values(in: $0, columns)) })
                // Rows that were found otherwise than by SQLite have to be as many.
                if found.isByRowID || found.list.count == groups[key]?.count { values[key] = found }
            case .failure(let error) where error.code == .statement: continue
            case .failure(let error): throw error
            }
        }
        return values
    }
}

/// The keys of the rows that violate one foreign key, by rowid, or in any order where there is none.
private struct ViolatingValues {
    private var byRowID: [Int64: [ForeignKeyViolations.ChildValue]] = [:]
    private(set) var list: [[ForeignKeyViolations.ChildValue]] = []

    init(_ rows: [(rowid: Int64?, values: [ForeignKeyViolations.ChildValue]?)]) {
        for (rowid, values) in rows {
            guard let values else { continue }
            if let rowid { byRowID[rowid] = values } else { list.append(values) }
        }
    }

    var isByRowID: Bool { list.isEmpty }

    func values(of rowid: Int64?, at index: Int) -> [ForeignKeyViolations.ChildValue]? {
        isByRowID ? rowid.flatMap { byRowID[$0] } : list[index]
    }
}

extension ForeignKeyViolations {
    fileprivate mutating func add(_ key: ViolatedKey, rowid: Int64?, values: [ChildValue]) {
        let place = Key(
            child: Identifier.fold(key.child),
            parent: Identifier.fold(key.parent),
            values: values.map(\.literal)
        )
        let row = Rows(child: key.child, parent: key.parent, example: rowid, values: values)
        rows[place, default: row].count += 1
    }
}
