/// The tables in which virtual tables keep their content ("Shadow Tables" of SQLite's virtual table documentation).
struct ShadowTables {
    /// What modules append to the name of their table, for databases that do not tell, or whose module is missing.
    private static let suffixes: [String: Set<String>] = {
        let fts3: Set<String> = ["content", "segments", "segdir", "docsize", "stat"]
        let rtree: Set<String> = ["node", "rowid", "parent"]
        return [
            "fts3": fts3, "fts4": fts3,
            "fts5": ["data", "idx", "content", "docsize", "config"],
            "rtree": rtree, "rtree_i32": rtree, "geopoly": rtree,
            "spellfix1": ["vocab"],
            "vec0": ["chunks", "rowids", "info", "auxiliary"],
        ]
    }()

    /// Folded names that SQLite knows for shadow tables.
    private let known: Set<String>
    /// Folded names of those that are.
    private var names: Set<String> = []

    init(known: Set<String>) {
        self.known = known
        names = known
    }

    func contains(_ table: String) -> Bool {
        !names.isEmpty && names.contains(Identifier.fold(table))
    }

    /// Gives shadow tables to the virtual table whose name theirs begin with, the longest of several.
    mutating func assign(_ rows: [SchemaReader.Row], to tables: inout [VirtualTable]) {
        var owners: [String: Int] = [:]
        for (position, table) in tables.enumerated() { owners[Identifier.fold(table.name)] = position }
        for row in rows {
            let name = Identifier.fold(row.name)
            var end = name.endIndex
            while let underscore = name[..<end].lastIndex(of: "_") {
                end = underscore
                guard let owner = owners[String(name[..<underscore])] else { continue }
                let suffix = String(name[name.index(after: underscore)...])
                guard known.contains(name) || ShadowTables.isShadow(suffix, of: tables[owner].module) else { continue }
                names.insert(name)
                tables[owner].shadowTables.append(row.name)
                break
            }
        }
    }

    private static func isShadow(_ suffix: String, of module: String) -> Bool {
        let module = Identifier.fold(module)
        if suffixes[module]?.contains(suffix) == true { return true }
        guard module == "vec0" else { return false }
        return ["vector_chunks", "metadatachunks", "metadatatext"].contains { suffix.hasPrefix($0) }
    }
}
