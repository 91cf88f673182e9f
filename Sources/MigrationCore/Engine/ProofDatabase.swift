/// A scratch database that holds a schema, and sample rows where they are wanted.
struct ProofDatabase {
    let scratch: ScratchDatabase

    /// A database that is there already.
    init(scratch: ScratchDatabase) {
        self.scratch = scratch
    }

    /// Creates the objects of a schema: tables, with the views that virtual tables may read, rows, and then what would
    /// notice rows.
    ///
    /// - Parameters:
    ///   - schema: what it holds.
    ///   - sampled: the folded names of the tables that get sample rows.
    ///   - holdsJSON: those of columns that JSON functions read.
    /// - Throws: `MigrationError` where SQLite can't create what it showed.
    init(
        _ schema: Schema,
        sampling sampled: Set<String> = [],
        holdsJSON: Set<String> = []
    ) throws(MigrationError) {
        do throws(DatabaseError) {
            scratch = try ScratchDatabase()
            _ = try scratch.connection.query("PRAGMA foreign_keys=OFF")
            let ordinary = schema.tables.map(\.sql) + schema.indexes.map(\.sql) + schema.views.map(\.sql)
            try scratch.run((ordinary + schema.virtualTables.map(\.sql)).map { SQLStatement($0) })
            if !sampled.isEmpty {
                let rows = SampleRows(schema: schema, sampled: sampled, holdsJSON: holdsJSON)
                try rows.insert(into: scratch.connection)
            }
            try scratch.run(schema.triggers.map { SQLStatement($0.sql) })
        } catch {
            throw MigrationError(
                .schema,
                "the schema to start from can't be recreated on a scratch database: \(error.message)"
                    + (error.statement.map { "\n  \($0.text.prefix(300))" } ?? ""),
                remedy: "A module or function that is missing here has to be built into SQLite for autogenerate.",
                underlying: error
            )
        }
    }

    /// Runs a section.
    ///
    /// - Returns: why it failed, `nil` where it did not.
    func apply(_ batch: Batch) -> DatabaseError? {
        do throws(DatabaseError) {
            try scratch.connection.apply(batch)
            return nil
        } catch {
            return error
        }
    }

    func schema(versionTable: String) throws(MigrationError) -> Schema {
        do throws(DatabaseError) {
            return try scratch.schema(versionTable: versionTable)
        } catch {
            throw MigrationError(error, at: .memory)
        }
    }

    func query(_ text: String) throws(MigrationError) -> [SQLRow] {
        do throws(DatabaseError) {
            return try scratch.connection.query(SQLStatement(text))
        } catch {
            throw MigrationError(error, at: .memory)
        }
    }
}

/// The tables whose rows a change can touch, with those that they refer to.
struct SampledTables {
    /// Folded, in the schema before the change.
    private(set) var names: Set<String> = []

    init(_ diff: SchemaDiff) {
        let map = NameMap(diff)
        var touched: Set<String> = []
        for operation in diff.operations {
            switch operation {
            case .alterTable(let difference): touched.insert(Identifier.fold(difference.to.name))
            case .renameTable(_, let new): touched.insert(Identifier.fold(new))
            case .renameColumn(let table, _, _): touched.insert(Identifier.fold(table))
            case .alterVirtualTable(let difference): touched.insert(Identifier.fold(difference.to.name))
            case .createIndex(let index): touched.insert(Identifier.fold(index.table))
            case .createTable, .dropTable, .createVirtualTable, .dropVirtualTable, .dropIndex, .createView, .dropView,
                .createTrigger,
                .dropTrigger:
                break
            }
        }
        for table in diff.from.tables {
            let name = map.tableName(table.name)
            let isTouched = name.isEmpty || touched.contains(Identifier.fold(name))
            let refers = table.foreignKeys.contains { touched.contains(Identifier.fold(map.tableName($0.parent))) }
            if isTouched || refers { names.insert(Identifier.fold(table.name)) }
        }
        for table in diff.from.virtualTables where touched.contains(Identifier.fold(map.tableName(table.name))) {
            names.insert(Identifier.fold(table.name))
            names.formUnion(diff.from.sources(of: table))
        }
        addParents(diff.from)
    }

    private mutating func addParents(_ schema: Schema) {
        let tables = Dictionary(schema.tables.map { (Identifier.fold($0.name), $0) }) { first, _ in first }
        var waiting = Array(names)
        while let name = waiting.popLast() {
            for key in tables[name]?.foreignKeys ?? [] where names.insert(Identifier.fold(key.parent)).inserted {
                waiting.append(Identifier.fold(key.parent))
            }
        }
    }
}

extension SchemaOperation {
    /// The name of the table that goes.
    fileprivate var droppedTable: String? {
        switch self {
        case .dropTable(let table): table.name
        case .dropVirtualTable(let table): table.name
        case .createTable, .renameTable, .renameColumn, .alterTable, .createVirtualTable, .alterVirtualTable,
            .createIndex, .dropIndex, .createView, .dropView, .createTrigger, .dropTrigger:
            nil
        }
    }
}

/// What became of the names of tables and columns.
struct NameMap {
    private var tables: [String: String] = [:]
    private var columns: [String: [String: String]] = [:]

    init(_ diff: SchemaDiff) {
        for table in diff.from.tables { tables[Identifier.fold(table.name)] = table.name }
        for table in diff.from.virtualTables { tables[Identifier.fold(table.name)] = table.name }
        for operation in diff.operations {
            if case .renameTable(let old, let new) = operation {
                for (name, current) in tables where Identifier(current) == Identifier(old) { tables[name] = new }
            } else if let dropped = operation.droppedTable {
                for (name, current) in tables where Identifier(current) == Identifier(dropped) { tables[name] = "" }
            }
        }
        for table in diff.from.tables {
            let key = Identifier.fold(table.name)
            columns[key] = Dictionary(table.columns.map { (Identifier.fold($0.name), $0.name) }) { first, _ in first }
        }
        for case .renameColumn(let table, let old, let new) in diff.operations {
            for (key, current) in tables where Identifier(current) == Identifier(table) {
                for (name, column) in columns[key] ?? [:] where Identifier(column) == Identifier(old) {
                    columns[key]?[name] = new
                }
            }
        }
    }

    /// The name of a table after the renames; empty where it is dropped.
    func tableName(_ old: String) -> String { tables[Identifier.fold(old)] ?? old }

    /// The name of a column after the renames.
    func columnName(_ old: String, of table: String) -> String {
        columns[Identifier.fold(table)]?[Identifier.fold(old)] ?? old
    }
}
