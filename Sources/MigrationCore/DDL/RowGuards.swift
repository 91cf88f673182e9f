/// The guards of a changed table: what its rows must be like so that the declared table can hold them.
struct RowGuards {
    let difference: TableDifference
    /// The schema behind the renames, in which the guards run.
    let before: Schema
    let after: Schema
    /// All tables that change.
    let differences: [TableDifference]
    /// Whether it is the way back, where no flag can help.
    let isDowngrade: Bool
    /// Whether a Swift revision asks for it: values are an argument of its call there.
    let isScript: Bool

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
            guard to.refusesNull(column) else { return nil }
            if column.generated != nil { return generatedNullGuard(column) }
            switch projection.source(of: column) {
            case .column(let name): return nullGuard(column, old: name)
            case .expression(let sql): return nullGuard(column, sql: sql)
            case .null: return emptyGuard(column)
            case .literal(let text): return Identifier.fold(text) == "null" ? emptyGuard(column) : nil
            case .computed: return nil
            }
        }
    }

    private func generatedNullGuard(_ column: Column) -> DDLStatement? {
        if case .column(let name) = projection.source(of: column), let old = from[column: name], from.refusesNull(old) {
            return nil
        }
        guard let clause = projection.fromClause(needing: [Identifier.fold(column.name)]) else { return nil }
        return RowGuard.statement(
            "\(to.name).\(column.name) is NOT NULL from here on; its expression may make NULL of no row.",
            message: message(
                column.name,
                "would be NULL in a NOT NULL column",
                example: projectedExample,
                advice: "change what its expression reads first"
            ),
            from: "\(clause)\nWHERE \(DDLText.quoted(column.name)) IS NULL"
        )
    }

    private func nullGuard(_ column: Column, old name: String) -> DDLStatement? {
        guard let old = from[column: name], !from.refusesNull(old) else { return nil }
        return nullGuard(column, sql: DDLText.quoted(name))
    }

    private func nullGuard(_ column: Column, sql: String) -> DDLStatement {
        let way = isDowngrade ? "give them a value first" : "give them a value first, or \(backfill(of: column))"
        return RowGuard.statement(
            "\(to.name).\(column.name) is NOT NULL from here on; no row may hold NULL there.",
            message: message(column.name, "would be NULL in a NOT NULL column", example: rowExample, advice: way),
            from: "\(table)\nWHERE \(sql) IS NULL"
        )
    }

    private func backfill(of column: Column) -> String {
        isScript ? "write `backfill:` with an expression for them" : "declare \(flag(of: column))"
    }

    private func flag(of column: Column) -> String {
        "--backfill " + NameWords.shellWord("\(NameWords.word(to.name)).\(NameWords.word(column.name))=EXPR")
    }

    private func emptyGuard(_ column: Column) -> DDLStatement {
        let way =
            isDowngrade
            ? "the dropped values are gone; write into this section where new ones come from"
            : isScript ? "write `default:` or `backfill:`" : "declare a default or \(flag(of: column))"
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
            let rule = "\(to.name) is STRICT; \(column.name) takes \(column.type ?? "") alone."
            if column.generated != nil { return generatedGuard(column, rule) }
            switch projection.source(of: column) {
            case .column(let name):
                guard let old = from[column: name],
                    !from.isStrict || old.typeKey != column.typeKey || old.generated != nil
                else { return nil }
                return typeGuard(column, DDLText.quoted(name), rule)
            case .expression(let sql): return typeGuard(column, sql, rule)
            case .literal(let text): return defaultGuard(column, text, rule)
            case .computed, .null: return nil
            }
        }
    }

    private func typeGuard(_ column: Column, _ value: String, _ rule: String) -> DDLStatement? {
        guard let stored = projection.storedSQL(of: column), let broken = column.refusal(of: stored) else { return nil }
        return typeGuard(
            column,
            rule,
            example: rowExample + [.words(": "), .value("quote(min(\(value)))")],
            advice: "convert them first",
            from: "\(table)\nWHERE \(broken)"
        )
    }

    /// SQLite lets a copy pass that makes values of another type, and refuses each change of their rows afterwards.
    private func generatedGuard(_ column: Column, _ rule: String) -> DDLStatement? {
        let old = from[column: column.name]
        guard !from.isStrict || old?.typeKey != column.typeKey || projection.source(of: column) == .computed,
            let broken = column.refusal(of: DDLText.quoted(column.name)),
            let clause = projection.fromClause(needing: [Identifier.fold(column.name)])
        else { return nil }
        return typeGuard(
            column,
            rule,
            example: projectedExample,
            advice: "change what it is made of first",
            from: "\(clause)\nWHERE \(broken)"
        )
    }

    /// SQLite takes any default, and refuses it where a row is to hold it.
    private func defaultGuard(_ column: Column, _ text: String, _ rule: String) -> DDLStatement? {
        guard !column.plainlyTakes(literal: text), let stored = projection.storedSQL(of: column),
            let broken = column.refusal(of: stored)
        else { return nil }
        return typeGuard(
            column,
            rule,
            example: rowExample + [.words(": "), .value("quote(\(text))")],
            advice: "declare a default of the type",
            from: "\(table)\nWHERE \(broken)"
        )
    }

    private func typeGuard(
        _ column: Column,
        _ rule: String,
        example: [RowGuard.Piece],
        advice: String,
        from clause: String
    ) -> DDLStatement {
        let what = "hold values that are no \(column.type ?? "value of the type")"
        return RowGuard.statement(
            rule,
            message: message(column.name, what, example: example, advice: advice),
            from: clause
        )
    }

    /// A new alias of the rowid takes integers alone, and gives NULL a number of its own.
    private var rowIDGuards: [DDLStatement] {
        guard let alias = to.rowIDAlias, !to.isStrict, case .column(let name) = projection.source(of: alias),
            let old = from[column: name],
            from.rowIDAlias.map({ Identifier($0.name) != Identifier(old.name) }) ?? true,
            from.affinity(of: old) != .integer || !from.isStrict
        else { return [] }
        let rule = "\(to.name).\(alias.name) becomes INTEGER PRIMARY KEY, which takes integers alone."
        return typeGuard(alias, DDLText.quoted(name), rule).map { [$0] } ?? []
    }

    // MARK: UNIQUE

    private var uniqueGuards: [DDLStatement] {
        let keys = to.keys + after.indexes(of: to.name).filter { $0.isUnique }.map(UniqueKey.init)
        let held = from.keys + before.indexes(of: from.name).filter { $0.isUnique }.map(UniqueKey.init)
        return keys.filter { key in !held.contains { $0.implies(key, projection) } }.compactMap { key in
            UniqueGuard(table: to.name, projection: projection, key: key).statement
        }
    }

    // MARK: CHECK

    /// The checks that rows have not kept so far, or not with the values that they will hold.
    private var checkGuards: [DDLStatement] {
        let added = difference.addedChecks
        return to.checks.filter { check in
            added.contains(check) || !projection.areUnchanged(check.expression.mentions)
        }.compactMap(checkGuard)
    }

    private func checkGuard(_ check: Check) -> DDLStatement? {
        let mentions = check.expression.mentions
        let seen = ExpressionNames(check.expression.text).argumentsOfTypeof
        let clause = projection.fromClause(
            needing: seen,
            comparing: mentions.subtracting(seen),
            in: [check.expression]
        )
        guard let clause else { return nil }
        let columns = to.columns.filter { mentions.contains(Identifier.fold($0.name)) }
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

    // MARK: Foreign keys

    private var foreignKeyGuards: [DDLStatement] {
        to.foreignKeys.compactMap { key in
            let old = from.foreignKeys.first {
                Identifier($0.parent) == Identifier(key.parent)
                    && $0.columns.map(Identifier.fold) == key.columns.map(Identifier.fold)
            }
            let parent = differences.first { Identifier($0.to.name) == Identifier(key.parent) }
            return ForeignKeyGuard(
                key: key,
                old: old,
                projection: projection,
                parentDifference: parent,
                before: before,
                after: after
            ).statement
        }
    }
}

extension Column {
    /// SQL that is true for stored values that the column refuses for their type, or `nil` where it takes all.
    fileprivate func refusal(of stored: String) -> String? {
        switch Identifier.fold(type ?? "") {
        case "int", "integer": "typeof(\(stored)) NOT IN ('integer', 'null')"
        case "real": "typeof(\(stored)) NOT IN ('real', 'null')"
        case "text": "typeof(\(stored)) NOT IN ('text', 'null')"
        case "blob": "typeof(\(stored)) NOT IN ('blob', 'null')"
        default: nil
        }
    }

    /// Whether a literal shows by its looks that a column of a strict type takes it.
    fileprivate func plainlyTakes(literal: String) -> Bool {
        let isNumber = literal.utf8.first.map { $0 < UInt8(ascii: ":") && $0 != UInt8(ascii: "'") } ?? false
        return switch affinity {
        case .integer, .numeric:
            isNumber && literal.utf8.dropFirst().allSatisfy { $0 < UInt8(ascii: ":") && $0 != UInt8(ascii: ".") }
        case .real: isNumber
        case .text: isNumber || literal.hasPrefix("'")
        case .blob: literal.lowercased().hasPrefix("x'")
        }
    }
}
