/// One foreign key that rows violate, and what to ask about those rows.
struct ViolatedKey: Hashable {
    var child: String
    var parent: String
    /// Its number in `pragma_foreign_key_list`.
    var id: Int64

    /// What the columns of both tables are, and which of them are the key's.
    struct Columns {
        var own: [String]
        /// The parent's columns; the names are as many as its own unless they can't be told.
        var parents: [String]
        var hasParent: Bool
        /// What the types of its own make of values.
        var affinities: [TypeAffinity]
        /// A name by which the child's rowid can be reached.
        var rowid: String?
    }

    /// The questions that `columns(from:)` takes the answers of.
    var questions: [SQLStatement] {
        [
            SQLStatement("SELECT name, type FROM pragma_table_xinfo(?)", [.text(child)]),
            SQLStatement(
                "SELECT \"from\", \"to\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq",
                [.text(child), .integer(id)]
            ),
            SQLStatement("SELECT name, pk FROM pragma_table_xinfo(?) ORDER BY pk", [.text(parent)]),
        ]
    }

    func columns(from answers: [[SQLRow]]) -> Columns? {
        guard answers.count == 3 else { return nil }
        var types: [String: String] = [:]
        for row in answers[0] { types[Identifier.fold(row[0].text ?? "")] = row[1].text ?? "" }
        let own = answers[1].compactMap { $0[0].text }
        guard !own.isEmpty else { return nil }
        // Without names it is the parent's primary key.
        let named = answers[1].compactMap { $0[1].text }
        let primary = answers[2].filter { ($0[1].integer ?? 0) > 0 }.compactMap { $0[0].text }
        return Columns(
            own: own,
            parents: named.isEmpty ? primary : named,
            hasParent: !answers[2].isEmpty,
            affinities: own.map { TypeAffinity(declaredType: types[Identifier.fold($0)]) },
            rowid: ["rowid", "_rowid_", "oid"].first { types[$0] == nil }
        )
    }

    // MARK: Reading the rows

    /// The forms of a value in which it is read, behind the one that it has.
    static let forms: [TypeAffinity] = [.text, .real, .numeric]

    /// What reads the rowids and the keys of violating rows; `nil` where no name is left for the rowid.
    func readingByRowID(_ columns: Columns) -> SQLStatement? {
        guard let rowid = columns.rowid else { return nil }
        return SQLStatement(
            "SELECT t.\(rowid), \(values(columns)) FROM pragma_foreign_key_check(?) AS v"
                + " JOIN main.\(Identifier(child).quoted) AS t ON t.\(rowid) = v.rowid WHERE v.fkid = ?",
            [.text(child), .integer(id)]
        )
    }

    /// What reads the keys of violating rows that no rowid tells apart: it looks for the parents as SQLite does, with the
    /// affinity and the collation of the parent's columns.
    func readingByParents(_ columns: Columns) -> SQLStatement? {
        let own = columns.own.map { "t.\(Identifier($0).quoted)" }
        var conditions = own.map { "\($0) IS NOT NULL" }
        if columns.hasParent {
            guard columns.parents.count == own.count else { return nil }
            let pairs = zip(columns.parents, own).map { "p.\(Identifier($0).quoted) = +\($1)" }
            let rows = "main.\(Identifier(parent).quoted) AS p WHERE \(pairs.joined(separator: " AND "))"
            conditions.append("NOT EXISTS (SELECT 1 FROM \(rows))")
        }
        return SQLStatement(
            "SELECT NULL, \(values(columns)) FROM main.\(Identifier(child).quoted) AS t"
                + " WHERE \(conditions.joined(separator: " AND "))"
        )
    }

    private func values(_ columns: Columns) -> String {
        let forms = columns.own.flatMap { name in
            let value = "t.\(Identifier(name).quoted)"
            return [value] + ViolatedKey.forms.map { $0.storing(value) }
        }
        return forms.map { "quote(\($0))" }.joined(separator: ", ")
    }

    /// The values in a row of either reading.
    func values(in row: SQLRow, _ columns: Columns) -> [ForeignKeyViolations.ChildValue]? {
        let width = 1 + ViolatedKey.forms.count
        let texts = row.values.dropFirst().compactMap(\.text)
        guard texts.count == width * columns.own.count else { return nil }
        return columns.affinities.enumerated().map { index, affinity in
            let own = texts[(width * index)..<(width * (index + 1))]
            return ForeignKeyViolations.ChildValue(
                literal: own.first ?? "",
                affinity: affinity,
                forms: Dictionary(uniqueKeysWithValues: zip(ViolatedKey.forms, own.dropFirst()))
            )
        }
    }
}
