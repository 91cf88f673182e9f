/// Writes a table as Swift.
struct SwiftTablePrinter {
    private let table: Table
    private let comments: TableComments
    private let words: [ColumnWords]

    /// Looks at a table.
    ///
    /// - Returns: `nil` for one that can only be printed as its statement.
    init?(_ table: Table) {
        guard table.layout.columns.count == table.columns.count, let comments = TableComments(table) else { return nil }
        self.table = table
        self.comments = comments
        words = table.columns.map { ColumnWords(table.definition(ofColumn: $0.name) ?? "") }
        // A CHECK is written where it stands, which the words of the columns tell.
        guard words.map(\.checks).reduce(0, +) == table.checks.count(where: \.isInColumn) else { return nil }
    }

    var text: String {
        let indentation = SwiftSchemaPrinter.indentation
        var arguments = [SwiftLiteral.text(table.name)]
        if table.isStrict { arguments.append("strict: true") }
        if table.isWithoutRowID { arguments.append("withoutRowID: true") }
        var lines = ["\(indentation)Table(\(arguments.joined(separator: ", "))) {"]
        lines += definitions.map { $0.text(indentation: indentation + indentation) }
        lines.append(indentation + "}")
        if let was = table.hints.was { lines.append("\(indentation).renamed(from: \(SwiftLiteral.text(was)))") }
        if let comment = comments.table { lines.append("\(indentation).comment(\(SwiftLiteral.text(comment)))") }
        return lines.joined(separator: "\n")
    }

    private var definitions: [SwiftCall] {
        var checks = table.checks.filter(\.isInColumn)[...]
        var calls: [SwiftCall] = []
        for (position, column) in table.columns.enumerated() {
            let own = checks.prefix(words[position].checks)
            checks = checks.dropFirst(own.count)
            calls.append(call(column, position, checks: Array(own)))
        }
        if let key = table.primaryKey, !key.isInColumn { calls.append(call(key)) }
        calls += table.uniqueConstraints.filter { !$0.isInColumn }.map(call)
        calls += table.checks.filter { !$0.isInColumn }.map { check in
            SwiftCall("Check", [SwiftLiteral.text(check.expression.text)] + Self.name(check.name))
        }
        return calls + table.foreignKeys.filter { !$0.isInColumn }.map(call)
    }

    // MARK: Columns

    private func call(_ column: Column, _ position: Int, checks: [Check]) -> SwiftCall {
        var arguments = [SwiftLiteral.text(column.name)]
        if let type = column.type { arguments.append(Self.type(type)) }
        var call = SwiftCall("Column", arguments)
        addKeys(of: column, position, to: &call)
        for check in checks {
            call.call("check", [SwiftLiteral.text(check.expression.text)] + Self.name(check.name))
        }
        if let value = column.defaultValue { call.call("default", [Self.value(value)]) }
        if let collation = column.collation { call.call("collate", [SwiftLiteral.text(collation)]) }
        for key in table.foreignKeys where key.isInColumn && key.columns == [column.name] {
            let parent = [key.parent] + (key.parentColumns ?? [])
            call.call("references", parent.map(SwiftLiteral.text) + Self.actions(key))
        }
        if let generated = column.generated {
            let stored = generated.isStored ? ["stored: true"] : []
            call.call("generated", ["as: " + SwiftLiteral.text(generated.expression.text)] + stored)
        }
        if let was = column.hints.was { call.call("renamed", ["from: " + SwiftLiteral.text(was)]) }
        if let backfill = column.hints.backfill { call.call("backfill", [SwiftLiteral.text(backfill)]) }
        if let comment = comments.columns[position] { call.call("comment", [SwiftLiteral.text(comment)]) }
        return call
    }

    private func addKeys(of column: Column, _ position: Int, to call: inout SwiftCall) {
        if let key = table.primaryKey, key.isInColumn, key.columns.first?.name == column.name {
            var arguments = key.isAutoincrement ? ["autoincrement: true"] : []
            if key.columns.first?.isDescending == true { arguments.append("descending: true") }
            call.call("primaryKey", arguments + Self.conflict(key.conflict) + Self.name(key.name))
        }
        // A primary key may imply it.
        if let notNull = column.notNull, words[position].isNotNull {
            call.call("notNull", Self.conflict(notNull.conflict) + Self.name(notNull.name))
        }
        for unique in table.uniqueConstraints where unique.isInColumn && unique.columns.first?.name == column.name {
            call.call("unique", Self.conflict(unique.conflict) + Self.name(unique.name))
        }
    }

    private static func type(_ type: String) -> String {
        let names: Set<String> = ["integer", "real", "text", "blob", "numeric", "any"]
        let folded = Identifier.fold(type)
        return names.contains(folded) ? ".\(folded)" : SwiftLiteral.text(type)
    }

    /// A default as a literal of Swift where it is one, otherwise as SQL.
    private static func value(_ value: Expression) -> String {
        if let text = literalText(value) { return SwiftLiteral.text(text) }
        if let number = Int64(value.text), String(number) == value.text { return value.text }
        if let number = Double(value.text), "\(number)" == value.text, number.isFinite { return value.text }
        switch value.text {
        case "TRUE", "FALSE": return Identifier.fold(value.text)
        case "CURRENT_TIMESTAMP": return ".currentTimestamp"
        case "CURRENT_DATE": return ".currentDate"
        case "CURRENT_TIME": return ".currentTime"
        default: return "sql: " + SwiftLiteral.text(value.text)
        }
    }

    /// The text of a string, which may also be a bare word or stand in double quotes.
    private static func literalText(_ value: Expression) -> String? {
        guard let tokens = try? Tokenizer.tokens(of: value.normalized, keepingTrivia: false), tokens.count == 1,
            tokens[0].kind == .string
        else { return nil }
        return Identifier.unquote(Array(value.normalized.utf8)[tokens[0].range])
    }

    // MARK: Constraints

    private func call(_ key: PrimaryKey) -> SwiftCall {
        let autoincrement = key.isAutoincrement ? ["autoincrement: true"] : []
        let arguments = key.columns.map(SwiftSchemaPrinter.part) + autoincrement
        return SwiftCall("PrimaryKey", arguments + Self.conflict(key.conflict) + Self.name(key.name))
    }

    private func call(_ unique: UniqueConstraint) -> SwiftCall {
        let arguments = unique.columns.map(SwiftSchemaPrinter.part)
        return SwiftCall("Unique", arguments + Self.conflict(unique.conflict) + Self.name(unique.name))
    }

    private func call(_ key: ForeignKey) -> SwiftCall {
        var arguments = key.columns.map(SwiftLiteral.text)
        arguments.append("references: " + SwiftLiteral.text(key.parent))
        arguments += (key.parentColumns ?? []).map(SwiftLiteral.text)
        return SwiftCall("ForeignKey", arguments + Self.actions(key))
    }

    private static func actions(_ key: ForeignKey) -> [String] {
        var arguments: [String] = []
        if key.onDelete != .noAction { arguments.append("onDelete: " + name(of: key.onDelete)) }
        if key.onUpdate != .noAction { arguments.append("onUpdate: " + name(of: key.onUpdate)) }
        if let match = key.match {
            let known = ["SIMPLE", "PARTIAL", "FULL"].contains(match)
            arguments.append("match: " + (known ? ".\(Identifier.fold(match))" : SwiftLiteral.text(match)))
        }
        if key.isDeferred { arguments.append("deferrable: .initiallyDeferred") }
        return arguments + name(key.name)
    }

    private static func name(of action: ForeignKey.Action) -> String {
        switch action {
        case .noAction: ".noAction"
        case .restrict: ".restrict"
        case .setNull: ".setNull"
        case .setDefault: ".setDefault"
        case .cascade: ".cascade"
        }
    }

    private static func conflict(_ clause: ConflictClause?) -> [String] {
        clause.map { ["onConflict: .\(Identifier.fold($0.rawValue))"] } ?? []
    }

    private static func name(_ name: String?) -> [String] {
        name.map { ["name: " + SwiftLiteral.text($0)] } ?? []
    }
}

/// What the words of a column's definition say that the column's value does not.
private struct ColumnWords {
    /// How many CHECK constraints stand in it.
    private(set) var checks = 0
    /// Whether NOT NULL is written.
    private(set) var isNotNull = false

    init(_ definition: String) {
        guard var cursor = try? TokenCursor(definition) else { return }
        var depth = 0
        while !cursor.isAtEnd {
            if cursor.isPunctuation("(") { depth += 1 } else if cursor.isPunctuation(")") { depth -= 1 }
            if depth == 0, cursor.isWord("CHECK"), cursor.isPunctuation("(", at: 1) { checks += 1 }
            if depth == 0, cursor.isWord("NOT"), cursor.isWord("NULL", at: 1) { isNotNull = true }
            cursor.position += 1
        }
    }
}
