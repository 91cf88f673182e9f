/// Which renames hold between two schemas: those of flags, then those of hints that are not spent.
struct DeclaredNames: Hashable, Sendable {
    private(set) var tables: [RenameSequence.Step] = []
    /// By the folded declared name of the table.
    private(set) var columns: [String: [RenameSequence.Step]] = [:]
    /// Tables, folded, in which names change places by a hint: only a rebuild makes their text carry the hint, and so
    /// spends it.
    private(set) var rebuilt: Set<String> = []
    /// Hints that may be meant or left over: the new name is there already, and would have to be dropped for them.
    private(set) var unclear: [DeclaredRename] = []

    init(from: Schema, to: Schema, options: DiffOptions) throws(SchemaDiffError) {
        let existing = from.tablesByName
        try readTables(from, to, existing, options)
        for table in to.tables {
            let old = existing[Identifier.fold(oldName(ofTable: table.name))]
            let steps = try readColumns(of: old, table, options)
            if !steps.isEmpty { columns[Identifier.fold(table.name)] = steps }
        }
        try refuseUnused(to, options)
    }

    private init() {}

    /// The name that a table of the declared schema had before.
    func oldName(ofTable new: String) -> String {
        tables.first { Identifier($0.new) == Identifier(new) }?.old ?? new
    }

    /// The same renames the other way round.
    var inverse: DeclaredNames {
        var names = DeclaredNames()
        names.tables = tables.map { RenameSequence.Step(old: $0.new, new: $0.old) }
        for (table, steps) in columns {
            names.columns[Identifier.fold(oldName(ofTable: table))] = steps.map {
                RenameSequence.Step(old: $0.new, new: $0.old)
            }
        }
        return names
    }

    private mutating func readTables(
        _ from: Schema,
        _ to: Schema,
        _ existing: [String: Table],
        _ options: DiffOptions
    ) throws(SchemaDiffError) {
        for case .table(let old, let new) in options.renames {
            guard from.hasTable(old) else {
                throw SchemaDiffError(
                    "there is no table '\(old)' to rename"
                        + Suggestion.phrase(for: old, in: from.tables.map(\.name))
                )
            }
            guard to.hasTable(new) else {
                throw SchemaDiffError(
                    "the declared schema has no table '\(new)'"
                        + Suggestion.phrase(for: new, in: to.tables.map(\.name)),
                    remedy: "declare '\(new)' in the schema, or leave --rename \(old)=\(new) out"
                )
            }
            tables.append(RenameSequence.Step(old: old, new: new))
        }
        if options.usesHints {
            let hinted = to.tables.filter {
                $0.hints.was != nil && $0.hints.was != existing[Identifier.fold($0.name)]?.hints.was
            }
            let pairs = hinted.map { RenameSequence.Step(old: $0.hints.was ?? "", new: $0.name) }
            let usable = DeclaredNames.usable(pairs, besides: tables) { from.hasTable($0) }
            unclear += usable.unclear.filter { !to.hasTable($0.old) }.map { .table(old: $0.old, new: $0.new) }
            tables += usable.steps
            rebuilt.formUnion(usable.swapped.map(Identifier.fold))
        }
        try DeclaredNames.refuseDoubles(tables, "table")
    }

    private mutating func readColumns(
        of old: Table?,
        _ new: Table,
        _ options: DiffOptions
    ) throws(SchemaDiffError) -> [RenameSequence.Step] {
        guard let old else { return [] }
        var steps: [RenameSequence.Step] = []
        for case .column(let table, let oldName, let newName) in options.renames
        where Identifier(table) == Identifier(new.name) {
            guard old[column: oldName] != nil else {
                throw SchemaDiffError(
                    "table '\(new.name)' has no column '\(oldName)' to rename"
                        + Suggestion.phrase(for: oldName, in: old.columns.map(\.name))
                )
            }
            guard new[column: newName] != nil else {
                throw SchemaDiffError(
                    "the declared table '\(new.name)' has no column '\(newName)'"
                        + Suggestion.phrase(for: newName, in: new.columns.map(\.name))
                )
            }
            steps.append(RenameSequence.Step(old: oldName, new: newName))
        }
        if options.usesHints {
            let hinted = new.columns.filter { $0.hints.was != nil && $0.hints.was != old[column: $0.name]?.hints.was }
            let pairs = hinted.map { RenameSequence.Step(old: $0.hints.was ?? "", new: $0.name) }
            let usable = DeclaredNames.usable(pairs, besides: steps) { old[column: $0] != nil }
            unclear += usable.unclear.filter { new[column: $0.old] == nil }
                .map { .column(table: new.name, old: $0.old, new: $0.new) }
            steps += usable.steps
            if !usable.swapped.isEmpty { rebuilt.insert(Identifier.fold(new.name)) }
        }
        try DeclaredNames.refuseDoubles(steps, "column of '\(new.name)'")
        return steps.filter { $0.old != $0.new }
    }

    /// The hints that still say something: the old name is there, and the new one is not, or makes room by another hint.
    private static func usable(
        _ pairs: [RenameSequence.Step],
        besides declared: [RenameSequence.Step],
        exists: (String) -> Bool
    ) -> (steps: [RenameSequence.Step], swapped: [String], unclear: [RenameSequence.Step]) {
        let olds = Set(declared.map { Identifier.fold($0.old) })
        let news = Set(declared.map { Identifier.fold($0.new) })
        var left = pairs.filter {
            exists($0.old) && !olds.contains(Identifier.fold($0.old)) && !news.contains(Identifier.fold($0.new))
        }
        let open = left
        var count = -1
        while count != left.count {
            count = left.count
            let leaving = Set(left.map { Identifier.fold($0.old) }).union(olds)
            left = left.filter { !exists($0.new) || leaving.contains(Identifier.fold($0.new)) }
        }
        let kept = Set(left)
        return (left, left.filter { exists($0.new) }.map(\.new), open.filter { !kept.contains($0) && $0.old != $0.new })
    }

    private static func refuseDoubles(_ steps: [RenameSequence.Step], _ noun: String) throws(SchemaDiffError) {
        var olds: Set<String> = []
        var news: Set<String> = []
        for step in steps {
            guard olds.insert(Identifier.fold(step.old)).inserted else {
                throw SchemaDiffError("the \(noun) '\(step.old)' is renamed twice")
            }
            guard news.insert(Identifier.fold(step.new)).inserted else {
                throw SchemaDiffError("two renames make the \(noun) '\(step.new)'")
            }
        }
    }

    private func refuseUnused(_ to: Schema, _ options: DiffOptions) throws(SchemaDiffError) {
        for case .column(let table, let old, let new) in options.renames where columns[Identifier.fold(table)] == nil {
            throw SchemaDiffError(
                "there is no table '\(table)' in which '\(old)' could become '\(new)'"
                    + Suggestion.phrase(for: table, in: to.tables.map(\.name)),
                remedy: "name the table as the declared schema does"
            )
        }
    }
}

extension Schema {
    /// The tables by their folded names.
    var tablesByName: [String: Table] {
        Dictionary(tables.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
    }

    func hasTable(_ name: String) -> Bool {
        self[table: name] != nil || self[virtualTable: name] != nil
    }
}
