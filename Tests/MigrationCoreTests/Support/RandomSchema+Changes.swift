import MigrationCore

extension RandomSchema {
    /// What happens to a schema, with the renames that have to be declared.
    mutating func change(_ generator: inout SeededGenerator) -> DiffOptions {
        var options = DiffOptions(treatsRestAsDropAndAdd: true)
        var renamedTables: Set<String> = []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard let position = tables.indices.randomElement(using: &generator) else { break }
            switch Int.random(in: 0..<21, using: &generator) {
            case 0, 1: addColumn(position, &generator)
            case 2: dropColumn(position, &generator)
            case 3: changeColumn(position, &generator) { column, _ in column.isNotNull.toggle() }
            case 4:
                changeColumn(position, &generator) { column, generator in
                    column.type = ["INTEGER", "TEXT", "REAL", "BLOB", "ANY"].randomElement(using: &generator) ?? "TEXT"
                    column.collation = nil
                    column.defaultText = nil
                }
            case 5:
                changeColumn(position, &generator) { column, _ in
                    column.defaultText = column.defaultText == nil ? RandomSchema.literal(column.type, 5) : nil
                }
            case 6: changeColumn(position, &generator) { column, _ in column.isUnique.toggle() }
            case 7:
                changeColumn(position, &generator) { column, _ in
                    column.check = column.check == nil ? "\(Identifier(column.name).quoted) <> 'zz'" : nil
                }
            case 8: addIndex(position, &generator)
            case 9: if !tables[position].indexes.isEmpty { tables[position].indexes.removeLast() }
            case 10: addTable(&generator)
            case 11: dropTable(position)
            case 12: tables[position].columns.shuffle(using: &generator)
            case 13:
                guard
                    !tables[position].columns.contains(where: {
                        ["", "VARCHAR(10)", "NUMERIC", "DATE"].contains($0.type)
                    })
                else { break }
                tables[position].isStrict.toggle()
            case 14:
                guard [.text, .composite].contains(tables[position].key) else { break }
                tables[position].isWithoutRowID.toggle()
            case 15:
                switch tables[position].key {
                case .rowID: tables[position].key = .autoincrement
                case .autoincrement: tables[position].key = .rowID
                case .text, .composite, .none: break
                }
            case 16: renameColumn(position, &generator, &options)
            case 17 where renamedTables.isEmpty: swapTables(&options, &renamedTables)
            case 18: swapColumns(position, &options)
            default: if renamedTables.isEmpty { renameTable(position, &generator, &options, &renamedTables) }
            }
        }
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            if Bool.random(using: &generator) {
                addDependant(&generator)
            } else {
                views.last.map { drop(view: $0.name) }
            }
        }
        options.renames.removeAll { !exists($0) }
        if Bool.random(using: &generator), !options.renames.contains(where: { takesOver($0, options) }) {
            tellByComments(&options)
        }
        return options
    }

    /// Whether a rename takes the name of something that is dropped, which has to be said by a flag.
    private func takesOver(_ rename: DeclaredRename, _ options: DiffOptions) -> Bool {
        switch rename {
        case .table(_, let new):
            original.contains("\(new)\n")
                && !options.renames.contains { if case .table(new, _) = $0 { true } else { false } }
        case .column(let table, _, let new):
            original.contains { $0.hasSuffix("\n\(new)") }
                && !options.renames.contains { if case .column(table, new, _) = $0 { true } else { false } }
        }
    }

    /// Puts the renames into comments instead of flags.
    private mutating func tellByComments(_ options: inout DiffOptions) {
        for rename in options.renames {
            switch rename {
            case .table(let old, let new):
                for table in tables.indices where tables[table].name == new { tables[table].was = old }
            case .column(let owner, let old, let new):
                for table in tables.indices where tables[table].name == owner {
                    for column in tables[table].columns.indices where tables[table].columns[column].name == new {
                        tables[table].columns[column].was = old
                    }
                }
            }
        }
        hinted = options.renames
        options.renames = []
    }

    /// Two tables change names: what refers to them follows.
    private mutating func swapTables(_ options: inout DiffOptions, _ renamed: inout Set<String>) {
        let usable = tables.indices.filter { original.contains("\(tables[$0].name)\n") }
        guard usable.count >= 2 else { return }
        let (first, second) = (tables[usable[0]].name, tables[usable[1]].name)
        func swapped(_ name: String) -> String { name == first ? second : name == second ? first : name }
        for table in tables.indices {
            tables[table].name = swapped(tables[table].name)
            for column in tables[table].columns.indices {
                if let parent = tables[table].columns[column].reference?.table {
                    tables[table].columns[column].reference?.table = swapped(parent)
                }
            }
        }
        for view in views.indices { views[view].source = swapped(views[view].source) }
        for trigger in triggers.indices {
            triggers[trigger].table = swapped(triggers[trigger].table)
            triggers[trigger].target = swapped(triggers[trigger].target)
        }
        options.renames = options.renames.map { rename in
            if case .column(let table, let old, let new) = rename {
                .column(table: swapped(table), old: old, new: new)
            } else {
                rename
            }
        }
        options.renames += [.table(old: first, new: second), .table(old: second, new: first)]
        renamed.formUnion([first, second])
    }

    /// The first two plain columns of a table change names, in place.
    private mutating func swapColumns(_ position: Int, _ options: inout DiffOptions) {
        let table = tables[position]
        let isKnown = options.renames.contains { if case .column(table.name, _, _) = $0 { true } else { false } }
        let used = Set(table.indexes.flatMap { $0.parts.map(\.column) })
        let usable = table.columns.indices.filter { index in
            let column = table.columns[index]
            return column.generated == nil && column.check == nil && column.reference == nil
                && !used.contains(column.name)
                && original.contains("\(table.name)\n\(column.name)")
        }
        guard !isKnown, usable.count >= 2, !table.columns.contains(where: { $0.generated != nil }),
            !views.contains(where: { $0.source == table.name })
        else { return }
        let (first, second) = (table.columns[usable[0]].name, table.columns[usable[1]].name)
        tables[position].columns[usable[0]].name = second
        tables[position].columns[usable[1]].name = first
        options.renames += [
            .column(table: table.name, old: first, new: second), .column(table: table.name, old: second, new: first),
        ]
    }

    /// What was renamed may have been dropped afterwards.
    private func exists(_ rename: DeclaredRename) -> Bool {
        switch rename {
        case .table(_, let new): tables.contains { $0.name == new }
        case .column(let table, _, let new):
            tables.contains { $0.name == table && $0.columns.contains { $0.name == new } }
        }
    }

    private mutating func addColumn(_ position: Int, _ generator: inout SeededGenerator) {
        let column = randomColumn(in: tables[position], &generator)
        guard !tables[position].columns.contains(where: { Identifier($0.name) == Identifier(column.name) }) else {
            return
        }
        if Bool.random(using: &generator) || column.generated != nil {
            tables[position].columns.append(column)
        } else {
            tables[position].columns.insert(column, at: 0)
        }
    }

    private mutating func dropColumn(_ position: Int, _ generator: inout SeededGenerator) {
        guard tables[position].columns.filter({ $0.generated == nil }).count > 1,
            let column = tables[position].columns.randomElement(using: &generator)
        else { return }
        let quoted = Identifier(column.name).quoted
        tables[position].columns.removeAll { $0.name == column.name || $0.generated?.contains(quoted) ?? false }
        let names = Set(tables[position].columns.map(\.name))
        tables[position].indexes.removeAll { !$0.parts.allSatisfy { names.contains($0.column) } }
        dropBrokenViews(of: tables[position].name, names)
        if !tables[position].columns.contains(where: { $0.generated == nil }) {
            tables[position].columns.append(Column(name: "plain", type: "TEXT"))
        }
    }

    private mutating func dropBrokenViews(of table: String, _ names: Set<String>) {
        let broken = views.filter { $0.source == table && !$0.columns.allSatisfy(names.contains) }
        for view in broken { drop(view: view.name) }
    }

    private mutating func changeColumn(
        _ position: Int,
        _ generator: inout SeededGenerator,
        _ change: (inout Column, inout SeededGenerator) -> Void
    ) {
        let usable = tables[position].columns.indices.filter {
            tables[position].columns[$0].generated == nil && tables[position].columns[$0].reference == nil
        }
        guard let index = usable.randomElement(using: &generator) else { return }
        change(&tables[position].columns[index], &generator)
    }

    private mutating func dropTable(_ position: Int) {
        guard tables.count > 1 else { return }
        let name = tables[position].name
        tables.remove(at: position)
        for view in views where view.source == name { drop(view: view.name) }
        triggers.removeAll { $0.table == name || $0.target == name }
        for table in tables.indices {
            for column in tables[table].columns.indices where tables[table].columns[column].reference?.table == name {
                tables[table].columns[column].reference = nil
            }
        }
    }

    /// A view, with those that read it.
    private mutating func drop(view name: String) {
        views.removeAll { $0.name == name }
        for view in views where view.source == name { drop(view: view.name) }
    }

    private mutating func renameColumn(
        _ position: Int,
        _ generator: inout SeededGenerator,
        _ options: inout DiffOptions
    ) {
        guard let index = tables[position].columns.indices.randomElement(using: &generator) else { return }
        let old = tables[position].columns[index].name
        let isKnown = options.renames.contains { if case .column = $0 { true } else { false } }
        guard !isKnown, original.contains("\(tables[position].name)\n\(old)") else { return }
        let new = newName(&generator, "c")
        guard !tables[position].columns.contains(where: { Identifier($0.name) == Identifier(new) }) else { return }
        let (before, after) = (Identifier(old).quoted, Identifier(new).quoted)
        tables[position].columns[index].name = new
        for column in tables[position].columns.indices {
            tables[position].columns[column].check = tables[position].columns[column].check?.replacing(
                before,
                with: after
            )
            tables[position].columns[column].generated = tables[position].columns[column].generated?.replacing(
                before,
                with: after
            )
        }
        for number in tables[position].indexes.indices {
            tables[position].indexes[number].predicate = tables[position].indexes[number].predicate?.replacing(
                before,
                with: after
            )
            for part in tables[position].indexes[number].parts.indices
            where tables[position].indexes[number].parts[part].column == old {
                tables[position].indexes[number].parts[part].column = new
            }
        }
        let name = tables[position].name
        for view in views.indices where views[view].source == name {
            views[view].columns = views[view].columns.map { $0 == old ? new : $0 }
        }
        options.renames.append(.column(table: name, old: old, new: new))
    }

    private mutating func renameTable(
        _ position: Int,
        _ generator: inout SeededGenerator,
        _ options: inout DiffOptions,
        _ renamed: inout Set<String>
    ) {
        let old = tables[position].name
        guard original.contains("\(old)\n") else { return }
        let new = newName(&generator, "t")
        tables[position].name = new
        for table in tables.indices {
            for column in tables[table].columns.indices where tables[table].columns[column].reference?.table == old {
                tables[table].columns[column].reference?.table = new
            }
        }
        for view in views.indices where views[view].source == old { views[view].source = new }
        for trigger in triggers.indices {
            if triggers[trigger].table == old { triggers[trigger].table = new }
            if triggers[trigger].target == old { triggers[trigger].target = new }
        }
        renamed.insert(new)
        options.renames = options.renames.map { rename in
            if case .column(old, let from, let to) = rename { .column(table: new, old: from, new: to) } else { rename }
        }
        options.renames.append(.table(old: old, new: new))
    }
}
