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
        let old = from.renamableTables
        let existing = Dictionary(old.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        let declared = to.renamableTables
        try readTables(existing, old, declared, options)
        for table in declared {
            let old = existing[Identifier.fold(oldName(ofTable: table.name))]
            let steps = try readColumns(of: old, table, options)
            if !steps.isEmpty { columns[Identifier.fold(table.name)] = steps }
        }
        try refuseUnused(declared, options)
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
        _ existing: [String: RenamableTable],
        _ from: [RenamableTable],
        _ to: [RenamableTable],
        _ options: DiffOptions
    ) throws(SchemaDiffError) {
        let declared = Dictionary(to.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        for case .table(let old, let new) in options.renames {
            guard existing[Identifier.fold(old)] != nil else {
                throw SchemaDiffError(
                    "there is no table '\(old)' to rename" + Suggestion.phrase(for: old, in: from.map(\.name))
                )
            }
            guard declared[Identifier.fold(new)] != nil else {
                throw SchemaDiffError(
                    "the declared schema has no table '\(new)'" + Suggestion.phrase(for: new, in: to.map(\.name)),
                    remedy: "declare '\(new)' in the schema, or leave --rename \(old)=\(new) out"
                )
            }
            tables.append(RenameSequence.Step(old: old, new: new))
        }
        if options.usesHints { readHints(of: to, existing, declared) }
        try DeclaredNames.refuseDoubles(tables, "table")
        for step in tables {
            guard let old = existing[Identifier.fold(step.old)], let new = declared[Identifier.fold(step.new)] else {
                continue
            }
            try DeclaredNames.refuseImpossible(old, new)
        }
    }

    private mutating func readHints(
        of to: [RenamableTable],
        _ existing: [String: RenamableTable],
        _ declared: [String: RenamableTable]
    ) {
        let pairs = to.compactMap { table -> RenameSequence.Step? in
            guard let was = table.was, was != existing[Identifier.fold(table.name)]?.was else { return nil }
            return RenameSequence.Step(old: was, new: table.name)
        }
        let usable = DeclaredNames.usable(pairs, besides: tables) { existing[Identifier.fold($0)] != nil }
        unclear += usable.unclear.filter { declared[Identifier.fold($0.old)] == nil }
            .map { .table(old: $0.old, new: $0.new) }
        tables += usable.steps
        rebuilt.formUnion(usable.swapped.map(Identifier.fold))
    }

    /// What no ALTER TABLE makes of a table.
    private static func refuseImpossible(_ old: RenamableTable, _ new: RenamableTable) throws(SchemaDiffError) {
        guard old.isVirtual == new.isVirtual else {
            let (virtual, ordinary) = old.isVirtual ? (old, new) : (new, old)
            throw SchemaDiffError(
                "'\(old.name)' can't become '\(new.name)': '\(virtual.name)' is a virtual table, '\(ordinary.name)' is none",
                remedy: "create '\(new.name)' in one revision, copy the rows there, and drop '\(old.name)' in the next"
            )
        }
        guard old.canBeRenamed || Identifier(old.name) == Identifier(new.name) else {
            throw SchemaDiffError(
                "virtual table '\(old.name)' can't be renamed: module '\(old.module ?? "")' "
                    + "may leave its content under the old name",
                remedy: "create '\(new.name)' in one revision, copy the rows there, and drop '\(old.name)' in the next"
            )
        }
    }

    private mutating func readColumns(
        of old: RenamableTable?,
        _ new: RenamableTable,
        _ options: DiffOptions
    ) throws(SchemaDiffError) -> [RenameSequence.Step] {
        guard let old, old.isVirtual == new.isVirtual else { return [] }
        var steps: [RenameSequence.Step] = []
        for case .column(let table, let oldName, let newName) in options.renames
        where Identifier(table) == Identifier(new.name) {
            try DeclaredNames.refuseUnknown(oldName, of: old, newName, of: new)
            steps.append(RenameSequence.Step(old: oldName, new: newName))
        }
        if options.usesHints {
            let pairs = new.columnsWithHint(since: old)
            let usable = DeclaredNames.usable(pairs, besides: steps) { old[column: $0] != nil }
            unclear += usable.unclear.filter { new[column: $0.old] == nil }
                .map { .column(table: new.name, old: $0.old, new: $0.new) }
            steps += usable.steps
            if !usable.swapped.isEmpty { rebuilt.insert(Identifier.fold(new.name)) }
        }
        try DeclaredNames.refuseDoubles(steps, "column of '\(new.name)'")
        return steps.filter { $0.old != $0.new }
    }

    private static func refuseUnknown(
        _ oldName: String,
        of old: RenamableTable,
        _ newName: String,
        of new: RenamableTable
    ) throws(SchemaDiffError) {
        if old.isVirtual, old.columns.isEmpty {
            throw SchemaDiffError(
                "no column of virtual table '\(new.name)' can be renamed: the tool can't tell them from its arguments",
                remedy: "leave --rename \(new.name).\(oldName)=\(newName) out"
            )
        }
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

    private func refuseUnused(_ to: [RenamableTable], _ options: DiffOptions) throws(SchemaDiffError) {
        for case .column(let table, let old, let new) in options.renames where columns[Identifier.fold(table)] == nil {
            throw SchemaDiffError(
                "there is no table '\(table)' in which '\(old)' could become '\(new)'"
                    + Suggestion.phrase(for: table, in: to.map(\.name)),
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
}
