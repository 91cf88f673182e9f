/// Writes a `CREATE TABLE`: a line for each column and constraint.
struct TableRenderer {
    /// A column or constraint.
    private struct Definition {
        var text: String
        let place: Place
        var hint: String?
        var comments: [String] = []
    }

    let table: Table
    let naming: NamingConvention?
    private(set) var draft = StatementDraft()
    private var checks = 0
    private var what: String { "table \(Name.quoted(table.name))" }

    init(table: Table, naming: NamingConvention?) {
        self.table = table
        self.naming = naming
    }

    mutating func render() {
        let name = draft.name(table.name, of: "a table", table.place)
        // What stands on the table's own line is about the table.
        var remarks = draft.comments(table.comments, table.place)
        if let hint = draft.hints(was: table.was, table.place) { remarks.insert(hint, at: 0) }
        draft.add("CREATE TABLE \(name) (" + (remarks.first.map { " " + $0 } ?? ""), table.place)
        for remark in remarks.dropFirst() { draft.add("    " + remark, table.place) }
        if table.columns.isEmpty { draft.report("\(what) needs a column", table.place) }
        let definitions = definitions()
        for (index, definition) in definitions.enumerated() {
            write(definition, isLast: index == definitions.count - 1)
        }
        let options = (table.isStrict ? ["STRICT"] : []) + (table.isWithoutRowID ? ["WITHOUT ROWID"] : [])
        draft.add(")" + (options.isEmpty ? "" : " " + options.joined(separator: ", ")) + ";", table.place)
    }

    private mutating func write(_ definition: Definition, isLast: Bool) {
        let isTrailing = definition.comments.count == 1 && definition.hint == nil
        if !isTrailing {
            for comment in definition.comments { draft.add("    " + comment, definition.place) }
        }
        let comment = isTrailing ? definition.comments.first : definition.hint
        let end = (isLast ? "" : ",") + (comment.map { " " + $0 } ?? "")
        draft.add("    " + definition.text + end, definition.place)
    }

    /// The columns, then what stands behind them.
    private mutating func definitions() -> [Definition] {
        var columns: [Definition] = []
        var constraints: [Definition] = []
        for element in table.elements {
            switch element {
            case .column(let column): columns.append(definition(column))
            case .primaryKey(let key): constraints.append(Definition(text: text(key), place: key.place))
            case .unique(let unique): constraints.append(Definition(text: text(unique), place: unique.place))
            case .check(let check): constraints.append(Definition(text: text(check), place: check.place))
            case .foreignKey(let key): constraints.append(Definition(text: text(key), place: key.place))
            case .index: break
            }
        }
        return columns + constraints
    }

    // MARK: Columns

    private mutating func definition(_ column: Column) -> Definition {
        var words = [draft.name(column.name, of: "a column of \(what)", column.place)]
        if let type = column.type {
            if type.text.utf8.contains(0) { draft.report("a type holds a zero byte", column.place) }
            words.append(type.sql)
        }
        words += keys(column) + values(column)
        return Definition(
            text: words.joined(separator: " "),
            place: column.place,
            hint: draft.hints(was: column.was, backfill: column.backfill, column.place),
            comments: draft.comments(column.comments, column.place)
        )
    }

    private mutating func keys(_ column: Column) -> [String] {
        var words: [String] = []
        if let key = column.primaryKey {
            let names = NameParts(table: table.name, columns: [column.name])
            words.append(constraint(key.name, naming?.primaryKey, names, column.place) + "PRIMARY KEY")
            if key.isDescending { words.append("DESC") }
            if let conflict = key.conflict { words.append("ON CONFLICT \(conflict.rawValue)") }
            if key.isAutoincrement { words.append("AUTOINCREMENT") }
        }
        if let notNull = column.notNull {
            let name = constraint(notNull.name, nil, NameParts(table: table.name), column.place)
            words.append(name + "NOT NULL" + conflict(notNull.conflict))
        }
        if let unique = column.unique {
            words.append(name(unique, [column.name]) + "UNIQUE" + conflict(unique.conflict))
        }
        for check in column.checks { words.append(text(check)) }
        return words
    }

    private mutating func values(_ column: Column) -> [String] {
        var words: [String] = []
        if let value = column.defaultValue { words.append("DEFAULT " + text(value, column)) }
        if let collation = column.collation {
            words.append("COLLATE " + draft.name(collation, of: "a collation", column.place))
        }
        for reference in column.references { words.append(text(reference, [column.name], column.place)) }
        if let generated = column.generated {
            let what = "what column \(Name.quoted(column.name)) is generated as"
            let expression = draft.expression(generated.expression, of: what, column.place)
            let head = column.type == nil ? "AS" : "GENERATED ALWAYS AS"
            words.append("\(head) (\(expression))" + (generated.isStored ? " STORED" : ""))
        }
        return words
    }

    private mutating func text(_ value: DefaultValue, _ column: Column) -> String {
        let what = "the default of column \(Name.quoted(column.name))"
        switch value.kind {
        case .literal(let text):
            draft.check(text, of: what, column.place)
            return text
        case .real(let number):
            if !number.isFinite { draft.report("\(what) is \(number), which SQL has no word for", column.place) }
            return "\(number)"
        case .sql(let sql):
            let text = draft.expression(sql, of: what, column.place)
            return Literal.isLiteral(text) ? text : "(\(text))"
        }
    }

    // MARK: Constraints

    private mutating func text(_ key: PrimaryKey) -> String {
        let parts = draft.parts(key.parts, of: "the primary key of \(what)", key.place)
        let names = NameParts(table: table.name, columns: key.parts.map(\.word))
        return constraint(key.name, naming?.primaryKey, names, key.place) + "PRIMARY KEY (\(parts)"
            + (key.isAutoincrement ? " AUTOINCREMENT" : "") + ")" + conflict(key.conflict)
    }

    private mutating func text(_ unique: Unique) -> String {
        let parts = draft.parts(unique.parts, of: "a UNIQUE constraint of \(what)", unique.place)
        return name(unique, unique.parts.map(\.word)) + "UNIQUE (\(parts))" + conflict(unique.conflict)
    }

    private mutating func text(_ check: Check) -> String {
        if check.name == nil { checks += 1 }
        let names = NameParts(table: table.name, number: checks)
        let expression = draft.expression(check.expression, of: "a CHECK of \(what)", check.place)
        return constraint(check.name, naming?.check, names, check.place) + "CHECK (\(expression))"
    }

    private mutating func text(_ key: ForeignKey) -> String {
        if key.columns.isEmpty { draft.report("a foreign key of \(what) needs a column", key.place) }
        return text(key.reference, key.columns, key.place, isInColumn: false)
    }

    private mutating func text(
        _ reference: Reference,
        _ columns: [String],
        _ place: Place,
        isInColumn: Bool = true
    ) -> String {
        let what = "a foreign key of \(what)"
        let names = NameParts(table: table.name, columns: columns, parent: reference.table)
        var text = constraint(reference.name, naming?.foreignKey, names, place)
        if !isInColumn { text += "FOREIGN KEY (\(draft.names(columns, of: "a column of \(what)", place))) " }
        text += "REFERENCES " + draft.name(reference.table, of: "the parent of \(what)", place)
        if !reference.columns.isEmpty {
            text += " (\(draft.names(reference.columns, of: "a parent column of \(what)", place)))"
        }
        if let match = reference.match { text += " MATCH " + draft.name(match.text, of: "MATCH", place) }
        if let action = reference.onDelete { text += " ON DELETE \(action.rawValue)" }
        if let action = reference.onUpdate { text += " ON UPDATE \(action.rawValue)" }
        return text + (reference.deferrable.map { " " + $0.rawValue } ?? "")
    }

    private mutating func name(_ unique: Unique, _ columns: [String]) -> String {
        constraint(unique.name, naming?.unique, NameParts(table: table.name, columns: columns), unique.place)
    }

    /// `CONSTRAINT …`, by a name of its own or by the convention.
    private mutating func constraint(
        _ name: String?,
        _ pattern: String?,
        _ parts: NameParts,
        _ place: Place
    ) -> String {
        guard let name = name ?? pattern.flatMap({ draft.name(by: $0, parts, place) }) else { return "" }
        return "CONSTRAINT " + draft.name(name, of: "a constraint of \(what)", place) + " "
    }

    private func conflict(_ clause: ConflictClause?) -> String {
        clause.map { " ON CONFLICT \($0.rawValue)" } ?? ""
    }
}

extension StatementDraft {
    /// A name by a pattern of the convention.
    mutating func name(by pattern: String, _ parts: NameParts, _ place: Place) -> String? {
        if let name = parts.fill(pattern) { return name }
        report("the naming convention '\(pattern)' says something that is not known here", place)
        return nil
    }
}

extension KeyPart {
    /// What the part is called in a name.
    var word: String {
        switch term {
        case .column(let name): name
        case .sql(let expression): Name.slug(expression)
        }
    }
}

/// Literals of SQL, which a DEFAULT takes without parentheses.
enum Literal {
    static func isLiteral(_ text: String) -> Bool {
        let words = ["null", "true", "false", "current_date", "current_time", "current_timestamp"]
        return words.contains(Name.folded(text)) || isString(text) || isNumber(Array(text.utf8))
    }

    private static func isString(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        if let first = bytes.first, first | 0x20 == UInt8(ascii: "x") { bytes.removeFirst() }
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "'"), bytes.last == UInt8(ascii: "'") else { return false }
        var isOpen = false
        for byte in bytes.dropFirst().dropLast() {
            if byte == UInt8(ascii: "'") { isOpen.toggle() } else if isOpen { return false }
        }
        return !isOpen
    }

    /// A sign, then what begins as a number and has a sign only behind an exponent's letter.
    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        let signs: Set<UInt8> = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        let digits = bytes.first.map(signs.contains) ?? false ? bytes.dropFirst() : bytes[...]
        guard let first = digits.first, (0x30...0x39).contains(first) || first == UInt8(ascii: ".") else {
            return false
        }
        return digits.indices.allSatisfy { index in
            let byte = digits[index]
            if signs.contains(byte) { return digits[index - 1] | 0x20 == UInt8(ascii: "e") }
            return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: ".")
        }
    }
}
