/// The row that a backfill's expression is read over: the old one, when its columns have taken their new names.
struct BackfillRow {
    private let old: Table?
    private let table: String
    private let oldTable: String
    private let renames: [RenameSequence.Step]

    /// - old: the table before the change; `nil` for a new one, which has no rows to fill.
    init(_ old: Table?, _ names: DeclaredNames, _ table: String) {
        self.old = old
        self.table = table
        oldTable = names.oldName(ofTable: table)
        renames = names.columns[Identifier.fold(table)] ?? []
    }

    /// The expression as the revision holds it: it may be written with the old names or with the new ones.
    ///
    /// - Throws: `SchemaDiffError` for what is not one expression, and for a name in double quotes that no column has, which would fill rows with the name.
    func expression(_ text: String, for column: String) throws(SchemaDiffError) -> String {
        try BackfillExpression.check(text, of: "\(table).\(column)")
        guard let old else { return text }
        let leaving = Set(renames.map { Identifier.fold($0.old) })
        let names = old.columns.map(\.name).filter { !leaving.contains(Identifier.fold($0)) } + renames.map(\.new)
        let known = Set(names.map(Identifier.fold))
        var columns: [String: String] = [:]
        for step in renames where !known.contains(Identifier.fold(step.old)) {
            columns[Identifier.fold(step.old)] = step.new
        }
        let tables = Identifier(oldTable) == Identifier(table) ? [:] : [Identifier.fold(oldTable): table]
        let renamed = ExpressionNames(text).renaming(columns: columns, tables: tables)
        try refuseStrings(in: ExpressionNames(renamed), names, column)
        return renamed
    }

    private func refuseStrings(
        in expression: ExpressionNames,
        _ names: [String],
        _ column: String
    ) throws(SchemaDiffError) {
        // A query inside has columns of its own.
        guard !expression.mentions.contains("select") else { return }
        let known = Set(names.map(Identifier.fold)).union(["rowid", "oid", "_rowid_"])
        for name in expression.doubleQuotedNames where !known.contains(Identifier.fold(name)) {
            throw SchemaDiffError(
                "the backfill of '\(table).\(column)' names \(Identifier(name).quoted), which is no column of the old row, "
                    + "and which SQLite would take for a string" + Suggestion.phrase(for: name, in: names),
                remedy: "write the name of a column, or a string between single quotes"
            )
        }
    }
}
