/// An expression of a DEFAULT, CHECK, generated column, index or partial index.
///
/// Equality is of meaning: blanks, comments, the quoting and case of names, the case of keywords, redundant parentheses,
/// `==` for `=` and `<>` for `!=` are no difference; literals are.
package struct Expression: Sendable {
    /// The expression as written, without parentheses around the whole of it.
    package var text: String
    /// The form in which expressions are compared.
    package var normalized: String

    package init(text: String, normalized: String) {
        self.text = text
        self.normalized = normalized
    }
}

extension Expression: Hashable {
    package static func == (left: Expression, right: Expression) -> Bool {
        sameBytes(left.normalized, right.normalized)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(normalized)
    }
}
