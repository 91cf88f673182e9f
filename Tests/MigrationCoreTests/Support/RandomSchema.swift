import MigrationCore

/// A random schema as a model that can be changed and written as SQL, valid by construction.
struct RandomSchema {
    enum Key: CaseIterable {
        case rowID, autoincrement, text, composite, none
    }

    struct Column {
        var name: String
        var type: String
        var isNotNull = false
        var defaultText: String?
        var collation: String?
        var isUnique = false
        var check: String?
        var generated: String?
        /// The table referred to, and the actions.
        var reference: (table: String, actions: String)?
        /// The old name, told by a comment.
        var was: String?
    }

    struct Table {
        var name: String
        var key: Key
        var columns: [Column]
        var isStrict = false
        var isWithoutRowID = false
        var tableCheck: String?
        /// The old name, told by a comment.
        var was: String?
        /// Columns of a UNIQUE or an index: name, unique, columns with their suffixes, WHERE.
        var indexes: [(name: String, isUnique: Bool, parts: [(column: String, suffix: String)], predicate: String?)] =
            []
    }

    struct View {
        var name: String
        var source: String
        var columns: [String]
    }

    struct Trigger {
        var name: String
        var table: String
        var target: String
        var event: String

        /// Nothing for the rows of the test; an error where a trigger fires that must not.
        var body: String {
            event == "AFTER INSERT"
                ? "DELETE FROM \(Identifier(target).quoted) WHERE 0;"
                : "DELETE FROM \(Identifier(target).quoted) WHERE 0; SELECT RAISE(ABORT, 'fired; END;') /* END; */;"
        }
    }

    var tables: [Table] = []
    var views: [View] = []
    var triggers: [Trigger] = []
    var counter = 0
    /// The tables and columns that were there before any change: `table\ncolumn`.
    var original: Set<String> = []
    /// The renames that comments tell.
    var hinted: [DeclaredRename] = []

    static func random(_ generator: inout SeededGenerator) -> RandomSchema {
        var schema = RandomSchema()
        for _ in 0..<Int.random(in: 1...4, using: &generator) { schema.addTable(&generator) }
        for _ in 0..<Int.random(in: 0...3, using: &generator) { schema.addDependant(&generator) }
        for table in schema.tables {
            schema.original.insert("\(table.name)\n")
            for column in table.columns { schema.original.insert("\(table.name)\n\(column.name)") }
        }
        return schema
    }

    // MARK: Parts

    mutating func newName(_ generator: inout SeededGenerator, _ prefix: String) -> String {
        counter += 1
        let odd = ["", "", "", " x", "-y", "é", "\"q"].randomElement(using: &generator) ?? ""
        let words = ["order", "group", "select", "rowid"]
        if prefix == "c", Int.random(in: 0..<12, using: &generator) == 0 {
            return (words.randomElement(using: &generator) ?? "order")
                + (Bool.random(using: &generator) ? "\(counter)" : "")
        }
        return "\(prefix)\(counter)\(odd)"
    }

    mutating func addTable(_ generator: inout SeededGenerator) {
        let name = newName(&generator, "t")
        let key = Key.allCases.randomElement(using: &generator) ?? .none
        var table = Table(name: name, key: key, columns: [])
        table.isStrict = Int.random(in: 0..<6, using: &generator) == 0
        table.isWithoutRowID = [.text, .composite].contains(key) && Int.random(in: 0..<4, using: &generator) == 0
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            let column = randomColumn(in: table, &generator)
            if !table.columns.contains(where: { Identifier($0.name) == Identifier(column.name) }) {
                table.columns.append(column)
            }
        }
        table.columns = table.columns.filter { !["k", "k2"].contains($0.name) }
        if !table.columns.contains(where: { $0.generated == nil }) {
            table.columns.append(Column(name: "plain", type: "TEXT"))
        }
        tables.append(table)
        for _ in 0..<Int.random(in: 0...2, using: &generator) { addIndex(tables.count - 1, &generator) }
    }

    mutating func randomColumn(in table: Table, _ generator: inout SeededGenerator) -> Column {
        let strict = ["INTEGER", "TEXT", "REAL", "BLOB", "ANY", "INT"]
        let loose = ["INTEGER", "TEXT", "REAL", "BLOB", "", "VARCHAR(10)", "NUMERIC", "int", "DATE"]
        let type = (table.isStrict ? strict : loose).randomElement(using: &generator) ?? "TEXT"
        var column = Column(name: newName(&generator, "c"), type: type)
        let quoted = Identifier(column.name).quoted
        switch Int.random(in: 0..<12, using: &generator) {
        case 0:
            column.isNotNull = true
        case 1:
            column.isNotNull = true
            column.defaultText = RandomSchema.literal(type, 7)
        case 2: column.defaultText = RandomSchema.literal(type, 3)
        case 3: column.defaultText = type == "TEXT" ? "CURRENT_TIMESTAMP" : "(\(RandomSchema.literal(type, 1)))"
        case 4: column.isUnique = true
        case 5: column.check = "\(quoted) IS NOT \(RandomSchema.literal(type, 99))"
        case 6: if type.lowercased().contains("char") || type == "TEXT" { column.collation = "NOCASE" }
        case 7:
            if let other = table.columns.first(where: { $0.generated == nil }) {
                column.generated =
                    "AS (\(Identifier(other.name).quoted) || 'g') \(Bool.random(using: &generator) ? "STORED" : "VIRTUAL")"
                column.type = "TEXT"
            }
        case 8:
            let parents = (tables + [table]).filter { $0.key == .rowID || $0.key == .autoincrement }
            if let parent = parents.randomElement(using: &generator) {
                let actions = [
                    "", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
                ]
                column.type = "INTEGER"
                column.reference = (parent.name, actions.randomElement(using: &generator) ?? "")
            }
        default: break
        }
        return column
    }

    static func literal(_ type: String, _ number: Int) -> String {
        switch type.uppercased() {
        case "INTEGER", "INT", "NUMERIC": "\(number)"
        case "REAL": "\(number).5"
        case "BLOB": "x'0\(number % 10)'"
        default: "'v\(number)'"
        }
    }

    mutating func addIndex(_ position: Int, _ generator: inout SeededGenerator) {
        let usable = tables[position].columns
        guard let first = usable.randomElement(using: &generator) else { return }
        var parts = [
            (
                column: first.name,
                suffix: ["", " DESC", " COLLATE NOCASE", " ASC"].randomElement(using: &generator) ?? ""
            )
        ]
        if let second = usable.randomElement(using: &generator), second.name != first.name {
            parts.append((second.name, ""))
        }
        let predicate =
            Int.random(in: 0..<4, using: &generator) == 0 ? "\(Identifier(first.name).quoted) IS NOT NULL" : nil
        let isUnique = Int.random(in: 0..<4, using: &generator) == 0
        tables[position].indexes.append((newName(&generator, "i"), isUnique, parts, predicate))
    }

    mutating func addDependant(_ generator: inout SeededGenerator) {
        guard let table = tables.randomElement(using: &generator) else { return }
        if Bool.random(using: &generator) {
            let columns = table.columns.map(\.name).filter { _ in Bool.random(using: &generator) }
            let chained = views.randomElement(using: &generator)
            if let chained, Bool.random(using: &generator) {
                views.append(View(name: newName(&generator, "v"), source: chained.name, columns: []))
            } else {
                views.append(View(name: newName(&generator, "v"), source: table.name, columns: columns))
            }
        } else if let target = tables.randomElement(using: &generator) {
            let events = ["AFTER INSERT", "BEFORE UPDATE", "AFTER DELETE"]
            let event = events.randomElement(using: &generator) ?? "AFTER INSERT"
            triggers.append(
                Trigger(name: newName(&generator, "g"), table: table.name, target: target.name, event: event)
            )
        }
    }

    // MARK: SQL

    var text: String {
        (tables.map(text) + tables.flatMap(indexTexts) + views.map(text) + triggers.map(text)).joined()
    }

    private func text(_ table: Table) -> String {
        var parts: [String] = []
        switch table.key {
        case .rowID: parts.append("k INTEGER PRIMARY KEY -- the key\n")
        case .autoincrement: parts.append("k INTEGER PRIMARY KEY AUTOINCREMENT")
        case .text: parts.append("k TEXT PRIMARY KEY\(table.isWithoutRowID ? " NOT NULL" : "")")
        case .composite: parts += ["k TEXT", "k2 INTEGER"]
        case .none: break
        }
        parts += table.columns.map { text($0) + ($0.was.map { " -- migrate:was \(Identifier($0).quoted)\n" } ?? "") }
        if table.key == .composite { parts.append("PRIMARY KEY (k, k2 DESC)") }
        if let check = table.tableCheck { parts.append("CHECK (\(check))") }
        let options = [table.isStrict ? "STRICT" : "", table.isWithoutRowID ? "WITHOUT ROWID" : ""].filter {
            !$0.isEmpty
        }
        return
            "CREATE TABLE \(Identifier(table.name).quoted) (\(table.was.map { " -- migrate:was \(Identifier($0).quoted)" } ?? "")\n  \(parts.joined(separator: "\n,  "))\n) \(options.joined(separator: ", "));\n"
    }

    private func text(_ column: Column) -> String {
        var words = ["\(Identifier(column.name).quoted) \(column.type)"]
        if column.isNotNull { words.append("NOT NULL") }
        if let value = column.defaultText { words.append("DEFAULT \(value)") }
        if let collation = column.collation { words.append("COLLATE \(collation)") }
        if column.isUnique { words.append("UNIQUE") }
        if let check = column.check { words.append("CHECK (\(check))") }
        if let generated = column.generated { words.append(generated) }
        if let reference = column.reference {
            words.append("REFERENCES \(Identifier(reference.table).quoted)(k)\(reference.actions)")
        }
        return words.joined(separator: " ")
    }

    private func indexTexts(_ table: Table) -> [String] {
        table.indexes.map { index in
            let parts = index.parts.map { "\(Identifier($0.column).quoted)\($0.suffix)" }.joined(separator: ", ")
            let predicate = index.predicate.map { " WHERE \($0)" } ?? ""
            return "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(Identifier(index.name).quoted)"
                + " ON \(Identifier(table.name).quoted) (\(parts))\(predicate);\n"
        }
    }

    private func text(_ view: View) -> String {
        let columns = view.columns.map { Identifier($0).quoted }.joined(separator: ", ")
        return "CREATE VIEW \(Identifier(view.name).quoted) AS SELECT \(columns.isEmpty ? "*" : columns)"
            + " FROM \(Identifier(view.source).quoted);\n"
    }

    private func text(_ trigger: Trigger) -> String {
        "CREATE TRIGGER \(Identifier(trigger.name).quoted) \(trigger.event) ON \(Identifier(trigger.table).quoted)"
            + " BEGIN \(trigger.body) END;\n"
    }

    // MARK: Rows

    /// Statements that insert rows; those that a constraint refuses are left out by the caller.
    func rows(_ generator: inout SeededGenerator) -> [String] {
        var statements: [String] = []
        for table in tables {
            for row in 1...Int.random(in: 1...6, using: &generator) {
                var names: [String] = []
                var values: [String] = []
                if table.key == .rowID || table.key == .autoincrement { (names, values) = (["k"], ["\(row * 3)"]) }
                if table.key == .text { (names, values) = (["k"], ["'k\(row)'"]) }
                if table.key == .composite { (names, values) = (["k", "k2"], ["'k\(row % 2)'", "\(row)"]) }
                for column in table.columns where column.generated == nil {
                    guard Int.random(in: 0..<6, using: &generator) > 0 else { continue }
                    names.append(Identifier(column.name).quoted)
                    values.append(value(column, row, table, &generator))
                }
                let target = Identifier(table.name).quoted
                statements.append(
                    names.isEmpty
                        ? "INSERT INTO \(target) DEFAULT VALUES"
                        : "INSERT INTO \(target) (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
                )
            }
        }
        return statements
    }

    private func value(_ column: Column, _ row: Int, _ table: Table, _ generator: inout SeededGenerator) -> String {
        if column.reference != nil { return "\(row * 3)" }
        let anything = ["NULL", "'007'", "1.5", "x'00ff'", "''", "9223372036854775807", "'abc'"]
        if !table.isStrict, Int.random(in: 0..<5, using: &generator) == 0 {
            return anything.randomElement(using: &generator) ?? "NULL"
        }
        if !column.isNotNull, Int.random(in: 0..<5, using: &generator) == 0 { return "NULL" }
        return RandomSchema.literal(column.type, Bool.random(using: &generator) ? row : 1)
    }
}
