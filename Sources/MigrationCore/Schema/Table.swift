/// A table, as its `CREATE TABLE` declares it.
///
/// Equality is of meaning: the text, the hints, the order and the names of constraints, and whether a constraint stands
/// in its column or behind the columns, are no difference; the order of the columns is.
package struct Table: Sendable {
    package var name: String
    /// The `CREATE TABLE` statement with its comments, as declared or as `sqlite_schema` shows it.
    package var sql: String
    package var columns: [Column]
    package var primaryKey: PrimaryKey?
    package var uniqueConstraints: [UniqueConstraint]
    package var checks: [Check]
    package var foreignKeys: [ForeignKey]
    package var isStrict: Bool
    package var isWithoutRowID: Bool
    /// What a comment on the table's own line says.
    package var hints: SchemaHints
    /// Where the parts stand in `sql`.
    package var layout: TableLayout

    package init(
        name: String,
        sql: String = "",
        columns: [Column],
        primaryKey: PrimaryKey? = nil,
        uniqueConstraints: [UniqueConstraint] = [],
        checks: [Check] = [],
        foreignKeys: [ForeignKey] = [],
        isStrict: Bool = false,
        isWithoutRowID: Bool = false,
        hints: SchemaHints = SchemaHints(),
        layout: TableLayout = TableLayout()
    ) {
        self.name = name
        self.sql = sql
        self.columns = columns
        self.primaryKey = primaryKey
        self.uniqueConstraints = uniqueConstraints
        self.checks = checks
        self.foreignKeys = foreignKeys
        self.isStrict = isStrict
        self.isWithoutRowID = isWithoutRowID
        self.hints = hints
        self.layout = layout
    }

    /// The column of a name, in whatever case.
    package subscript(column name: String) -> Column? {
        position(of: name).map { columns[$0] }
    }

    /// The position of a column among the columns.
    package func position(of column: String) -> Int? {
        // Most are asked for as they are written, and folding costs more than comparing.
        if let exact = columns.firstIndex(where: { $0.name == column }) { return exact }
        let key = Identifier.fold(column)
        return columns.firstIndex { Identifier.fold($0.name) == key }
    }

    /// The columns by their folded names.
    var columnsByName: [String: Column] {
        Dictionary(columns.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
    }

    /// The column that is another name of the rowid.
    ///
    /// It is the only primary key column, of exactly the type INTEGER; `INTEGER PRIMARY KEY DESC` in the column's own
    /// definition is none (SQLite, "ROWIDs and the INTEGER PRIMARY KEY").
    package var rowIDAlias: Column? {
        guard !isWithoutRowID, let key = primaryKey, key.columns.count == 1, let part = key.columns.first,
            !part.isDescending, let name = part.name, let column = self[column: name],
            Identifier.fold(column.type ?? "") == "integer"
        else { return nil }
        return column
    }

    /// The text of a column's definition in `sql`, without the comma behind it; `nil` for a table without text.
    package func definition(ofColumn name: String) -> String? {
        guard let position = position(of: name), layout.columns.indices.contains(position) else { return nil }
        return text(in: layout.columns[position])
    }

    private func text(in range: Range<Int>) -> String? {
        let bytes = sql.utf8
        guard range.upperBound <= bytes.count else { return nil }
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        let end = bytes.index(start, offsetBy: range.count)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

extension Table: Hashable {
    package static func == (left: Table, right: Table) -> Bool {
        Identifier(left.name) == Identifier(right.name) && left.columns == right.columns
            && left.primaryKey == right.primaryKey && left.isStrict == right.isStrict
            && left.isWithoutRowID == right.isWithoutRowID
            && sameElements(left.uniqueConstraints, right.uniqueConstraints)
            && sameElements(left.checks, right.checks) && sameElements(left.foreignKeys, right.foreignKeys)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(columns.count)
        hasher.combine(foreignKeys.count)
    }
}

/// Whether two lists hold the same values as often, in whatever order.
package func sameElements<Element: Hashable>(_ left: [Element], _ right: [Element]) -> Bool {
    guard left.count == right.count else { return false }
    if left.count < 2 || left == right { return left == right }
    var counts: [Element: Int] = [:]
    for element in left { counts[element, default: 0] += 1 }
    for element in right { counts[element, default: 0] -= 1 }
    return counts.values.allSatisfy { $0 == 0 }
}
