import MigrationCore

/// What SQLite's pragmas tell of a table, in a form that the parsed table can be brought into as well.
struct PragmaView: Hashable {
    struct Column: Hashable {
        var name: String
        var type: String
        var isNotNull: Bool
        var hasDefault: Bool
        var key: Int64
        var hidden: Int64
    }

    struct Key: Hashable {
        var origin: String
        var name: String?
        var isUnique: Bool
        var isPartial: Bool
        /// Name (empty for an expression), direction and collation of each column.
        var columns: [[String]]
    }

    struct Reference: Hashable {
        var columns: [String]
        var parent: String
        var parentColumns: [String?]
        var onUpdate: String
        var onDelete: String
    }

    var columns: [Column] = []
    var keys: [Key: Int] = [:]
    var references: [Reference: Int] = [:]
    var isWithoutRowID = false
    var isStrict = false
}

extension PragmaView {
    init(of table: String, in connection: any DatabaseConnection) throws {
        for row in try connection.query(SQLStatement("SELECT * FROM pragma_table_xinfo(?)", [.text(table)])) {
            columns.append(
                Column(
                    name: row[1].text ?? "",
                    type: PragmaView.type(MigrationCore.Column(name: "", type: row[2].text).typeKey),
                    isNotNull: row[3].integer == 1,
                    hasDefault: row[4] != .null && row[4].text?.uppercased() != "NULL" && row[4].text != "(NULL)",
                    key: row[5].integer ?? 0,
                    hidden: row[6].integer ?? 0
                )
            )
        }
        for row in try connection.query(SQLStatement("SELECT * FROM pragma_index_list(?)", [.text(table)])) {
            let origin = row[3].text ?? ""
            let parts = try connection.query(SQLStatement("SELECT * FROM pragma_index_xinfo(?)", [row[1]]))
                .filter { $0[5].integer == 1 }
                .map {
                    [
                        $0[2].text.map(Identifier.fold) ?? "", $0[3].integer == 1 ? "desc" : "",
                        Identifier.fold($0[4].text ?? ""),
                    ]
                }
            let key = Key(
                origin: origin,
                name: origin == "c" ? row[1].text : nil,
                isUnique: row[2].integer == 1,
                isPartial: row[4].integer == 1,
                columns: parts
            )
            keys[key, default: 0] += 1
        }
        let rows = try connection.query(
            SQLStatement("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [.text(table)])
        )
        for (_, group) in Dictionary(grouping: rows, by: { $0[0] }) {
            let reference = Reference(
                columns: group.map { Identifier.fold($0[3].text ?? "") },
                parent: Identifier.fold(group[0][2].text ?? ""),
                parentColumns: group.map { $0[4].text.map(Identifier.fold) },
                onUpdate: group[0][5].text ?? "",
                onDelete: group[0][6].text ?? ""
            )
            references[reference, default: 0] += 1
        }
        let options = try connection.query(
            SQLStatement("SELECT wr, strict FROM pragma_table_list(?) WHERE schema = 'main'", [.text(table)])
        )
        isWithoutRowID = options.first?[0].integer == 1
        isStrict = options.first?[1].integer == 1
    }

    init(of table: Table, indexes: [Index]) {
        let key = table.primaryKey?.columns.compactMap { $0.name.map(Identifier.fold) } ?? []
        columns = table.columns.map { column in
            Column(
                name: column.name,
                type: PragmaView.type(column.typeKey),
                isNotNull: column.notNull != nil,
                hasDefault: column.defaultValue != nil,
                key: Int64((key.firstIndex(of: Identifier.fold(column.name)) ?? -1) + 1),
                hidden: column.generated.map { $0.isStored ? 3 : 2 } ?? 0
            )
        }
        for constraint in table.uniqueConstraints {
            add("u", nil, constraint.columns, of: table)
        }
        if let key = table.primaryKey, table.rowIDAlias == nil { add("pk", nil, key.columns, of: table) }
        for index in indexes {
            add("c", index.name, index.columns, of: table, isUnique: index.isUnique, isPartial: index.predicate != nil)
        }
        for reference in table.foreignKeys {
            let parents = reference.parentColumns?.map { Optional(Identifier.fold($0)) }
            let value = Reference(
                columns: reference.columns.map(Identifier.fold),
                parent: Identifier.fold(reference.parent),
                parentColumns: parents ?? reference.columns.map { _ in nil },
                onUpdate: reference.onUpdate.rawValue,
                onDelete: reference.onDelete.rawValue
            )
            references[value, default: 0] += 1
        }
        isWithoutRowID = table.isWithoutRowID
        isStrict = table.isStrict
    }

    /// A comment inside `GENERATED ALWAYS` leaves the first word in the pragma's type.
    private static func type(_ key: String) -> String {
        let words = key.split(separator: " ")
        return words.last == "generated" ? words.dropLast().joined(separator: " ") : key
    }

    private mutating func add(
        _ origin: String,
        _ name: String?,
        _ parts: [IndexedColumn],
        of table: Table,
        isUnique: Bool = true,
        isPartial: Bool = false
    ) {
        let columns = parts.map { part in
            let own = part.name.flatMap { table[column: $0]?.collationKey } ?? "binary"
            return [
                part.name.map(Identifier.fold) ?? "", part.isDescending ? "desc" : "",
                part.collation.map(Identifier.fold) ?? own,
            ]
        }
        let key = Key(origin: origin, name: name, isUnique: isUnique, isPartial: isPartial, columns: columns)
        keys[key, default: 0] += 1
    }
}
