/// A virtual table whose module, arguments or columns' names change, behind the renames of tables.
package struct VirtualTableDifference: Hashable, Sendable {
    package var from: VirtualTable
    package var to: VirtualTable
    /// Columns that get another name: no ALTER does that, so `from` has the old ones.
    var renames: [RenameSequence.Step]
    /// The text itself has to become the declared one, for it carries hints that are to be spent.
    var needsDeclaredText: Bool

    init(
        from: VirtualTable,
        to: VirtualTable,
        renames: [RenameSequence.Step] = [],
        needsDeclaredText: Bool = false
    ) {
        self.from = from
        self.to = to
        self.renames = renames
        self.needsDeclaredText = needsDeclaredText
    }

    package var inverse: VirtualTableDifference {
        VirtualTableDifference(
            from: to,
            to: from,
            renames: renames.map { RenameSequence.Step(old: $0.new, new: $0.old) },
            needsDeclaredText: needsDeclaredText
        )
    }

    /// Whether something has to happen.
    var isEmpty: Bool { from == to && renames.isEmpty && !needsDeclaredText }

    /// The name before the change of a declared column; `nil` for a new one.
    func oldName(ofColumn new: String) -> String? {
        if let step = renames.first(where: { Identifier($0.new) == Identifier(new) }) { return step.old }
        guard !renames.contains(where: { Identifier($0.old) == Identifier(new) }) else { return nil }
        return from[column: new]?.name
    }

    /// The columns that come without values.
    var addedColumns: [VirtualTable.Column] { to.columns.filter { oldName(ofColumn: $0.name) == nil } }

    /// The columns whose values no declared column takes.
    var droppedColumns: [VirtualTable.Column] {
        let kept = Set(to.columns.compactMap { oldName(ofColumn: $0.name) }.map(Identifier.fold))
        return from.columns.filter { !kept.contains(Identifier.fold($0.name)) }
    }

    /// Whether more differs than the names of columns.
    var changesMore: Bool {
        guard from != to else { return false }
        var names: [String: String] = [:]
        for step in renames { names[Identifier.fold(step.old)] = Identifier.fold(step.new) }
        return names.isEmpty || Identifier(from.module) != Identifier(to.module)
            || from.words(renaming: names) != to.words(renaming: [:])
    }

    /// What a reader should know: renames, and what of the stored values the new table does not take along.
    var warnings: [SchemaWarning] {
        renames.map { SchemaWarnings.columnRenamed(to.name, from: $0.old, to: $0.new) } + losses
    }

    private var losses: [SchemaWarning] {
        let name = to.name
        switch (from.content, to.content) {
        case (.own, .own):
            return droppedColumns.map { column in
                SchemaWarning(.columnDropped, name, "column '\(name).\(column.name)' is dropped with its values")
            }
        case (.own, .external(let table)), (.unknown, .external(let table)):
            return [
                SchemaWarning(
                    .tableDropped,
                    name,
                    "virtual table '\(name)' is dropped with its rows: from here on it indexes '\(table)'"
                )
            ]
        case (.external, _), (.none, _), (.own, .none), (.own, .unknown), (.unknown, .own), (.unknown, .none),
            (.unknown, .unknown):
            return []
        }
    }
}

extension VirtualTable {
    /// The arguments' words, names without their quotes.
    fileprivate func words(renaming names: [String: String]) -> [[String]] {
        arguments.map { argument in
            let bytes = Array(argument.utf8)
            let tokens = (try? Tokenizer.tokens(of: argument, keepingTrivia: false)) ?? []
            return tokens.map { token in
                guard token.kind != .string else { return String(decoding: bytes[token.range], as: UTF8.self) }
                let word = Identifier.fold(Identifier.unquote(bytes[token.range]))
                return names[word] ?? word
            }
        }
    }
}
