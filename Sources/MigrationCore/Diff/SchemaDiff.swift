/// What has to happen to one schema so that it becomes another.
///
/// ```swift
/// let diff = try SchemaDiff(from: actual, to: desired)
/// print(diff.log.joined(separator: "\n"))      // Detected added table 'prompts'
/// ```
package struct SchemaDiff: Hashable, Sendable {
    package let from: Schema
    package let to: Schema
    /// `from` behind the renames.
    package let renamed: Schema
    /// In an order in which they can be told; what runs first is for the renderer to say.
    package let operations: [SchemaOperation]
    /// Drops and adds that look like renames, where nothing is declared.
    package let candidates: [RenameCandidate]
    package let warnings: [SchemaWarning]
    /// What was detected, a line each: `Detected added table 'prompts'`.
    package let log: [String]
    /// The renames that hold, for the way back.
    let names: DeclaredNames

    package var isEmpty: Bool { operations.isEmpty }

    /// Compares two schemas.
    ///
    /// - Parameters:
    ///   - from: what there is.
    ///   - to: what there should be.
    ///   - options: declared renames and backfills.
    /// - Throws: `SchemaDiffError` for a rename or a backfill of something that is not there.
    package init(from: Schema, to: Schema, options: DiffOptions = DiffOptions()) throws(SchemaDiffError) {
        let names = try DeclaredNames(from: from, to: to, options: options)
        self.init(from: from, to: to, names: names, backfills: try Backfills(from, to, names, options))
        try refuseIdleBackfills(options.backfills)
    }

    private init(from: Schema, to: Schema, names: DeclaredNames, backfills: Backfills) {
        self.from = from
        self.to = to
        self.names = names
        var comparison = SchemaComparison(from: from, to: to, names: names, backfills: backfills)
        comparison.run()
        renamed = comparison.renamed
        operations = comparison.operations
        candidates = comparison.candidates
        let told = SchemaOperation.told(comparison.operations)
        warnings = SchemaWarnings.warnings(of: told) + comparison.dropWarnings
        log = told.flatMap(\.log).map { "Detected \($0)".escapingControls }
    }

    private func refuseIdleBackfills(_ backfills: [DeclaredBackfill]) throws(SchemaDiffError) {
        var used: Set<String> = []
        for case .alterTable(let difference) in operations {
            for column in difference.backfills.keys { used.insert(Identifier.fold(difference.to.name) + "\n" + column) }
        }
        for backfill in backfills
        where !used.contains(Identifier.fold(backfill.table) + "\n" + Identifier.fold(backfill.column)) {
            throw SchemaDiffError(
                "--backfill has nothing to fill in '\(backfill.table).\(backfill.column)': "
                    + "the column is neither new in its table nor newly NOT NULL",
                remedy: "leave the flag out"
            )
        }
    }

    /// The way back: from the declared schema to the one before.
    package var inverse: SchemaDiff {
        SchemaDiff(from: to, to: from, names: names.inverse, backfills: Backfills())
    }
}

/// The backfills of flags and hints, by the folded names of table and column.
struct Backfills: Hashable, Sendable {
    private var expressions: [String: [String: String]] = [:]

    init() {}

    init(_ from: Schema, _ to: Schema, _ names: DeclaredNames, _ options: DiffOptions) throws(SchemaDiffError) {
        let declared = to.tablesByName
        if options.usesHints {
            let existing = from.tablesByName
            for table in to.tables where table.columns.contains(where: { $0.hints.backfill != nil }) {
                let old = existing[Identifier.fold(names.oldName(ofTable: table.name))]
                for column in table.columns {
                    let spent = old?[column: column.name]?.hints.backfill
                    guard let expression = column.hints.backfill, expression != spent else { continue }
                    let row = BackfillRow(old, names, table.name)
                    set(table.name, column.name, try row.expression(expression, for: column.name))
                }
            }
        }
        for backfill in options.backfills {
            guard let table = declared[Identifier.fold(backfill.table)] else {
                throw SchemaDiffError(
                    "--backfill names table '\(backfill.table)', which the declared schema does not have"
                        + Suggestion.phrase(for: backfill.table, in: to.tables.map(\.name))
                )
            }
            guard let column = table[column: backfill.column], column.generated == nil else {
                throw SchemaDiffError(
                    "--backfill names '\(backfill.table).\(backfill.column)', which is no stored column of the declared table"
                        + Suggestion.phrase(for: backfill.column, in: table.columns.map(\.name))
                )
            }
            let old = from.tablesByName[Identifier.fold(names.oldName(ofTable: table.name))]
            let row = BackfillRow(old, names, table.name)
            set(table.name, column.name, try row.expression(backfill.expression, for: column.name))
        }
    }

    private mutating func set(_ table: String, _ column: String, _ expression: String) {
        expressions[Identifier.fold(table), default: [:]][Identifier.fold(column)] = expression
    }

    /// Those that have something to fill: a column that is new, or becomes NOT NULL.
    func usable(from old: Table, to new: Table) -> [String: String] {
        (expressions[Identifier.fold(new.name)] ?? [:]).filter { name, _ in
            guard let column = new[column: name], column.generated == nil else { return false }
            guard let before = old[column: name] else { return true }
            return new.refusesNull(column) && !old.refusesNull(before)
        }
    }
}
