/// The full-text tables that only index rows of another table or a view (`content='posts'`): they go while what they read
/// is as it was, come when it is as declared, and then read all of it again.
struct ContentIndexes {
    private let diff: SchemaDiff
    private let isDowngrade: Bool
    private let plan: AlterationPlan
    /// What is made anew.
    private let remade: [VirtualTableDifference]

    init(_ diff: SchemaDiff, isDowngrade: Bool, _ plan: AlterationPlan) {
        self.diff = diff
        self.isDowngrade = isDowngrade
        self.plan = plan
        remade = diff.operations.compactMap { operation in
            guard case .alterVirtualTable(let difference) = operation, difference.to.isContentIndex else { return nil }
            return difference
        }
    }

    /// The folded names before the change of those that are made anew.
    var remadeNames: Set<String> { Set(remade.map { Identifier.fold(oldName(of: $0)) }) }

    private func oldName(of difference: VirtualTableDifference) -> String {
        diff.names.oldName(ofTable: difference.to.name)
    }

    // MARK: Statements

    /// They go before all else: FTS4 reads its table or view even to drop what is its own.
    var drops: [DDLStatement] {
        var statements: [DDLStatement] = []
        for case .dropVirtualTable(let table) in diff.operations where table.isContentIndex {
            statements.append(DDLStatement("DROP TABLE \(DDLText.quoted(table.name))"))
        }
        for difference in remade { statements += drop(difference) }
        return statements
    }

    private func drop(_ difference: VirtualTableDifference) -> [DDLStatement] {
        let new = difference.to
        guard case .external(let source) = new.content else { return [] }
        let old = oldName(of: difference)
        let drop = DDLStatement(
            "DROP TABLE \(DDLText.quoted(old))",
            ["There is no ALTER for virtual tables. \(new.name) only indexes \(source), and is made anew from it."]
        )
        guard let settings = TextSettings(difference) else { return [drop] }
        return [
            DDLStatement(
                "CREATE TABLE \(DDLText.quoted(shelf(of: new))) AS\n\(settings.query(old))",
                ["The settings of \(old), such as rank and automerge, are put aside."]
            ), drop,
        ]
    }

    /// The name of the table that keeps the settings meanwhile.
    private func shelf(of table: VirtualTable) -> String {
        plan.freeName(for: table.name, prefix: "_migrate_kept_")
    }

    /// FTS4 may take its columns from a view, so that views have to be there.
    var creations: [DDLStatement] {
        var statements: [DDLStatement] = []
        for case .createVirtualTable(let table) in diff.operations where table.isContentIndex {
            statements.append(DDLStatement(table.creation))
        }
        for difference in remade {
            let table = difference.to
            statements.append(DDLStatement(table.creation))
            guard let settings = TextSettings(difference) else { continue }
            let shelf = DDLText.quoted(shelf(of: table))
            statements += [
                settings.insertion(into: table.name, from: "SELECT k, v FROM \(shelf)", ["The settings come back."]),
                DDLStatement("DROP TABLE \(shelf)"),
            ]
        }
        return statements
    }

    /// The statements that fill the new ones from what they index, and those whose source reads differently now.
    var refills: [DDLStatement] {
        var made = Set(remade.map { Identifier.fold($0.to.name) })
        for case .createVirtualTable(let table) in diff.operations { made.insert(Identifier.fold(table.name)) }
        let changes = ContentChanges(diff)
        return diff.to.virtualTables.filter(\.isContentIndex).compactMap { table in
            let isMade = made.contains(Identifier.fold(table.name))
            guard isMade || changes.concern(table) else { return nil }
            // One that could not read its rows before is so again after a downgrade, and where nothing is done about it.
            guard isMade && !isDowngrade || diff.to.canRead(table) else { return nil }
            let name = DDLText.quoted(table.name)
            return DDLStatement(
                "INSERT INTO \(name) (\(name)) VALUES ('rebuild')",
                [
                    isMade
                        ? "\(table.name) reads the rows that are there already."
                        : "\(table.name) reads all rows again, for they may read differently now."
                ]
            )
        }
    }
}

/// What of a change lets rows read differently that a full-text table indexes.
private struct ContentChanges {
    private let schema: Schema
    /// The folded names of tables and views.
    private var sources: Set<String> = []
    /// The folded new names of columns, by that of the table.
    private var columns: [String: Set<String>] = [:]

    init(_ diff: SchemaDiff) {
        schema = diff.to
        let views = Set(diff.from.views)
        for view in diff.to.views where !views.contains(view) { sources.insert(Identifier.fold(view.name)) }
        for operation in diff.operations {
            switch operation {
            case .createTable(let table): sources.insert(Identifier.fold(table.name))
            case .createVirtualTable(let table): sources.insert(Identifier.fold(table.name))
            case .renameTable(_, let new): sources.insert(Identifier.fold(new))
            case .renameColumn(let table, _, let new):
                columns[Identifier.fold(table), default: []].insert(Identifier.fold(new))
            case .alterTable(let difference):
                let name = Identifier.fold(difference.to.name)
                if difference.changesRowIDs { sources.insert(name) }
                columns[name, default: []].formUnion(difference.columnsWithOtherValues)
            case .alterVirtualTable, .dropTable, .dropVirtualTable, .createIndex, .dropIndex, .createView,
                .dropView, .createTrigger, .dropTrigger:
                break
            }
        }
    }

    /// Whether a table that stays as it is has to read its rows again.
    func concern(_ table: VirtualTable) -> Bool {
        let read = schema.sources(of: table)
        guard read.isDisjoint(with: sources) else { return true }
        // What a view makes of a column may have any name.
        if case .external(let content) = table.content, schema[view: content] != nil {
            return read.contains { columns[$0]?.isEmpty == false }
        }
        let names = Set(table.columns.map { Identifier.fold($0.name) })
        return read.contains { !names.isDisjoint(with: columns[$0] ?? []) }
    }
}

extension TableDifference {
    /// The folded names of columns that may hold other values in rows that stay.
    fileprivate var columnsWithOtherValues: Set<String> {
        let projection = RowProjection(difference: self)
        let changed = to.columns.filter { from[column: $0.name] != nil && !projection.keepsOldValues($0) }
        return Set(changed.map { Identifier.fold($0.name) })
    }

    /// Whether rows that stay may have another rowid.
    fileprivate var changesRowIDs: Bool {
        from.isWithoutRowID != to.isWithoutRowID
            || from.rowIDAlias.map { Identifier($0.name) } != to.rowIDAlias.map { Identifier($0.name) }
    }
}

extension Schema {
    /// The folded names of what a full-text table indexes: its table or view, with all words of the views on the way.
    func sources(of table: VirtualTable) -> Set<String> {
        guard case .external(let content) = table.content else { return [] }
        let mentions = Dictionary(views.map { (Identifier.fold($0.name), $0.mentions) }) { first, _ in first }
        var sources: Set<String> = []
        var waiting = [Identifier.fold(content)]
        while let name = waiting.popLast() {
            guard sources.insert(name).inserted else { continue }
            waiting += mentions[name] ?? []
        }
        return sources
    }

    /// Whether what a full-text table indexes is there, with its columns.
    fileprivate func canRead(_ table: VirtualTable) -> Bool {
        guard case .external(let content) = table.content else { return true }
        if let source = self[table: content] { return table.columns.allSatisfy { source[column: $0.name] != nil } }
        return self[view: content] != nil || self[virtualTable: content] != nil
    }
}
