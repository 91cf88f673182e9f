/// A column of a table.
///
/// Its PRIMARY KEY, UNIQUE, CHECK and REFERENCES stand with the table, wherever they are written. Equality is of
/// meaning: the case and spacing of the type, constraint names and hints are no difference.
package struct Column: Sendable {
    package var name: String
    /// The declared type, its words and numbers separated as written; `nil` without one.
    package var type: String?
    package var notNull: NotNull?
    /// `nil` for `DEFAULT NULL` too, which is the same.
    package var defaultValue: Expression?
    /// The declared collation; `nil` is BINARY.
    package var collation: String?
    package var generated: Generated?
    /// What a comment on the column's own line says.
    package var hints: SchemaHints

    package init(
        name: String,
        type: String? = nil,
        notNull: NotNull? = nil,
        defaultValue: Expression? = nil,
        collation: String? = nil,
        generated: Generated? = nil,
        hints: SchemaHints = SchemaHints()
    ) {
        self.name = name
        self.type = type
        self.notNull = notNull
        self.defaultValue = defaultValue
        self.collation = collation
        self.generated = generated
        self.hints = hints
    }

    /// What SQLite makes of the type.
    package var affinity: TypeAffinity { TypeAffinity(declaredType: type) }

    /// The type as it is compared: lower case, one blank between tokens.
    package var typeKey: String { Column.typeKey(type ?? "") }

    /// The collation as it is compared, `binary` without one.
    package var collationKey: String { Identifier.fold(collation ?? "BINARY") }

    private static func typeKey(_ type: String) -> String {
        guard let tokens = try? Tokenizer.tokens(of: type, keepingTrivia: false) else { return Identifier.fold(type) }
        let bytes = Array(type.utf8)
        let words = tokens.map { Identifier.fold(Identifier.unquote(bytes[$0.range])) }
        return words.joined(separator: " ")
    }
}

extension Column {
    /// NOT NULL, written, or implied by a primary key of a WITHOUT ROWID or STRICT table.
    package struct NotNull: Hashable, Sendable {
        /// What happens to a NULL; `nil` is ABORT.
        package var conflict: ConflictClause?
        /// The constraint's name, which is no difference.
        package var name: String?

        package init(conflict: ConflictClause? = nil, name: String? = nil) {
            self.conflict = conflict
            self.name = name
        }

        package static func == (left: NotNull, right: NotNull) -> Bool {
            left.conflict == right.conflict
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(conflict)
        }
    }

    /// `GENERATED ALWAYS AS (…)`.
    package struct Generated: Hashable, Sendable {
        package var expression: Expression
        /// STORED; otherwise VIRTUAL.
        package var isStored: Bool

        package init(expression: Expression, isStored: Bool = false) {
            self.expression = expression
            self.isStored = isStored
        }
    }
}

extension Column: Hashable {
    package static func == (left: Column, right: Column) -> Bool {
        Identifier(left.name) == Identifier(right.name)
            && (left.type == right.type || left.typeKey == right.typeKey)
            && left.notNull == right.notNull && left.defaultValue == right.defaultValue
            && (left.collation == right.collation || left.collationKey == right.collationKey)
            && left.generated == right.generated
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(name))
        hasher.combine(notNull)
        hasher.combine(defaultValue)
    }
}
