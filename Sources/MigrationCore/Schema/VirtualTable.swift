/// A virtual table, with the names of the shadow tables in which its module keeps the content.
///
/// Equality is of meaning: of name, module and arguments. Shadow tables are the module's own affair.
package struct VirtualTable: Sendable {
    package var name: String
    package var module: String
    /// The module's arguments as written, each without blanks around it.
    package var arguments: [String]
    /// The arguments' tokens in the form in which they are compared.
    package var normalized: String
    /// The `CREATE VIRTUAL TABLE` statement.
    package var sql: String
    package var shadowTables: [String]

    package init(
        name: String,
        module: String,
        arguments: [String] = [],
        normalized: String,
        sql: String,
        shadowTables: [String] = []
    ) {
        self.name = name
        self.module = module
        self.arguments = arguments
        self.normalized = normalized
        self.sql = sql
        self.shadowTables = shadowTables
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
