/// The guards of a changed table: what its rows must be like so that the declared table can hold them.
struct RowGuards {
    let difference: TableDifference
    /// The schema behind the renames, in which the guards run.
    let before: Schema
    let after: Schema
    /// Whether it is the way back, where no flag can help.
    let isDowngrade: Bool

    private var projection: RowProjection { RowProjection(difference: difference) }
    private var from: Table { difference.from }
    private var to: Table { difference.to }
    private var table: String { DDLText.quoted(difference.from.name) }

    var statements: [DDLStatement] {
        nullGuards + typeGuards + rowIDGuards + uniqueGuards + checkGuards + foreignKeyGuards
    }

    private func message(_ column: String?, _ what: String, example: [RowGuard.Piece], advice: String) -> [RowGuard
        .Piece]
    {
        let object = column.map { "\(to.name).\($0)" } ?? to.name
        return [.words("\(RowGuard.prefix)\(object): "), .value("count(*)"), .words(" row(s) \(what), for example ")]
            + example + [.words("; \(advice)")]
    }

    /// `id 5` of the first row.
    private var rowExample: [RowGuard.Piece] {
        [.words("\(from.rowLabel.name) "), .value("quote(min(\(from.rowLabel.sql)))")]
    }

    /// `id 5` of the first row of a projection.
    private var projectedExample: [RowGuard.Piece] {
        [.words("\(from.rowLabel.name) "), .value("quote(min(\"_migrate_row\"))")]
    }

    // MARK: NOT NULL

    private var nullGuards: [DDLStatement] {
        to.columns.compactMap { column in
            guard column.generated == nil, to.refusesNull(column) else { return nil }
            switch projection.source(of: column) {
            case .column(let name): return nullGuard(column, old: name)
            case .expression(let sql): return nullGuard(column, sql: sql)
            case .null: return emptyGuard(column)
            case .literal(let text): return Identifier.fold(text) == "null" ? emptyGuard(column) : nil
            case .computed: return nil
            }
        }
    }

    private func nullGuard(_ column: Column, old name: String) -> DDLStatement? {
        guard let old = from[column: name], !from.refusesNull(old) else { return nil }
        return nullGuard(column, sql: DDLText.quoted(name))
    }

    private func nullGuard(_ column: Column, sql: String) -> DDLStatement {
        let flag = NameWords.shellWord("\(NameWords.word(to.name)).\(NameWords.word(column.name))=EXPR")
        let way = isDowngrade ? "give them a value first" : "give them a value first, or declare --backfill \(flag)"
        return RowGuard.statement(
            "\(to.name).\(column.name) is NOT NULL from here on; no row may hold NULL there.",
            message: message(column.name, "would be NULL in a NOT NULL column", example: rowExample, advice: way),
            from: "\(table)\nWHERE \(sql) IS NULL"
        )
    }

    private func emptyGuard(_ column: Column) -> DDLStatement {
        let flag = NameWords.shellWord("\(NameWords.word(to.name)).\(NameWords.word(column.name))=EXPR")
        let way =
            isDowngrade
            ? "the dropped values are gone; write into this section where new ones come from"
            : "declare a default or --backfill \(flag)"
        return RowGuard.statement(
            "\(to.name).\(column.name) is NOT NULL and nothing says what rows hold there; the table has to be empty.",
            message: message(column.name, "would have no value in a NOT NULL column", example: rowExample, advice: way),
            from: table
        )
    }

    // MARK: Types

    private var typeGuards: [DDLStatement] {
        guard to.isStrict else { return [] }
        return to.columns.compactMap { column in
            guard column.generated == nil, case .column(let name) = projection.source(of: column),
                let old = from[column: name], !from.isStrict || old.typeKey != column.typeKey,
                let broken = ValueTest.cannotBecome(column, DDLText.quoted(name))
            else { return nil }
            return typeGuard(
                column,
                name,
                broken,
                "\(to.name) is STRICT; \(column.name) takes \(column.type ?? "") alone."
            )
        }
    }

    private func typeGuard(_ column: Column, _ name: String, _ broken: String, _ rule: String) -> DDLStatement {
        let value = "quote(min(\(DDLText.quoted(name))))"
        return RowGuard.statement(
            rule,
            message: message(
                column.name,
                "hold values that are no \(column.type ?? "value of the type")",
                example: rowExample + [.words(": "), .value(value)],
                advice: "convert them first"
            ),
            from: "\(table)\nWHERE \(broken)"
        )
    }

    /// A new alias of the rowid takes integers alone, and gives NULL a number of its own.
    private var rowIDGuards: [DDLStatement] {
        guard let alias = to.rowIDAlias, case .column(let name) = projection.source(of: alias),
            let old = from[column: name],
            from.rowIDAlias.map({ Identifier($0.name) != Identifier(old.name) }) ?? true
        else { return [] }
        let quoted = DDLText.quoted(name)
        guard let broken = ValueTest.cannotBecome(alias, quoted), from.affinity(of: old) != .integer || !from.isStrict
        else { return [] }
        let rule = "\(to.name).\(alias.name) becomes INTEGER PRIMARY KEY, which takes integers alone."
        return [typeGuard(alias, name, broken, rule)]
    }

    // MARK: UNIQUE

    private var uniqueGuards: [DDLStatement] {
        let unchanged = Set(before.indexes(of: from.name))
        let keys =
            to.keys + after.indexes(of: to.name).filter { $0.isUnique && !unchanged.contains($0) }.map(UniqueKey.init)
        let held = from.keys + before.indexes(of: from.name).filter { $0.isUnique }.map(UniqueKey.init)
        return keys.filter { key in !held.contains { $0.implies(key, projection) } }.compactMap { key in
            UniqueGuard(table: to.name, projection: projection, key: key).statement
        }
    }

    // MARK: CHECK

    private var checkGuards: [DDLStatement] {
        difference.addedChecks.compactMap { check in
            let mentions = check.expression.mentions
            let columns = to.columns.filter { mentions.contains(Identifier.fold($0.name)) }
            guard columns.allSatisfy(projection.keepsMeaning), let clause = projection.fromClause(needing: mentions)
            else {
                return nil
            }
            let shown = check.expression.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return RowGuard.statement(
                "\(to.name) has a CHECK that older rows may break: \(shown)",
                message: message(
                    columns.count == 1 ? columns[0].name : nil,
                    "break the CHECK (\(shown))",
                    example: projectedExample,
                    advice: "change them first"
                ),
                from: "\(clause)\nWHERE NOT (\(check.expression.text))"
            )
        }
    }

    // MARK: Foreign keys

    private var foreignKeyGuards: [DDLStatement] {
        // Rows that had no parent before are no new violation, whatever the key does on DELETE from here on.
        let added = difference.addedForeignKeys.filter { key in
            !from.foreignKeys.contains { refersAlike($0, key) }
                || !key.columns.compactMap { to[column: $0] }.allSatisfy(projection.keepsMeaning)
        }
        return (added + ForeignKeyGuard.redirected(of: to, before: before, after: after)).compactMap {
            key in
            ForeignKeyGuard(key: key, projection: projection, before: before, after: after).statement
        }
    }

    private func refersAlike(_ old: ForeignKey, _ new: ForeignKey) -> Bool {
        func parents(_ key: ForeignKey, _ schema: Schema) -> [String]? {
            let names = key.parentColumns ?? schema[table: key.parent]?.primaryKey?.columns.compactMap(\.name)
            return names?.map(Identifier.fold)
        }
        return Identifier(old.parent) == Identifier(new.parent)
            && old.columns.map(Identifier.fold) == new.columns.map(Identifier.fold)
            && after[table: new.parent] != nil && parents(old, before) == parents(new, after)
    }
}

/// What tells that a value can't be stored in a column of a strict type, or in a rowid.
///
/// The tests catch what certainly fails; the copy itself, which aborts, is the last judge.
enum ValueTest {
    /// SQL that is true for values that the column refuses, or `nil` where it takes all.
    static func cannotBecome(_ column: Column, _ value: String) -> String? {
        // Affinity turns text into a number only where all of it is one.
        let isWord = "(typeof(\(value)) = 'text' AND (trim(\(value)) = '' OR \(value) GLOB '*[^-+0-9.eE ]*'))"
        let isBlob = "typeof(\(value)) = 'blob'"
        switch Identifier.fold(column.type ?? "") {
        case "int", "integer":
            return "\(isBlob) OR \(isWord) OR (typeof(\(value)) = 'real' AND \(value) <> CAST(\(value) AS INTEGER))"
        case "real": return "\(isBlob) OR \(isWord)"
        case "text": return isBlob
        case "blob": return "typeof(\(value)) NOT IN ('blob', 'null')"
        default: return nil
        }
    }
}
