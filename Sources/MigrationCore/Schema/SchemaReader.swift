/// Makes a schema of the rows of `sqlite_schema`.
package struct SchemaReader {
    /// One row of `sqlite_schema`.
    package struct Row: Hashable, Sendable {
        package var type: String
        package var name: String
        package var table: String
        package var sql: String

        package init(type: String, name: String, table: String, sql: String) {
            self.type = type
            self.name = name
            self.table = table
            self.sql = sql
        }

        /// Told by the words with which SQLite itself begins the text that it keeps.
        var isVirtualTable: Bool {
            type == "table" && Identifier.fold(String(sql.prefix(14))) == "create virtual"
        }

        var isOrdinaryTable: Bool { type == "table" && !isVirtualTable }
    }

    /// A row whose text cannot be read.
    package struct Failure: Error, Hashable, Sendable {
        package let row: Row
        package let error: SchemaError
    }

    private let rows: [Row]
    private var schema = Schema()
    /// Positions in `schema.tables` by folded name.
    private var tables: [String: Int] = [:]
    private var shadows: ShadowTables

    private init(_ rows: [Row], shadows: ShadowTables) {
        self.rows = rows
        self.shadows = shadows
    }

    /// The schema that the rows describe.
    ///
    /// - Parameters:
    ///   - rows: the rows in their order, without those that have no text, and without what is to stay invisible.
    ///   - shadowTables: the folded names of the tables that SQLite knows for shadow tables.
    /// - Returns: the schema; shadow tables belong to their virtual tables.
    /// - Throws: `Failure` for a text that cannot be read.
    package static func schema(of rows: [Row], shadowTables: Set<String> = []) throws(Failure) -> Schema {
        var reader = SchemaReader(rows, shadows: ShadowTables(known: shadowTables))
        try reader.readVirtualTables()
        try reader.readTables()
        try reader.readTheRest()
        return reader.schema
    }

    private func parse<Object>(
        _ row: Row,
        _ body: (inout DDLParser) throws(SchemaError) -> Object
    ) throws(Failure) -> Object {
        do throws(SchemaError) {
            var parser = try DDLParser(row.sql)
            return try body(&parser)
        } catch {
            throw Failure(row: row, error: error)
        }
    }

    private mutating func readVirtualTables() throws(Failure) {
        for row in rows where row.isVirtualTable {
            schema.virtualTables.append(
                try parse(row) { parser throws(SchemaError) in try parser.virtualTable() }
            )
        }
        guard !schema.virtualTables.isEmpty else { return }
        shadows.assign(rows.filter { $0.isOrdinaryTable }, to: &schema.virtualTables)
    }

    private mutating func readTables() throws(Failure) {
        for row in rows where row.isOrdinaryTable {
            guard !shadows.contains(row.name) else { continue }
            let table = try parse(row) { parser throws(SchemaError) in try parser.table() }
            tables[Identifier.fold(row.name)] = schema.tables.count
            schema.tables.append(table)
        }
    }

    private mutating func readTheRest() throws(Failure) {
        var names: Set<String>?
        for row in rows where !shadows.contains(row.table) {
            switch row.type {
            case "index":
                schema.indexes.append(
                    try parse(row) { parser throws(SchemaError) in
                        try parser.index { tables[Identifier.fold($0)].map { schema.tables[$0] } }
                    }
                )
            case "view":
                let known = names ?? allNames()
                names = known
                schema.views.append(try parse(row) { parser throws(SchemaError) in try parser.view(names: known) })
            case "trigger":
                let known = names ?? allNames()
                names = known
                schema.triggers.append(
                    try parse(row) { parser throws(SchemaError) in try parser.trigger(names: known) }
                )
            default:
                break
            }
        }
    }

    /// What a double-quoted word of a view or trigger may mean; empty where no text has such a word.
    private func allNames() -> Set<String> {
        let texts = rows.filter { $0.type == "view" || $0.type == "trigger" }
        guard texts.contains(where: { $0.sql.utf8.contains(UInt8(ascii: "\"")) }) else { return [] }
        var names: Set<String> = ["rowid", "oid", "_rowid_", "new", "old", "excluded"]
        for row in rows { names.insert(Identifier.fold(row.name)) }
        for table in schema.tables {
            for column in table.columns { names.insert(Identifier.fold(column.name)) }
        }
        for table in schema.virtualTables {
            for argument in table.arguments {
                guard let word = (try? Tokenizer.tokens(of: argument, keepingTrivia: false))?.first else { continue }
                names.insert(Identifier.fold(Identifier.unquote(Array(argument.utf8)[word.range])))
            }
        }
        return names
    }
}
