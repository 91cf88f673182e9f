/// The declared type of a column: one of SQLite's, or any other words.
///
/// ```swift
/// Column("id", .integer)
/// Column("code", "VARCHAR(20)")
/// ```
public struct ColumnType: Hashable, Sendable, ExpressibleByStringInterpolation {
    let text: String

    /// A type by its text, as `"VARCHAR(20)"`.
    ///
    /// - Parameter text: the words of the declaration.
    public init(_ text: String) {
        self.text = text
    }

    /// A type by its text, as `"VARCHAR(20)"`.
    ///
    /// - Parameter value: the words of the declaration.
    public init(stringLiteral value: String) {
        text = value
    }

    /// `INTEGER`: whole numbers; as a primary key it is the rowid.
    public static let integer = ColumnType("INTEGER")
    /// `REAL`: floating-point numbers.
    public static let real = ColumnType("REAL")
    /// `TEXT`: strings.
    public static let text = ColumnType("TEXT")
    /// `BLOB`: bytes.
    public static let blob = ColumnType("BLOB")
    /// `NUMERIC`: whole numbers where they are exact, floating-point numbers otherwise.
    public static let numeric = ColumnType("NUMERIC")
    /// `ANY`: whatever is put in, as it is; for `STRICT` tables.
    public static let any = ColumnType("ANY")

    /// The type as SQL: bare words with numbers behind them, anything else between quotes.
    var sql: String {
        isPlain ? text : Name.quoted(text)
    }

    /// Words, then a pair of parentheses with numbers or nothing.
    private var isPlain: Bool {
        let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts[0].split(separator: " ")
        guard !words.isEmpty, words.allSatisfy({ Name.isBare(String($0)) }) else { return false }
        guard parts.count == 2 else { return true }
        guard parts[1].last == ")" else { return false }
        return parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isNumber)
    }

    private func isNumber(_ text: Substring) -> Bool {
        let digits = text.split(separator: " ").joined()
        let unsigned = digits.first == "-" || digits.first == "+" ? digits.dropFirst() : digits[...]
        return !unsigned.isEmpty && unsigned.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
