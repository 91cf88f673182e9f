/// The detour spared where the revisions lead to what is declared, or nearly: SQLite has then run the same CREATE
/// statements already, and the database on which it did is made the declared one.
///
/// A shortcut to the same result, never another judge: whatever is odd about that database, or fails on it, and the
/// declaration is run on an empty one.
extension DeclaredSchemaLoader {
    /// The declared schema, judged on the database of the replayed revisions.
    ///
    /// - Parameter replayed: what the revisions lead to; its database is changed.
    /// - Returns: the schema; `nil` where an empty database has to judge.
    func adopting(_ replayed: ReplayedSchema) -> DeclaredSchema? {
        do throws(DatabaseError) {
            guard let adoption = try adoption(of: replayed.scratch) else { return nil }
            var loader = self
            loader.scratch = replayed.scratch
            try loader.scratch.run(["PRAGMA foreign_keys=OFF"] + adoption.drops)
            let present = Set(try replayed.scratch.objects().map(\.key))
            let missing = statements.filter { !present.contains($0.key) }
            let isSame = adoption.drops.isEmpty && missing.isEmpty
            return try loader.judged(missing, known: isSame ? replayed.schema : nil)
        } catch {
            return nil
        }
    }

    /// What has to go from a database; `nil` for one that is too different, or not as the tool makes it.
    private func adoption(of database: ScratchDatabase) throws(DatabaseError) -> Adoption? {
        guard try database.settings() == scratch.settings() else { return nil }
        let adoption = Adoption(objects: try database.objects(), statements: statements, invisible)
        return adoption.isWorthwhile ? adoption : nil
    }

    /// Objects that are made late, or by revisions in another order, are told where they are declared.
    func inDeclaredOrder(_ schema: Schema) -> Schema {
        func sorted<Object>(_ objects: [Object], _ kind: DDLParser.Kind, _ name: (Object) -> String) -> [Object] {
            let places = objects.map { positions[DeclaredStatement.Key(kind: kind, name: name($0))] ?? .max }
            guard !zip(places, places.dropFirst()).allSatisfy(<=) else { return objects }
            return objects.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { objects[$0] }
        }
        var schema = schema
        schema.tables = sorted(schema.tables, .table, \.name)
        schema.indexes = sorted(schema.indexes, .index, \.name)
        schema.views = sorted(schema.views, .view, \.name)
        schema.triggers = sorted(schema.triggers, .trigger, \.name)
        return schema
    }
}

/// The difference between a database and a declaration, by the texts of the statements.
private struct Adoption {
    /// What undoes that of which nothing like it is declared: what hangs on others first.
    private(set) var drops: [SQLStatement] = []
    private var kept = 0
    private var isOdd = false
    private let count: Int

    init(objects: [ScratchDatabase.SchemaRow], statements: [DeclaredStatement], _ invisible: InvisibleNames) {
        count = statements.count
        // Virtual tables have tables of their own, and may answer from other tables' rows.
        isOdd = statements.contains { $0.heading.kind == .virtualTable }
        let texts = Dictionary(statements.map { ($0.key, $0.keptText) }) { first, _ in first }
        let counts = statements.contains { $0.table?.primaryKey?.isAutoincrement ?? false }
        for object in objects {
            if texts[object.key] == object.sql {
                kept += 1
            } else if invisible.contains(object.name) || invisible.contains(object.table) {
                isOdd = isOdd || object.name != "sqlite_sequence" || !counts
            } else {
                let name = Identifier(object.name).quoted
                drops.append(SQLStatement("DROP \(object.type.uppercased()) IF EXISTS main.\(name)"))
            }
        }
        let order = ["DROP TRIGGER", "DROP VIEW", "DROP INDEX", "DROP TABLE"]
        drops = order.flatMap { words in drops.filter { $0.text.hasPrefix(words) } }
    }

    /// Most of it has to be there: each change costs more than a statement on an empty database.
    var isWorthwhile: Bool {
        !isOdd && drops.count + count - kept <= max(8, count / 16)
    }
}

extension ScratchDatabase {
    /// A row of sqlite_schema.
    fileprivate struct SchemaRow {
        let type: String
        let name: String
        let table: String
        let sql: String

        var key: DeclaredStatement.Key {
            DeclaredStatement.Key(kind: type == "trigger" ? .trigger : .table, name: name)
        }
    }

    fileprivate func objects() throws(DatabaseError) -> [SchemaRow] {
        try connection.query("SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL")
            .compactMap {
                guard let type = $0[0].text, let name = $0[1].text, let table = $0[2].text, let sql = $0[3].text else {
                    return nil
                }
                return SchemaRow(type: type, name: name, table: table, sql: sql)
            }
    }

    /// What on a connection may sway the judgement of a declaration, and revisions may have changed.
    fileprivate func settings() throws(DatabaseError) -> [SQLValue] {
        let others =
            "SELECT (SELECT count(*) FROM temp.sqlite_schema),"
            + " (SELECT count(*) FROM pragma_database_list WHERE name NOT IN ('main', 'temp'))"
        var values = try connection.query(SQLStatement(others)).flatMap(\.values)
        for name in ["encoding", "legacy_alter_table", "query_only", "trusted_schema", "writable_schema"] {
            values += try connection.query(SQLStatement("PRAGMA main.\(name)")).flatMap(\.values)
        }
        return values
    }
}
