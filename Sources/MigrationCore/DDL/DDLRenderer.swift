/// Turns a difference into the statements of a section: what depends on the tables goes first and comes back last, guards
/// run before any row is touched, and each table changes in the least invasive way.
package struct DDLRenderer {
    let diff: SchemaDiff
    let engine: EngineVersion
    /// Whether it is the way back.
    let isDowngrade: Bool
    /// Whether a Swift revision asks for it, and not a command.
    let isScript: Bool
    /// Whether every changed table is rebuilt, whatever ALTER TABLE could do.
    let alwaysRebuilds: Bool

    package init(
        _ diff: SchemaDiff,
        engine: EngineVersion,
        isDowngrade: Bool = false,
        isScript: Bool = false,
        alwaysRebuilds: Bool = false
    ) {
        self.diff = diff
        self.engine = engine
        self.isDowngrade = isDowngrade
        self.isScript = isScript
        self.alwaysRebuilds = alwaysRebuilds
    }

    /// Renders the section.
    ///
    /// - Returns: the statements, in the order in which they run.
    /// - Throws: `SchemaDiffError` where a virtual table's content can't be brought along, or a table's rows are too wide.
    package func script() throws(SchemaDiffError) -> DDLScript {
        let plan = AlterationPlan(diff, engine: engine, alwaysRebuilds: alwaysRebuilds)
        let dependants = Dependants(diff, touched: plan.touched)
        let indexes = ContentIndexes(diff, isDowngrade: isDowngrade, plan)
        var statements: [DDLStatement] = []
        statements += indexes.drops
        statements += drops(dependants)
        statements += droppedIndexes(plan)
        statements += drops(of: plan.earlyDrops)
        statements += renames(besides: indexes.remadeNames)
        statements += guards(plan)
        for difference in plan.differences { statements += try alter(difference, plan) }
        statements += try virtualAlterations(plan)
        statements += creations()
        statements += drops(of: plan.lateDrops)
        statements += createdIndexes(plan)
        statements += restoredViews(dependants)
        statements += indexes.creations
        statements += restoredTriggers(dependants)
        statements += indexes.refills
        return DDLScript(
            notes: notes,
            statements: statements,
            foreignKeys: plan.firesActions ? .off : .enforced
        )
    }

    private var notes: [String] {
        let warnings = diff.warnings
        if isDowngrade {
            return diff.warnings.filter(\.losesData).map(\.description)
        }
        return warnings.map(\.description)
    }

    // MARK: What depends on tables

    private func drops(_ dependants: Dependants) -> [DDLStatement] {
        let triggers = dependants.droppedTriggers.map { DDLStatement("DROP TRIGGER \(DDLText.quoted($0.name))") }
        let views = dependants.droppedViews.reversed().map { DDLStatement("DROP VIEW \(DDLText.quoted($0.name))") }
        return explained(
            triggers + views,
            "Triggers must not fire while rows move, and no view or trigger may name what is missing for a moment: SQLite",
            "reads the whole schema when something is renamed. What stays is restored below."
        )
    }

    private func restoredViews(_ dependants: Dependants) -> [DDLStatement] {
        let views = dependants.restoredViews.map { DDLStatement($0.creation) }
        return explained(views, "Views, in the words of the declaration.")
    }

    private func restoredTriggers(_ dependants: Dependants) -> [DDLStatement] {
        // EXPLAIN compiles and does not run; a view that was broken before is so again after a downgrade.
        let tests =
            isDowngrade
            ? [] : dependants.restoredViews.map { DDLStatement("EXPLAIN SELECT * FROM \(DDLText.quoted($0.name))") }
        let triggers = dependants.restoredTriggers.map { DDLStatement($0.creation) }
        return explained(tests, "Each view compiles: SQLite does not look when it is created.")
            + explained(triggers, "Triggers last, so that nothing above fired them.")
    }

    private func explained(_ statements: [DDLStatement], _ comments: String...) -> [DDLStatement] {
        guard var first = statements.first else { return [] }
        first.comments = comments + first.comments
        return [first] + statements.dropFirst()
    }

    // MARK: Names

    /// The renames, but for the tables of these folded names, which were dropped to be made anew under their new ones.
    private func renames(besides remade: Set<String>) -> [DDLStatement] {
        var gone = remade
        return diff.operations.compactMap { operation -> DDLStatement? in
            switch operation {
            case .renameTable(let old, let new):
                if gone.remove(Identifier.fold(old)) != nil {
                    gone.insert(Identifier.fold(new))
                    return nil
                }
                return DDLStatement("ALTER TABLE \(DDLText.quoted(old)) RENAME TO \(DDLText.quoted(new))")
            case .renameColumn(let table, let old, let new):
                return DDLStatement(
                    "ALTER TABLE \(DDLText.quoted(table)) RENAME COLUMN \(DDLText.quoted(old)) TO \(DDLText.quoted(new))"
                )
            case .createTable, .dropTable, .alterTable, .createVirtualTable, .dropVirtualTable, .alterVirtualTable,
                .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
                return nil
            }
        }
    }

    // MARK: Tables

    private func guards(_ plan: AlterationPlan) -> [DDLStatement] {
        let statements = plan.guarded.flatMap { difference in
            RowGuards(
                difference: difference,
                before: diff.renamed,
                after: diff.to,
                differences: plan.differences,
                isDowngrade: isDowngrade,
                isScript: isScript
            ).statements
        }
        return explained(
            statements,
            "What the rows must be like is looked at before any of them is touched; a guard that fails undoes all of it."
        )
    }

    private func alter(_ difference: TableDifference, _ plan: AlterationPlan) throws(SchemaDiffError) -> [DDLStatement]
    {
        switch plan.strategy(of: difference) {
        case .native(let steps):
            return steps.map { native($0, difference.to) }
        case .swap(let column):
            return ColumnSwapStatements(
                difference: difference,
                column: column,
                indexes: plan.keptIndexes(of: difference.to.name),
                temporary: plan.freeColumn(difference)
            )
            .statements
        case .rebuild:
            return try TableRebuild(
                difference: difference,
                indexes: plan.keptIndexes(of: difference.to.name),
                temporary: plan.freeName(for: difference.to.name)
            ).statements()
        }
    }

    private func native(_ step: AlterStrategy.Step, _ declared: Table) -> DDLStatement {
        let table = DDLText.quoted(declared.name)
        switch step {
        case .dropColumn(let column):
            return DDLStatement("ALTER TABLE \(table) DROP COLUMN \(DDLText.quoted(column.name))")
        case .addColumn(let column):
            let definition = declared.definition(ofColumn: column.name) ?? DDLText.quoted(column.name)
            return DDLStatement("ALTER TABLE \(table) ADD COLUMN \(definition)")
        }
    }

    private func virtualAlterations(_ plan: AlterationPlan) throws(SchemaDiffError) -> [DDLStatement] {
        var statements: [DDLStatement] = []
        for case .alterVirtualTable(let difference) in diff.operations where !difference.to.isContentIndex {
            let rebuild = VirtualTableRebuild(
                difference: difference,
                temporary: plan.freeName(for: difference.to.name)
            )
            statements += try rebuild.statements()
        }
        return statements
    }

    private func creations() -> [DDLStatement] {
        var statements: [DDLStatement] = []
        for case .createTable(let table) in diff.operations { statements.append(DDLStatement(table.creation)) }
        for case .createVirtualTable(let table) in diff.operations where !table.isContentIndex {
            statements.append(DDLStatement(table.creation))
        }
        return statements
    }

    private func drops(of names: [String]) -> [DDLStatement] {
        names.map { DDLStatement("DROP TABLE \(DDLText.quoted($0))") }
    }

    // MARK: Indexes

    private func droppedIndexes(_ plan: AlterationPlan) -> [DDLStatement] {
        diff.operations.compactMap { operation in
            guard case .dropIndex(let index) = operation else { return nil }
            return DDLStatement("DROP INDEX \(DDLText.quoted(index.name))")
        }
    }

    private func createdIndexes(_ plan: AlterationPlan) -> [DDLStatement] {
        diff.operations.compactMap { operation in
            guard case .createIndex(let index) = operation else { return nil }
            return DDLStatement(index.creation)
        }
    }
}
