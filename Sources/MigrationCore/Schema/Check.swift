/// A CHECK constraint of a table.
///
/// Its `ON CONFLICT` clause, which SQLite ignores, is left out.
package struct Check: Sendable {
    /// The constraint's name, which is no difference.
    package var name: String?
    package var expression: Expression
    /// Whether it is written in a column's definition, which is no difference.
    package var isInColumn: Bool

    package init(name: String? = nil, expression: Expression, isInColumn: Bool = false) {
        self.name = name
        self.expression = expression
        self.isInColumn = isInColumn
    }
}

extension Check: Hashable {
    package static func == (left: Check, right: Check) -> Bool {
        left.expression == right.expression
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(expression)
    }
}
