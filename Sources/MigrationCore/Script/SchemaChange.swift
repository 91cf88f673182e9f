/// A change of the schema that a revision asks for; the host makes SQL of it.
enum SchemaChange: Hashable {
    case createTable(TableDeclaration)
    case dropTable(String)
    case renameTable(from: String, to: String)
    /// - backfill: an expression for the rows that are there.
    case addColumn(ColumnDeclaration, table: String, backfill: String?)
    case dropColumn(String, table: String)
    case renameColumn(from: String, to: String, table: String)
    case alterColumn(String, table: String, ColumnAlteration)
    case createIndex(IndexDeclaration)
    case addConstraint(ConstraintDeclaration, table: String)
    case dropConstraint(ConstraintSelector, table: String)
    case createView(name: String, query: String)
    case createTrigger(sql: String)
    case drop(DroppedObject, name: String)
}

/// What is dropped by its name alone.
enum DroppedObject: String, Hashable {
    case index = "INDEX"
    case view = "VIEW"
    case trigger = "TRIGGER"
}

/// A column to be declared.
struct ColumnDeclaration: Hashable, Sendable {
    var name: String
    var type: String?
    var isPrimaryKey = false
    var isAutoincrement = false
    var isNullable = true
    var isUnique = false
    var defaultValue: ColumnDefault?
    var check: String?
    var collation: String?
    var reference: ColumnReference?
    var generated: GeneratedColumn?
}

/// A table to be created.
struct TableDeclaration: Hashable, Sendable {
    var name: String
    var columns: [ColumnDeclaration] = []
    var constraints: [ConstraintDeclaration] = []
    var isStrict = false
    var isWithoutRowID = false
}

/// A constraint behind the columns of a table.
struct ConstraintDeclaration: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case primaryKey([String])
        case unique([String])
        case check(String)
        case foreignKey([String], ColumnReference)
    }

    var name: String?
    var kind: Kind
}

/// Which constraint is meant.
enum ConstraintSelector: Hashable, Sendable {
    case name(String)
    case unique([String])
    case check(String)
    case foreignKey([String])
}

/// An index to be created.
struct IndexDeclaration: Hashable, Sendable {
    var name: String
    var table: String
    var terms: [IndexTerm]
    var isUnique = false
    var condition: String?
}

/// What becomes of a column; what is not mentioned stays.
struct ColumnAlteration: Hashable, Sendable {
    var type: ColumnType?
    var isNullable: Bool?
    var defaultValue: ColumnDefault?
    var dropsDefault = false
    /// An expression for the rows that are NULL.
    var backfill: String?
}
