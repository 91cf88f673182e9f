import MigrationCore

/// A schema, its rows, what it becomes; and whether the property holds.
struct RandomPair: CustomStringConvertible {
    enum Outcome {
        case held(String)
        case failed(String)
    }

    var before: RandomSchema
    var after: RandomSchema
    var options: DiffOptions
    var rows: [String]

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        before = .random(&generator)
        after = before
        options = after.change(&generator)
        if seed.isMultiple(of: 5) {
            // Two schemas that have nothing in common but names.
            after = .random(&generator)
            options = DiffOptions(treatsRestAsDropAndAdd: true)
        }
        rows = before.rows(&generator)
    }

    var description: String {
        "BEFORE\n\(before.text)ROWS\n\(rows.joined(separator: ";\n"))\nAFTER\n\(after.text)OPTIONS \(options.renames)"
    }

    func outcome() -> Outcome {
        do {
            return .held(try run())
        } catch let failure as Failure {
            return .failed(failure.text)
        } catch {
            return .failed("\(error)")
        }
    }

    private struct Failure: Error {
        let text: String
    }

    private func run() throws -> String {
        let flow = try SchemaFlow(before: before.text, data: nil)
        for row in rows { _ = try? flow.connection.query(SQLStatement(row)) }
        let start = try SchemaSnapshot(flow.connection)
        let contents = try flow.contents()
        guard let generated = try SchemaFlow.generate(from: flow.before, to: after.text, options) else {
            return "equal"
        }
        let kept = try keptValues(flow, isAfter: false)
        do {
            try flow.run(generated.up)
        } catch let error as DatabaseError {
            return try refused(error, flow, contents, generated.up.text)
        }
        let goal = try SQLiteConnection.open(.memory, mode: .readWrite)
        for statement in try StatementSplitter.statements(in: after.text) {
            _ = try goal.query(SQLStatement(statement.text))
        }
        let rest = try SchemaSnapshot(flow.connection).differences(from: SchemaSnapshot(goal))
        guard rest.isEmpty else { throw Failure(text: "not the declared schema: \(rest)\n\(generated.up.text)") }
        guard try keptValues(flow, isAfter: true) == kept else {
            throw Failure(text: "values changed\n\(generated.up.text)")
        }
        guard try flow.connection.query("PRAGMA integrity_check").first?[0] == .text("ok") else {
            throw Failure(text: "integrity_check\n\(generated.up.text)")
        }
        if let second = try SchemaFlow.generate(from: flow.schema(), to: after.text) {
            throw Failure(text: "a second comparison finds \(second.changes)\n\(generated.up.text)")
        }
        let upgraded = try flow.contents()
        do {
            try flow.run(generated.down)
        } catch let error as DatabaseError {
            return "upgraded, back " + (try refused(error, flow, upgraded, generated.down.text))
        }
        let back = try SchemaSnapshot(flow.connection).differences(from: start)
        guard back.isEmpty else { throw Failure(text: "not the first schema: \(back)\n\(generated.down.text)") }
        guard try keptValues(flow, isAfter: false) == kept else {
            throw Failure(text: "values changed\n\(generated.down.text)")
        }
        return "upgraded and back"
    }

    private func refused(_ error: DatabaseError, _ flow: SchemaFlow, _ contents: [String], _ text: String) throws
        -> String
    {
        guard try flow.contents() == contents else {
            throw Failure(text: "refused, but changed: \(error.message)\n\(text)")
        }
        if RowGuard.message(in: error.message) != nil { return "refused by a guard" }
        if error.code == .constraint || error.code == .foreignKeys { return "refused by SQLite" }
        throw Failure(text: "\(error.message)\n\(text)")
    }

    /// The values of columns that have the same type on both sides, as text.
    private func keptValues(_ flow: SchemaFlow, isAfter: Bool) throws -> [String] {
        var lines: [String] = []
        for table in before.tables where !isTakenOver(table.name) {
            guard let new = after.tables.first(where: { $0.name == newName(of: table.name) }) else { continue }
            var columns: [String] = []
            let hasKey = table.key == new.key && table.key != .none
            if hasKey { columns.append("quote(k)") }
            for column in table.columns where column.generated == nil && !isTakenOver(column.name, of: new.name) {
                let name = newName(of: column.name, in: new.name)
                guard let match = new.columns.first(where: { $0.name == name }), match.type == column.type,
                    match.generated == nil, table.isStrict == new.isStrict || column.type != "ANY"
                else { continue }
                columns.append("quote(\(Identifier(isAfter ? match.name : column.name).quoted))")
            }
            let name = Identifier(isAfter ? new.name : table.name).quoted
            let list = columns.isEmpty ? "count(*)" : columns.joined(separator: " || ' ' || ")
            let rows = try flow.connection.query(SQLStatement("SELECT \(list) FROM \(name) ORDER BY 1"))
            lines += rows.map { "\(table.name): \($0.values)" }
            if table.key == .autoincrement, new.key == .autoincrement {
                let sequence = SQLStatement(
                    "SELECT seq FROM sqlite_sequence WHERE name = ?",
                    [.text(isAfter ? new.name : table.name)]
                )
                lines += try flow.connection.query(sequence).map { "\(table.name) counter \($0.values)" }
            }
        }
        return lines
    }

    /// Whether a dropped table's name goes to another one.
    private func isTakenOver(_ table: String) -> Bool {
        let renames = options.renames + after.hinted
        return renames.contains { if case .table(_, table) = $0 { true } else { false } }
            && !renames.contains { if case .table(table, _) = $0 { true } else { false } }
    }

    private func isTakenOver(_ column: String, of table: String) -> Bool {
        let renames = options.renames + after.hinted
        return renames.contains { if case .column(table, _, column) = $0 { true } else { false } }
            && !renames.contains { if case .column(table, column, _) = $0 { true } else { false } }
    }

    private func newName(of table: String) -> String {
        for case .table(let old, let new) in options.renames + after.hinted where old == table { return new }
        return table
    }

    private func newName(of column: String, in table: String) -> String {
        for case .column(let owner, let old, let new) in options.renames + after.hinted
        where owner == table && old == column {
            return new
        }
        return column
    }
}

extension RandomPair {
    /// A smaller pair that fails as well: tables, columns, dependants and rows are left out as long as one does.
    func shrunk() -> RandomPair {
        guard case .failed(let reason) = outcome() else { return self }
        var best = self
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for candidate in best.smaller() {
                guard case .failed(let other) = candidate.outcome(), other.prefix(12) == reason.prefix(12) else {
                    continue
                }
                best = candidate
                isSmaller = true
                break
            }
        }
        return best
    }

    private func smaller() -> [RandomPair] {
        var pairs: [RandomPair] = []
        for table in before.tables { pairs.append(without(table: table.name)) }
        for table in after.tables where !before.tables.contains(where: { $0.name == table.name }) {
            var pair = self
            pair.after.remove(table: table.name)
            pairs.append(pair)
        }
        for table in before.tables {
            for column in table.columns { pairs.append(without(column: column.name, of: table.name)) }
            for index in table.indexes { pairs.append(without(index: index.name)) }
        }
        for view in Set(before.views.map(\.name) + after.views.map(\.name)) {
            var pair = self
            pair.before.views.removeAll { $0.name == view || $0.source == view }
            pair.after.views.removeAll { $0.name == view || $0.source == view }
            pairs.append(pair)
        }
        for trigger in Set(before.triggers.map(\.name) + after.triggers.map(\.name)) {
            var pair = self
            pair.before.triggers.removeAll { $0.name == trigger }
            pair.after.triggers.removeAll { $0.name == trigger }
            pairs.append(pair)
        }
        for row in rows.indices {
            var pair = self
            pair.rows.remove(at: row)
            pairs.append(pair)
        }
        return pairs.filter { !$0.before.tables.isEmpty && $0.isValid }
    }

    /// Whether SQLite takes both sides: what is left out may be needed elsewhere.
    private var isValid: Bool {
        (try? SchemaFlow(before: before.text, data: nil)) != nil && (try? SchemaFlow.declared(after.text)) != nil
    }

    private func without(table: String) -> RandomPair {
        var pair = self
        let new = newName(of: table)
        pair.before.remove(table: table)
        pair.after.remove(table: new)
        pair.rows.removeAll { $0.hasPrefix("INSERT INTO \(Identifier(table).quoted) ") }
        pair.removeRenames { rename in
            switch rename {
            case .table(let old, _): old == table
            case .column(let owner, _, _): owner == new
            }
        }
        return pair
    }

    private func without(column: String, of table: String) -> RandomPair {
        var pair = self
        let owner = newName(of: table)
        let new = newName(of: column, in: owner)
        pair.before.remove(column: column, of: table)
        pair.after.remove(column: new, of: owner)
        pair.removeRenames { rename in
            switch rename {
            case .table: false
            case .column(let name, let old, _): name == owner && old == column
            }
        }
        return pair
    }

    private mutating func removeRenames(_ isGone: (DeclaredRename) -> Bool) {
        options.renames.removeAll(where: isGone)
        after.hinted.removeAll(where: isGone)
    }

    private func without(index: String) -> RandomPair {
        var pair = self
        for table in pair.before.tables.indices { pair.before.tables[table].indexes.removeAll { $0.name == index } }
        for table in pair.after.tables.indices { pair.after.tables[table].indexes.removeAll { $0.name == index } }
        return pair
    }
}

extension RandomSchema {
    mutating func remove(table: String) {
        tables.removeAll { $0.name == table }
        views.removeAll { $0.source == table }
        triggers.removeAll { $0.table == table || $0.target == table }
    }

    mutating func remove(column: String, of table: String) {
        guard let position = tables.firstIndex(where: { $0.name == table }) else { return }
        tables[position].columns.removeAll { $0.name == column }
        tables[position].indexes.removeAll { $0.parts.contains { $0.column == column } }
    }
}
