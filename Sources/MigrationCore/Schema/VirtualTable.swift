/// A virtual table, with the names of the shadow tables in which its module keeps the content.
///
/// Equality is of meaning: of name, module and arguments. Shadow tables are the module's own affair.
package struct VirtualTable: Sendable {
    /// A column that an argument declares.
    package struct Column: Hashable, Sendable {
        package var name: String
        /// What the argument says besides the name, in the form in which it is compared.
        package var details: String
        /// What a comment on the column's line says.
        package var hints: SchemaHints

        package init(name: String, details: String = "", hints: SchemaHints = SchemaHints()) {
            self.name = name
            self.details = details
            self.hints = hints
        }
    }

    package var name: String
    package var module: String
    /// The module's arguments as written, each without blanks around it.
    package var arguments: [String]
    /// The arguments' tokens in the form in which they are compared.
    package var normalized: String
    /// The `CREATE VIRTUAL TABLE` statement.
    package var sql: String
    package var shadowTables: [String]
    /// The columns that the arguments declare; empty for a module whose arguments are not known.
    package var columns: [Column]
    /// What a comment on the table's own line says.
    package var hints: SchemaHints
    /// Where the parts stand in `sql`; the columns are those that arguments declare.
    package var layout: TableLayout

    package init(
        name: String,
        module: String,
        arguments: [String] = [],
        normalized: String,
        sql: String,
        shadowTables: [String] = [],
        columns: [Column] = [],
        hints: SchemaHints = SchemaHints(),
        layout: TableLayout = TableLayout()
    ) {
        self.name = name
        self.module = module
        self.arguments = arguments
        self.normalized = normalized
        self.sql = sql
        self.shadowTables = shadowTables
        self.columns = columns
        self.hints = hints
        self.layout = layout
    }

    /// The column of a name, in whatever case.
    package subscript(column name: String) -> Column? {
        columns.first { Identifier($0.name) == Identifier(name) }
    }
}

extension VirtualTable: Hashable {
    package static func == (left: VirtualTable, right: VirtualTable) -> Bool {
        Identifier(left.name) == Identifier(right.name) && Identifier(left.module) == Identifier(right.module)
            && sameBytes(left.normalized, right.normalized)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(normalized)
    }
}
