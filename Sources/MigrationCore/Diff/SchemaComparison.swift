/// The comparison behind `SchemaDiff`: applies the renames to the first schema, then compares object by object.
struct SchemaComparison {
    let from: Schema
    let to: Schema
    let names: DeclaredNames
    let backfills: Backfills
    private(set) var renamed: Schema
    private(set) var operations: [SchemaOperation] = []
    private(set) var candidates: [RenameCandidate] = []
    private(set) var dropWarnings: [SchemaWarning] = []

    init(from: Schema, to: Schema, names: DeclaredNames, backfills: Backfills) {
        self.from = from
        self.to = to
        self.names = names
        self.backfills = backfills
        renamed = from
    }

    mutating func run() {
        candidates = names.unclear.map { RenameCandidate($0, likeness: 10) }
        renameTables()
        renameColumns()
        compareTables()
        compareVirtualTables()
        compareIndexes()
        compareViewsAndTriggers()
    }

    private mutating func renameTables() {
        guard !names.tables.isEmpty else { return }
        let taken = from.allNames
        let leaving = Set(names.tables.map { Identifier.fold($0.old) })
        for step in names.tables where !leaving.contains(Identifier.fold(step.new)) {
            // The new name belongs to a table that is dropped: it goes before the rename.
            if let table = from[table: step.new] { drop(table) }
            if let table = from[virtualTable: step.new] { drop(table) }
        }
        for step in RenameSequence.steps(names.tables, isTaken: { taken.contains($0) }) {
            operations.append(.renameTable(from: step.old, to: step.new))
            renamed = renamed.renamingTable(step.old, to: step.new)
        }
    }

    private mutating func drop(_ table: Table) {
        let key = Identifier.fold(table.name)
        operations += renamed.indexes(of: table.name).map(SchemaOperation.dropIndex)
        operations.append(.dropTable(table))
        renamed.indexes.removeAll { Identifier.fold($0.table) == key }
        renamed.tables.removeAll { Identifier.fold($0.name) == key }
    }

    private mutating func drop(_ table: VirtualTable) {
        operations.append(.dropVirtualTable(table))
        renamed.virtualTables.removeAll { Identifier($0.name) == Identifier(table.name) }
    }

    private mutating func renameColumns() {
        for table in to.tables {
            guard let declared = names.columns[Identifier.fold(table.name)], let old = renamed[table: table.name] else {
                continue
            }
            var steps = declared
            let leaving = Set(steps.map { Identifier.fold($0.old) })
            for step in declared where old[column: step.new] != nil && !leaving.contains(Identifier.fold(step.new)) {
                // The new name belongs to a column that is dropped: it steps aside first.
                steps.append(RenameSequence.Step(old: step.new, new: SchemaComparison.aside(step.new, in: old, table)))
            }
            for step in RenameSequence.steps(steps, isTaken: { old[column: $0] != nil || table[column: $0] != nil }) {
                operations.append(.renameColumn(table: table.name, from: step.old, to: step.new))
                renamed = renamed.renamingColumn(step.old, to: step.new, of: table.name)
            }
        }
    }

    private static func aside(_ name: String, in old: Table, _ new: Table) -> String {
        var free = "_migrate_dropped_\(name)"
        while old[column: free] != nil || new[column: free] != nil { free += "_" }
        return free
    }

    private mutating func compareTables() {
        let old = renamed.tablesByName
        let new = to.tablesByName
        for table in to.tables {
            guard let before = old[Identifier.fold(table.name)] else {
                operations.append(.createTable(table))
                continue
            }
            let needsText = names.rebuilt.contains(Identifier.fold(table.name))
            let filled = backfills.usable(from: before, to: table)
            guard needsText || before != table || !filled.isEmpty else { continue }
            operations.append(
                .alterTable(
                    TableDifference(from: before, to: table, backfills: filled, needsDeclaredText: needsText)
                )
            )
            candidates += RenameCandidate.among(columnsOf: before, and: table).filter(isOpen)
        }
        let dropped = renamed.tables.filter { new[Identifier.fold($0.name)] == nil }
        operations += dropped.reversed().map(SchemaOperation.dropTable)
        let added = to.tables.filter { old[Identifier.fold($0.name)] == nil }
        candidates += RenameCandidate.among(dropped: dropped, added: added)
    }

    /// A column that stepped aside, or came by a declared rename, is no candidate.
    private func isOpen(_ candidate: RenameCandidate) -> Bool {
        switch candidate.rename {
        case .table: true
        case .column(_, let old, _): !old.hasPrefix("_migrate_dropped_")
        }
    }

    private mutating func compareVirtualTables() {
        for table in to.virtualTables {
            guard let before = renamed[virtualTable: table.name] else {
                operations.append(.createVirtualTable(table))
                continue
            }
            let key = Identifier.fold(table.name)
            let difference = VirtualTableDifference(
                from: before,
                to: table,
                renames: names.columns[key] ?? [],
                needsDeclaredText: names.rebuilt.contains(key)
            )
            guard !difference.isEmpty else { continue }
            operations.append(.alterVirtualTable(difference))
            candidates += RenameCandidate.among(columnsOf: difference)
        }
        let dropped = renamed.virtualTables.filter { to[virtualTable: $0.name] == nil }
        operations += dropped.map(SchemaOperation.dropVirtualTable)
        let added = to.virtualTables.filter { renamed[virtualTable: $0.name] == nil }
        candidates += RenameCandidate.among(dropped: dropped, added: added)
    }

    private mutating func compareIndexes() {
        let old = Dictionary(renamed.indexes.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        let new = Dictionary(to.indexes.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        for index in renamed.indexes where new[Identifier.fold(index.name)] != index {
            operations.append(.dropIndex(index))
        }
        for index in to.indexes where old[Identifier.fold(index.name)] != index {
            operations.append(.createIndex(index))
        }
    }

    private mutating func compareViewsAndTriggers() {
        let concerned = renamedNames
        let oldViews = Dictionary(from.views.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        let newViews = Dictionary(to.views.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        for view in from.views {
            let new = newViews[Identifier.fold(view.name)]
            guard new != view, new == nil || view.mentions.isDisjoint(with: concerned) else { continue }
            operations.append(.dropView(view))
            if new == nil {
                dropWarnings.append(SchemaWarning(.viewOrTriggerDropped, view.name, "view '\(view.name)' is dropped"))
            }
        }
        for view in to.views {
            let old = oldViews[Identifier.fold(view.name)]
            guard old != view, old.map({ $0.mentions.isDisjoint(with: concerned) }) ?? true else { continue }
            operations.append(.createView(view))
        }
        compareTriggers(concerned)
    }

    private mutating func compareTriggers(_ concerned: Set<String>) {
        let old = Dictionary(from.triggers.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        let new = Dictionary(to.triggers.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        for trigger in from.triggers {
            let after = new[Identifier.fold(trigger.name)]
            guard after != trigger, after == nil || trigger.mentions.isDisjoint(with: concerned) else { continue }
            operations.append(.dropTrigger(trigger))
            if after == nil {
                let message = "trigger '\(trigger.name)' on '\(trigger.table)' is dropped"
                dropWarnings.append(SchemaWarning(.viewOrTriggerDropped, trigger.name, message))
            }
        }
        for trigger in to.triggers {
            let before = old[Identifier.fold(trigger.name)]
            guard before != trigger, before.map({ $0.mentions.isDisjoint(with: concerned) }) ?? true else { continue }
            operations.append(.createTrigger(trigger))
        }
    }

    /// The old names, folded.
    ///
    /// Views and triggers that mention one are restored from the declaration around the rename,
    /// so their other text is no difference of its own.
    private var renamedNames: Set<String> {
        var names: Set<String> = []
        for case .renameTable(let old, _) in operations { names.insert(Identifier.fold(old)) }
        for case .renameColumn(_, let old, _) in operations { names.insert(Identifier.fold(old)) }
        for case .alterVirtualTable(let difference) in operations {
            names.formUnion(difference.renames.map { Identifier.fold($0.old) })
        }
        return names
    }
}

extension Schema {
    /// The names of all objects and shadow tables, folded: a new object needs another.
    var allNames: Set<String> {
        var names = Set(tables.map(\.name))
        names.formUnion(indexes.map(\.name))
        names.formUnion(views.map(\.name))
        names.formUnion(triggers.map(\.name))
        for table in virtualTables { names.formUnion([table.name] + table.shadowTables) }
        return Set(names.map(Identifier.fold))
    }
}
