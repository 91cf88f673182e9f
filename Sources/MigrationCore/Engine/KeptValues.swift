/// The values that a change has to keep: of columns that both schemas have, and that convert nothing.
struct KeptValues {
    /// The rows of a table, as text that tells every value and its class.
    struct Rows: Hashable {
        let table: String
        let values: [String]
        /// The AUTOINCREMENT counter.
        let counter: String
    }

    private struct Kept {
        let old: Table
        let new: Table
        let columns: [(old: String, new: String)]
    }

    private struct KeptVirtual {
        let old: VirtualTable
        let new: VirtualTable
        /// The rowid among them, where the table has one besides its columns.
        let columns: [(old: String, new: String)]
    }

    private var tables: [Kept] = []
    private var virtualTables: [KeptVirtual] = []

    init(_ diff: SchemaDiff) {
        let map = NameMap(diff)
        let sampled = SampledTables(diff).names
        let declared = Dictionary(diff.to.tables.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        var filled: [String: Set<String>] = [:]
        for case .alterTable(let difference) in diff.operations {
            filled[Identifier.fold(difference.to.name)] = Set(difference.backfills.keys)
        }
        for old in diff.from.tables where sampled.contains(Identifier.fold(old.name)) {
            let key = Identifier.fold(map.tableName(old.name))
            guard let new = declared[key] else { continue }
            let columns = old.columns.compactMap { column -> (old: String, new: String)? in
                let name = map.columnName(column.name, of: old.name)
                guard let after = new[column: name], column.generated == nil, after.generated == nil,
                    old.affinity(of: column) == new.affinity(of: after),
                    !(filled[key]?.contains(Identifier.fold(name)) ?? false)
                else { return nil }
                return (column.name, after.name)
            }
            tables.append(Kept(old: old, new: new, columns: columns))
        }
        virtualTables = KeptValues.virtualTables(diff, map, sampled)
    }

    /// Those that hold their rows before and after.
    private static func virtualTables(_ diff: SchemaDiff, _ map: NameMap, _ sampled: Set<String>) -> [KeptVirtual] {
        var changed: [String: VirtualTableDifference] = [:]
        for case .alterVirtualTable(let difference) in diff.operations {
            changed[Identifier.fold(difference.to.name)] = difference
        }
        return diff.from.virtualTables.compactMap { old in
            let name = map.tableName(old.name)
            guard sampled.contains(Identifier.fold(old.name)), !name.isEmpty, let new = diff.to[virtualTable: name],
                case (.own, .own) = (old.content, new.content)
            else { return nil }
            let difference = changed[Identifier.fold(name)] ?? VirtualTableDifference(from: old, to: new)
            var columns = new.columns.compactMap { column in
                difference.oldName(ofColumn: column.name).map { (old: $0, new: column.name) }
            }
            if old.isFullText { columns.append(("rowid", "rowid")) }
            return KeptVirtual(old: old, new: new, columns: columns)
        }
    }

    /// Reads what is kept.
    func read(from database: ProofDatabase, isAfter: Bool) throws(MigrationError) -> [Rows] {
        var all: [Rows] = []
        for kept in tables {
            let table = isAfter ? kept.new : kept.old
            var parts = kept.columns.map { "quote(\(Identifier(isAfter ? $0.new : $0.old).quoted))" }
            if kept.old.rowIDAlias == nil, kept.new.rowIDAlias == nil, kept.old.rowIDName != nil,
                kept.new.rowIDName != nil,
                let rowID = table.rowIDName
            {
                parts.append(rowID)
            }
            let row = KeptValues.text(of: parts)
            let rows = try database.query("SELECT \(row) FROM \(Identifier(table.name).quoted) ORDER BY 1")
            all.append(
                Rows(
                    table: kept.old.name,
                    values: rows.map { $0[0].text ?? "" },
                    counter: try counter(kept, table, database)
                )
            )
        }
        return try all + readVirtualTables(from: database, isAfter: isAfter)
    }

    /// One text of many, in groups: SQLite takes no expression that is deeper than 1000 (sqlite.org/limits.html).
    private static func text(of parts: [String]) -> String {
        guard parts.count > 100 else { return parts.isEmpty ? "''" : parts.joined(separator: " || ', ' || ") }
        let groups = stride(from: 0, to: parts.count, by: 100).map { start in
            "(\(text(of: Array(parts[start..<min(start + 100, parts.count)]))))"
        }
        return text(of: groups)
    }

    private func readVirtualTables(from database: ProofDatabase, isAfter: Bool) throws(MigrationError) -> [Rows] {
        var all: [Rows] = []
        for kept in virtualTables where !kept.columns.isEmpty {
            let row = kept.columns.map { "quote(\(Identifier(isAfter ? $0.new : $0.old).quoted))" }
            let table = Identifier(isAfter ? kept.new.name : kept.old.name).quoted
            let rows = try database.query("SELECT \(KeptValues.text(of: row)) FROM \(table) ORDER BY 1")
            all.append(Rows(table: kept.old.name, values: rows.map { $0[0].text ?? "" }, counter: ""))
        }
        return all
    }

    private func counter(_ kept: Kept, _ table: Table, _ database: ProofDatabase) throws(MigrationError) -> String {
        guard kept.old.primaryKey?.isAutoincrement ?? false, kept.new.primaryKey?.isAutoincrement ?? false else {
            return ""
        }
        let name = sqlStringLiteral(table.name)
        let rows = try database.query("SELECT quote(seq) FROM sqlite_sequence WHERE name = \(name) COLLATE NOCASE")
        return rows.map { $0[0].text ?? "" }.joined(separator: ", ")
    }
}
