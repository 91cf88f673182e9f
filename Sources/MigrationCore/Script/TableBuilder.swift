/// What a new table consists of.
///
/// ```swift
/// try op.createTable("prompts") { table in
///     table.primaryKey("id")
///     table.column("title", .text, nullable: false)
///     table.column("owner", .integer, references: ColumnReference("users", "id", onDelete: .cascade))
///     table.unique("owner", "title")
/// }
/// ```
public struct TableBuilder {
    var table: TableDeclaration

    init(_ table: TableDeclaration) {
        self.table = table
    }

    /// A column.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - type: its type; without one it takes values of any.
    ///   - nullable: whether it may be NULL.
    ///   - defaultValue: what a new row gets.
    ///   - unique: whether no two rows may have the same value.
    ///   - check: a condition that each row has to meet.
    ///   - collation: how its texts are compared: `NOCASE`.
    ///   - reference: what it refers to.
    ///   - generated: the expression of a generated column.
    public mutating func column(
        _ name: String,
        _ type: ColumnType? = nil,
        nullable: Bool = true,
        default defaultValue: ColumnDefault? = nil,
        unique: Bool = false,
        check: String? = nil,
        collate collation: String? = nil,
        references reference: ColumnReference? = nil,
        generated: GeneratedColumn? = nil
    ) {
        table.columns.append(
            ColumnDeclaration(
                name: name,
                type: type?.name,
                isNullable: nullable,
                isUnique: unique,
                defaultValue: defaultValue,
                check: check,
                collation: collation,
                reference: reference,
                generated: generated
            )
        )
    }

    /// A column that is the primary key by itself; of the type INTEGER it is the rowid.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - type: its type.
    ///   - autoincrement: whether no number is ever given twice, as INTEGER keys alone can promise.
    public mutating func primaryKey(_ name: String, _ type: ColumnType = .integer, autoincrement: Bool = false) {
        table.columns.append(
            ColumnDeclaration(name: name, type: type.name, isPrimaryKey: true, isAutoincrement: autoincrement)
        )
    }

    /// A primary key of several columns, which are declared by themselves.
    ///
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - name: the constraint's name.
    public mutating func primaryKey(columns: [String], name: String? = nil) {
        table.constraints.append(ConstraintDeclaration(name: name, kind: .primaryKey(columns)))
    }

    /// No two rows may have the same values in these columns.
    ///
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - name: the constraint's name.
    public mutating func unique(_ columns: String..., name: String? = nil) {
        table.constraints.append(ConstraintDeclaration(name: name, kind: .unique(columns)))
    }

    /// A condition that each row has to meet.
    ///
    /// - Parameters:
    ///   - expression: the condition.
    ///   - name: the constraint's name.
    public mutating func check(_ expression: String, name: String? = nil) {
        table.constraints.append(ConstraintDeclaration(name: name, kind: .check(expression)))
    }

    /// A foreign key of one or several columns.
    ///
    /// - Parameters:
    ///   - columns: the names of the columns.
    ///   - reference: what they refer to.
    ///   - name: the constraint's name.
    public mutating func foreignKey(_ columns: String..., references reference: ColumnReference, name: String? = nil) {
        table.constraints.append(ConstraintDeclaration(name: name, kind: .foreignKey(columns, reference)))
    }
}
