/// The statements of a column swap: see `AlterStrategy.swap`.
struct ColumnSwapStatements {
    let difference: TableDifference
    let column: Column
    /// The table's indexes.
    let indexes: [Index]
    /// A name that no column of the table has.
    let temporary: String

    var statements: [DDLStatement] {
        let table = DDLText.quoted(difference.to.name)
        let old = DDLText.quoted(difference.from[column: column.name]?.name ?? column.name)
        let new = DDLText.quoted(temporary)
        let reasons = difference.changes.map { "  \($0.description(of: difference.to.name))" }
        return [
            UnknownObjectsGuard(table: difference.from, indexes: indexes).statement,
            DDLStatement(
                "ALTER TABLE \(table) ADD COLUMN \(definition)",
                [
                    "Swap of column \(difference.to.name).\(column.name), the last of its table, for ALTER TABLE can't make:"
                ]
                    + reasons + ["The declared column is added under a name that is free."]
            ),
            DDLStatement("UPDATE OR ABORT \(table) SET \(new) = \(old)", ["It takes the values of the old one,"]),
            DDLStatement("ALTER TABLE \(table) DROP COLUMN \(old)", ["which goes,"]),
            DDLStatement(
                "ALTER TABLE \(table) RENAME COLUMN \(new) TO \(DDLText.quoted(column.name))",
                ["and takes its name. Nothing was dropped that another table refers to."]
            ),
        ]
    }

    /// The declared definition, but for the token of the name.
    private var definition: String {
        let text = difference.to.definition(ofColumn: column.name) ?? ""
        guard let name = try? Tokenizer.tokens(of: text, keepingTrivia: false).first else { return text }
        return DDLText.quoted(temporary) + String(decoding: Array(text.utf8)[name.range.upperBound...], as: UTF8.self)
    }
}
