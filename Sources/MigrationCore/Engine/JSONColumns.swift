/// The columns that expressions of a change read as JSON, as far as their words tell.
struct JSONColumns {
    /// Folded, of any table; names that are no column's among them.
    private(set) var names: Set<String> = []

    init(_ diff: SchemaDiff) {
        for schema in [diff.from, diff.to] {
            for table in schema.tables {
                for check in table.checks { add(check.expression.text) }
                for column in table.columns { add(column.generated?.expression.text ?? "") }
            }
            for index in schema.indexes { add(index.sql) }
        }
        for case .alterTable(let difference) in diff.operations {
            for backfill in difference.backfills.values { add(backfill) }
        }
    }

    private mutating func add(_ text: String) {
        guard text.contains("->") || text.lowercased().contains("json") else { return }
        names.formUnion(ExpressionNames(text).mentions)
    }
}
