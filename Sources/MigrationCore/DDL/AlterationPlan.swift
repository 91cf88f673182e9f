/// What the parts of a section need to know of each other: the strategy of each table, free names, what is dropped when.
struct AlterationPlan {
    let differences: [TableDifference]
    /// The changed tables, and those that only get a unique index.
    let guarded: [TableDifference]
    /// Tables whose names are needed by others, so that they have to go at the start.
    let earlyDrops: [String]
    let lateDrops: [String]
    /// Folded names on which views and triggers may depend; empty where no statement parses the whole schema.
    let touched: Set<String>
    /// Whether a statement would fire the actions of foreign keys if they were enforced.
    let firesActions: Bool
    private let strategies: [String: AlterStrategy]
    private let diff: SchemaDiff
    private let taken: Set<String>

    init(_ diff: SchemaDiff, engine: EngineVersion, alwaysRebuilds: Bool) {
        self.diff = diff
        var differences: [TableDifference] = []
        for case .alterTable(let difference) in diff.operations { differences.append(difference) }
        self.differences = differences
        let kept = AlterationPlan.keptIndexes(diff)
        var strategies: [String: AlterStrategy] = [:]
        for difference in differences {
            let key = Identifier.fold(difference.to.name)
            strategies[key] =
                alwaysRebuilds ? .rebuild : AlterStrategy(for: difference, keeping: kept[key] ?? [], on: engine)
        }
        self.strategies = strategies
        guarded = differences + AlterationPlan.otherwiseConcerned(diff, besides: Set(strategies.keys))
        (earlyDrops, lateDrops) = AlterationPlan.drops(diff)
        touched = AlterationPlan.touched(diff, strategies)
        firesActions = AlterationPlan.firesActions(diff, strategies)
        taken = diff.from.allNames.union(diff.to.allNames).union(diff.renamed.allNames)
        keptByTable = kept
    }

    private let keptByTable: [String: [Index]]

    func strategy(of difference: TableDifference) -> AlterStrategy {
        strategies[Identifier.fold(difference.to.name)] ?? .rebuild
    }

    /// The indexes of a table that stay as they are.
    func keptIndexes(of table: String) -> [Index] {
        keptByTable[Identifier.fold(table)] ?? []
    }

    /// A name that no object of either schema has.
    func freeName(for table: String, prefix: String = "_migrate_new_") -> String {
        var name = prefix + table
        while taken.contains(Identifier.fold(name)) { name += "_" }
        return name
    }

    /// A name that no column of either table has.
    func freeColumn(_ difference: TableDifference) -> String {
        var name = "_migrate_new_\(difference.to.columns.last?.name ?? "")"
        while difference.from[column: name] != nil || difference.to[column: name] != nil { name += "_" }
        return name
    }

    private static func keptIndexes(_ diff: SchemaDiff) -> [String: [Index]] {
        var changed: Set<String> = []
        for case .createIndex(let index) in diff.operations { changed.insert(Identifier.fold(index.name)) }
        return Dictionary(grouping: diff.to.indexes.filter { !changed.contains(Identifier.fold($0.name)) }) {
            Identifier.fold($0.table)
        }
    }

    /// Tables that stay as they are, but get a unique index, or refer to one that does not stay.
    private static func otherwiseConcerned(_ diff: SchemaDiff, besides altered: Set<String>) -> [TableDifference] {
        var seen = altered
        var differences: [TableDifference] = []
        func add(_ name: String) {
            guard !seen.contains(Identifier.fold(name)), let table = diff.renamed[table: name],
                let declared = diff.to[table: name]
            else { return }
            seen.insert(Identifier.fold(name))
            differences.append(TableDifference(from: table, to: declared))
        }
        for case .createIndex(let index) in diff.operations where index.isUnique { add(index.table) }
        var parents: Set<String> = []
        for operation in diff.operations {
            switch operation {
            case .dropTable(let table): parents.insert(Identifier.fold(table.name))
            case .alterTable(let difference): parents.insert(Identifier.fold(difference.to.name))
            case .createTable, .renameTable, .renameColumn, .createVirtualTable, .dropVirtualTable, .alterVirtualTable,
                .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
                break
            }
        }
        for table in diff.to.tables
        where table.foreignKeys.contains(where: { parents.contains(Identifier.fold($0.parent)) }) {
            add(table.name)
        }
        return differences
    }

    /// Tables go last, children before parents; but at the start where another object needs the name.
    private static func drops(_ diff: SchemaDiff) -> (early: [String], late: [String]) {
        var needed = Set(diff.to.tables.map { Identifier.fold($0.name) })
        needed.formUnion(diff.to.virtualTables.map { Identifier.fold($0.name) })
        needed.formUnion(diff.to.indexes.map { Identifier.fold($0.name) })
        for case .renameTable(_, let new) in diff.operations { needed.insert(Identifier.fold(new)) }
        var dropped: [Table] = []
        var names: [String] = []
        for case .dropTable(let table) in diff.operations { dropped.append(table) }
        // What only indexes other rows goes before all else.
        for case .dropVirtualTable(let table) in diff.operations where !table.isContentIndex {
            names.append(table.name)
        }
        names += childrenFirst(dropped).map(\.name)
        return (
            names.filter { needed.contains(Identifier.fold($0)) },
            names.filter { !needed.contains(Identifier.fold($0)) }
        )
    }

    private static func childrenFirst(_ tables: [Table]) -> [Table] {
        var waiting = tables
        var order: [Table] = []
        while !waiting.isEmpty {
            var parents: Set<String> = []
            for table in waiting {
                for key in table.foreignKeys where Identifier(key.parent) != Identifier(table.name) {
                    parents.insert(Identifier.fold(key.parent))
                }
            }
            let free = waiting.filter { !parents.contains(Identifier.fold($0.name)) }
            order += free.isEmpty ? waiting : free
            waiting = free.isEmpty ? [] : waiting.filter { parents.contains(Identifier.fold($0.name)) }
        }
        return order
    }

    private static func touched(_ diff: SchemaDiff, _ strategies: [String: AlterStrategy]) -> Set<String> {
        var names: Set<String> = []
        var parses = false
        for operation in diff.operations {
            switch operation {
            case .renameTable(let old, let new):
                parses = true
                names.formUnion([Identifier.fold(old), Identifier.fold(new)])
            case .renameColumn(let table, let old, let new):
                parses = true
                names.formUnion([Identifier.fold(table), Identifier.fold(old), Identifier.fold(new)])
            case .alterTable(let difference):
                let key = Identifier.fold(difference.to.name)
                guard strategies[key]?.parsesSchema ?? true else { continue }
                parses = true
                names.insert(key)
            case .alterVirtualTable(let difference):
                parses = true
                names.insert(Identifier.fold(difference.to.name))
                for step in difference.renames {
                    names.formUnion([Identifier.fold(step.old), Identifier.fold(step.new)])
                }
            // Something that is broken may name what is created or goes.
            case .createTable(let table), .dropTable(let table): names.insert(Identifier.fold(table.name))
            case .createVirtualTable(let table), .dropVirtualTable(let table): names.insert(Identifier.fold(table.name))
            case .createView(let view), .dropView(let view): names.insert(Identifier.fold(view.name))
            case .createIndex, .dropIndex, .createTrigger, .dropTrigger: break
            }
        }
        return parses ? names : []
    }

    private static func firesActions(_ diff: SchemaDiff, _ strategies: [String: AlterStrategy]) -> Bool {
        if strategies.values.contains(.rebuild) { return true }
        var parents: Set<String> = []
        for table in diff.from.tables { parents.formUnion(table.foreignKeys.map { Identifier.fold($0.parent) }) }
        for table in diff.renamed.tables { parents.formUnion(table.foreignKeys.map { Identifier.fold($0.parent) }) }
        return diff.operations.contains { operation in
            if case .dropTable(let table) = operation { parents.contains(Identifier.fold(table.name)) } else { false }
        }
    }
}

extension AlterStrategy {
    /// Whether a statement of it parses the whole schema, or would fire triggers.
    var parsesSchema: Bool {
        switch self {
        case .native(let steps):
            steps.contains { step in
                switch step {
                case .dropColumn: true
                case .addColumn: false
                }
            }
        case .swap, .rebuild: true
        }
    }
}
