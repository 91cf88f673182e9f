/// How constraints and indexes are called that have no name of their own.
///
/// ```swift
/// var naming = NamingConvention.standard
/// naming.check = nil
/// naming.index = "{table}_by_{columns}"
/// let schema = Schema(naming: naming) { Table("users") { Column("email", .text).unique() } }
/// ```
///
/// In a pattern, `{table}` is the table's name, `{columns}` the columns' with `_` between them, `{parent}` the table that
/// a foreign key refers to, and `{n}` the number of a CHECK among those of its table.
public struct NamingConvention: Hashable, Sendable {
    /// The pattern for primary keys; `nil` leaves them without a name.
    public var primaryKey: String?
    /// The pattern for UNIQUE constraints; `nil` leaves them without a name.
    public var unique: String?
    /// The pattern for foreign keys; `nil` leaves them without a name.
    public var foreignKey: String?
    /// The pattern for CHECK constraints; `nil` leaves them without a name.
    public var check: String?
    /// The pattern for indexes; with `nil` each needs a name of its own.
    public var index: String?

    /// Makes a convention of patterns.
    ///
    /// - Parameters:
    ///   - primaryKey: the pattern for primary keys.
    ///   - unique: the pattern for UNIQUE constraints.
    ///   - foreignKey: the pattern for foreign keys.
    ///   - check: the pattern for CHECK constraints.
    ///   - index: the pattern for indexes.
    public init(
        primaryKey: String? = nil,
        unique: String? = nil,
        foreignKey: String? = nil,
        check: String? = nil,
        index: String? = nil
    ) {
        self.primaryKey = primaryKey
        self.unique = unique
        self.foreignKey = foreignKey
        self.check = check
        self.index = index
    }

    /// `pk_users`, `uq_users_email`, `fk_posts_author_id_users`, `ck_users_1`, `ix_users_email`.
    public static let standard = NamingConvention(
        primaryKey: "pk_{table}",
        unique: "uq_{table}_{columns}",
        foreignKey: "fk_{table}_{columns}_{parent}",
        check: "ck_{table}_{n}",
        index: "ix_{table}_{columns}"
    )
}

/// What a pattern is filled with.
struct NameParts {
    var table: String
    var columns: [String] = []
    var parent: String?
    var number: Int?

    /// A pattern with its words filled in; `nil` where a word has no meaning here.
    func fill(_ pattern: String) -> String? {
        var name = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}"), let word = word(rest[open...close]) else { return nil }
            name += rest[..<open] + word
            rest = rest[rest.index(after: close)...]
        }
        return name + rest
    }

    private func word(_ word: Substring) -> String? {
        switch word {
        case "{table}": table
        case "{columns}": columns.isEmpty ? nil : columns.joined(separator: "_")
        case "{parent}": parent
        case "{n}": number.map { String($0) }
        default: nil
        }
    }
}
