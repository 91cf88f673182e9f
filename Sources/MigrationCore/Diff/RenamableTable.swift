/// What of a table, ordinary or virtual, has a part in renames.
struct RenamableTable {
    struct Column {
        let name: String
        let was: String?
    }

    let name: String
    let was: String?
    let columns: [Column]
    /// The module of a virtual table.
    let module: String?
    /// Whether ALTER TABLE leaves nothing behind under the old name.
    let canBeRenamed: Bool

    init(_ table: Table) {
        name = table.name
        was = table.hints.was
        columns = table.columns.map { Column(name: $0.name, was: $0.hints.was) }
        module = nil
        canBeRenamed = true
    }

    init(_ table: VirtualTable) {
        name = table.name
        was = table.hints.was
        columns = table.columns.map { Column(name: $0.name, was: $0.hints.was) }
        module = table.module
        canBeRenamed = table.canBeRenamed
    }

    var isVirtual: Bool { module != nil }

    subscript(column name: String) -> Column? {
        columns.first { $0.name == name } ?? columns.first { Identifier($0.name) == Identifier(name) }
    }

    /// The columns with a hint that this table did not carry before.
    func columnsWithHint(since old: RenamableTable) -> [RenameSequence.Step] {
        columns.compactMap { column in
            guard let was = column.was, was != old[column: column.name]?.was else { return nil }
            return RenameSequence.Step(old: was, new: column.name)
        }
    }
}

extension Schema {
    /// All tables that a rename may be about.
    var renamableTables: [RenamableTable] {
        tables.map { RenamableTable($0) } + virtualTables.map { RenamableTable($0) }
    }
}
