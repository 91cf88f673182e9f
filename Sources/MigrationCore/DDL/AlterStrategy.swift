/// How a table is altered: the least invasive way that is exact.
package enum AlterStrategy: Hashable, Sendable {
    /// One `ALTER TABLE` of SQLite's own.
    package enum Step: Hashable, Sendable {
        case dropColumn(Column)
        case addColumn(Column)
    }

    /// `ALTER TABLE` alone leads to exactly the declared table.
    case native([Step])
    /// The last column is replaced: a new one is added, filled from the old one, and takes its name.
    case swap(Column)
    /// SQLite's own procedure for all other changes.
    case rebuild

    /// Chooses the way for a table.
    ///
    /// - Parameters:
    ///   - difference: what changes.
    ///   - indexes: the table's indexes that stay.
    ///   - engine: the library that will run it.
    package init(for difference: TableDifference, keeping indexes: [Index], on engine: EngineVersion) {
        if let steps = NativeAlteration(difference, engine).steps {
            self = .native(steps)
        } else if let column = ColumnSwap(difference, engine).column,
            !indexes.contains(where: { $0.mentions.contains(Identifier.fold(column.name)) })
        {
            self = .swap(column)
        } else {
            self = .rebuild
        }
    }
}

extension Table {
    /// How many columns a table and the rows of a SELECT may have (sqlite.org/limits.html, "Maximum Number Of Columns"); a
    /// build of SQLite may allow more.
    static let maximumColumns = 2_000
}

/// Whether ALTER TABLE alone can do it: the steps are carried out on the value, and the result must be the declared table.
struct NativeAlteration {
    let difference: TableDifference
    let engine: EngineVersion

    init(_ difference: TableDifference, _ engine: EngineVersion) {
        self.difference = difference
        self.engine = engine
    }

    /// The steps, or `nil` where they don't lead there.
    var steps: [AlterStrategy.Step]? {
        guard !difference.needsDeclaredText, difference.backfills.isEmpty else { return nil }
        var table = difference.from
        var steps: [AlterStrategy.Step] = []
        for column in difference.from.columns where difference.to[column: column.name] == nil {
            guard engine >= .dropsColumns, let smaller = table.dropping(column) else { return nil }
            table = smaller
            steps.append(.dropColumn(column))
        }
        for column in difference.to.columns where difference.from[column: column.name] == nil {
            guard difference.to.canAdd(column, engine), let larger = table.adding(column, of: difference.to) else {
                return nil
            }
            table = larger
            steps.append(.addColumn(column))
        }
        return table == difference.to ? steps : nil
    }
}

/// Whether the change is one of the last column alone, so that ADD, UPDATE, DROP and RENAME lead to the declared table
/// without DROP TABLE, and with foreign keys enforced all the time.
struct ColumnSwap {
    let difference: TableDifference
    let engine: EngineVersion

    init(_ difference: TableDifference, _ engine: EngineVersion) {
        self.difference = difference
        self.engine = engine
    }

    /// The column as declared, or `nil` where a swap is not exact.
    var column: Column? {
        let (from, to) = (difference.from, difference.to)
        guard engine >= .dropsColumns, !difference.needsDeclaredText, difference.backfills.isEmpty,
            let old = from.columns.last, let new = to.columns.last, Identifier(old.name) == Identifier(new.name),
            old.generated == nil, new.generated == nil, old != new, !from.hasComments, !to.hasComments,
            // The new column stands beside the old one for a moment.
            from.columns.count < Table.maximumColumns
        else { return nil }
        // A CHECK or a reference would have to follow the column through its other name.
        let key = Identifier.fold(new.name)
        guard !to.mentionsOutsideDefinition(key), !from.mentionsOutsideDefinition(key), to.canAdd(new, engine),
            let rest = from.dropping(old), rest.columns.count > 0, rest.adding(new, of: to) == to
        else { return nil }
        return new
    }
}

extension Table {
    /// Whether the text holds comments, which DROP COLUMN takes along.
    fileprivate var hasComments: Bool {
        ((try? Tokenizer.tokens(of: sql)) ?? []).contains { $0.kind == .comment }
    }

    /// Whether a constraint or another column's expression names a column.
    fileprivate func mentionsOutsideDefinition(_ key: String) -> Bool {
        primaryKey?.columns.contains { $0.name.map(Identifier.fold) == key } ?? false
            || uniqueConstraints.contains { $0.columns.contains { $0.name.map(Identifier.fold) == key } }
            || foreignKeys.contains { $0.columns.contains { Identifier.fold($0) == key } }
            || checks.contains { $0.expression.mentions.contains(key) }
            || columns.contains { $0.generated?.expression.mentions.contains(key) ?? false }
    }

    /// The table without a column, or `nil` where DROP COLUMN refuses it ("ALTER TABLE DROP COLUMN").
    fileprivate func dropping(_ column: Column) -> Table? {
        let key = Identifier.fold(column.name)
        func isColumn(_ part: IndexedColumn) -> Bool { part.name.map(Identifier.fold) == key }
        guard columns.count > 1, !(primaryKey?.columns.contains(where: isColumn) ?? false),
            !uniqueConstraints.contains(where: { $0.columns.contains(where: isColumn) })
        else { return nil }
        let definition = definition(ofColumn: column.name) ?? ""
        var table = self
        table.checks = checks.filter { !($0.isInColumn && $0.expression.isAlone(in: definition, of: column)) }
        table.foreignKeys = foreignKeys.filter { !($0.isInColumn && $0.columns.map(Identifier.fold) == [key]) }
        if let position = position(of: column.name) {
            table.columns.remove(at: position)
            if layout.columns.indices.contains(position) { table.layout.columns.remove(at: position) }
        }
        let isFree =
            !table.checks.contains { $0.expression.mentions.contains(key) }
            && !table.foreignKeys.contains { $0.columns.contains { Identifier.fold($0) == key } }
            && !table.columns.contains { $0.generated?.expression.mentions.contains(key) ?? false }
            && table.columns.contains { $0.generated == nil }
        return isFree ? table : nil
    }

    /// Whether ADD COLUMN takes the column, whatever rows there are ("ALTER TABLE ADD COLUMN"); some of its refusals show
    /// only in a table with rows.
    fileprivate func canAdd(_ column: Column, _ engine: EngineVersion) -> Bool {
        let key = Identifier.fold(column.name)
        func isColumn(_ part: IndexedColumn) -> Bool { part.name.map(Identifier.fold) == key }
        let isKey =
            primaryKey?.columns.contains(where: isColumn) ?? false
            || uniqueConstraints.contains { $0.columns.contains(where: isColumn) }
        guard !isKey, definition(ofColumn: column.name) != nil else { return false }
        if let generated = column.generated {
            return !generated.isStored && column.notNull == nil && engine >= .generatesColumns
        }
        guard let value = column.defaultValue else { return column.notNull == nil }
        guard AddedDefault(expression: value, column: column, table: self).isExact else { return false }
        return !foreignKeys.contains { $0.columns.contains { Identifier.fold($0) == key } }
    }

    /// The table with a column of another one at its end, with the constraints of the column's own definition.
    fileprivate func adding(_ column: Column, of declared: Table) -> Table? {
        let definition = declared.definition(ofColumn: column.name) ?? ""
        let key = Identifier.fold(column.name)
        var table = self
        table.columns.append(column)
        table.checks += declared.checks.filter { $0.isInColumn && $0.expression.isAlone(in: definition, of: column) }
        table.foreignKeys += declared.foreignKeys.filter { $0.isInColumn && $0.columns.map(Identifier.fold) == [key] }
        return table
    }
}

extension Index {
    /// All words and names of the statement, folded.
    var mentions: Set<String> { ExpressionNames(sql).mentions }
}

extension Expression {
    /// Whether a CHECK stands in a column's definition: its text occurs there, and it names the column.
    fileprivate func isAlone(in definition: String, of column: Column) -> Bool {
        definition.contains(text) && mentions.contains(Identifier.fold(column.name))
    }
}
