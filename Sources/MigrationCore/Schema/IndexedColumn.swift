/// A column or an expression of an index or of a key.
package struct IndexedColumn: Sendable {
    /// What is indexed.
    package enum Term: Hashable, Sendable {
        case column(Identifier)
        case expression(Expression)
    }

    package var term: Term
    /// A collation other than the column's own; `nil` is the column's own.
    package var collation: String?
    package var isDescending: Bool

    package init(_ term: Term, collation: String? = nil, isDescending: Bool = false) {
        self.term = term
        self.collation = collation
        self.isDescending = isDescending
    }

    package init(_ name: String, collation: String? = nil, isDescending: Bool = false) {
        self.init(.column(Identifier(name)), collation: collation, isDescending: isDescending)
    }

    /// What stands in double quotes by itself and is no column, so that it is a string; `nil` for anything else.
    var quotedString: String? {
        guard case .expression(let expression) = term,
            let tokens = try? Tokenizer.tokens(of: expression.text, keepingTrivia: false),
            tokens.count == 1, tokens[0].kind == .quotedName, expression.text.hasPrefix("\"")
        else { return nil }
        return Identifier.unquote(Array(expression.text.utf8))
    }

    /// The column's name; `nil` for an expression.
    package var name: String? {
        switch term {
        case .column(let identifier): identifier.name
        case .expression: nil
        }
    }

    /// The expression; `nil` for a column.
    package var expression: Expression? {
        switch term {
        case .column: nil
        case .expression(let expression): expression
        }
    }
}

extension IndexedColumn: Hashable {
    package static func == (left: IndexedColumn, right: IndexedColumn) -> Bool {
        left.term == right.term && left.isDescending == right.isDescending
            && left.collation.map(Identifier.fold) == right.collation.map(Identifier.fold)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(term)
        hasher.combine(isDescending)
        hasher.combine(collation.map(Identifier.fold))
    }
}
