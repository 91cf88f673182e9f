/// A column of a table.
///
/// ```swift
/// Column("price", "DECIMAL(10,2)").notNull().default(0).check("price >= 0")
/// ```
public struct Column: TableItem {
    let name: String
    let type: ColumnType?
    let place: Place
    var notNull: NotNull?
    var primaryKey: Key?
    var unique: Unique?
    var checks: [Check] = []
    var defaultValue: DefaultValue?
    var collation: String?
    var references: [Reference] = []
    var generated: Generated?
    var was: String?
    var backfill: String?
    var comments: [String] = []

    struct NotNull: Sendable {
        let conflict: ConflictClause?
        let name: String?
    }

    struct Key: Sendable {
        let isDescending: Bool
        let isAutoincrement: Bool
        let conflict: ConflictClause?
        let name: String?
    }

    struct Generated: Sendable {
        let expression: String
        let isStored: Bool
    }

    /// Declares a column.
    ///
    /// ```swift
    /// Column("title", .text)
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name as it is, without quotes.
    ///   - type: the declared type; `nil` declares none.
    ///   - file: where it is declared; left to the compiler.
    ///   - line: where it is declared; left to the compiler.
    public init(_ name: String, _ type: ColumnType? = nil, file: String = #fileID, line: Int = #line) {
        self.name = name
        self.type = type
        place = Place(file, line)
    }

    /// The column itself.
    public var tableContent: TableContent { TableContent(elements: [.column(self)]) }

    func with(_ change: (inout Column) -> Void) -> Column {
        var column = self
        change(&column)
        return column
    }
}

// MARK: - Constraints

extension Column {
    /// Makes the column the table's primary key.
    ///
    /// An `.integer` that is one is another name of the rowid.
    ///
    /// ```swift
    /// Column("id", .integer).primaryKey(autoincrement: true)
    /// ```
    ///
    /// - Parameters:
    ///   - autoincrement: whether the numbers of deleted rows are never given again.
    ///   - descending: whether it is `DESC`; an integer is no other name of the rowid then.
    ///   - conflict: what happens to a duplicate; `nil` is `.abort`.
    ///   - name: the constraint's name.
    /// - Returns: the column.
    public func primaryKey(
        autoincrement: Bool = false,
        descending: Bool = false,
        onConflict conflict: ConflictClause? = nil,
        name: String? = nil
    ) -> Column {
        let key = Key(isDescending: descending, isAutoincrement: autoincrement, conflict: conflict, name: name)
        return with { $0.primaryKey = key }
    }

    /// Refuses NULL.
    ///
    /// ```swift
    /// Column("email", .text).notNull()
    /// ```
    ///
    /// - Parameters:
    ///   - conflict: what is done with a row that breaks it; `nil` is `ABORT`.
    ///   - name: the constraint's name.
    /// - Returns: the column.
    public func notNull(onConflict conflict: ConflictClause? = nil, name: String? = nil) -> Column {
        with { $0.notNull = NotNull(conflict: conflict, name: name) }
    }

    /// Refuses a value that another row has.
    ///
    /// ```swift
    /// Column("email", .text).unique(onConflict: .ignore)
    /// ```
    ///
    /// - Parameters:
    ///   - conflict: what is done with a row that breaks it; `nil` is `ABORT`.
    ///   - name: the constraint's name.
    /// - Returns: the column.
    public func unique(onConflict conflict: ConflictClause? = nil, name: String? = nil) -> Column {
        let part = KeyPart(term: .column(self.name))
        return with { $0.unique = Unique(parts: [part], conflict: conflict, name: name, place: place) }
    }

    /// Refuses rows for which an expression is false; a column may have several.
    ///
    /// ```swift
    /// Column("age", .integer).check("age >= 0")
    /// ```
    ///
    /// - Parameters:
    ///   - expression: the condition that each row has to meet.
    ///   - name: the constraint's name.
    /// - Returns: the column.
    public func check(_ expression: String, name: String? = nil) -> Column {
        with { $0.checks.append(Check(expression: expression, name: name, place: place)) }
    }

    /// Refers to a column of another table.
    ///
    /// ```swift
    /// Column("user_id", .integer).references("users", "id", onDelete: .cascade)
    /// ```
    ///
    /// - Parameters:
    ///   - table: the table referred to.
    ///   - column: its column; `nil` is its primary key.
    ///   - onDelete: what happens to a row whose parent row is deleted.
    ///   - onUpdate: what happens to a row whose parent row gets another key.
    ///   - match: `MATCH`, which SQLite reads and ignores.
    ///   - deferrable: when the key is checked; `nil` is at once.
    ///   - name: the constraint's name.
    /// - Returns: the column.
    public func references(
        _ table: String,
        _ column: String? = nil,
        onDelete: ForeignKeyAction? = nil,
        onUpdate: ForeignKeyAction? = nil,
        match: ForeignKeyMatch? = nil,
        deferrable: Deferrable? = nil,
        name: String? = nil
    ) -> Column {
        let reference = Reference(
            table: table,
            columns: column.map { [$0] } ?? [],
            onDelete: onDelete,
            onUpdate: onUpdate,
            match: match,
            deferrable: deferrable,
            name: name
        )
        return with { $0.references.append(reference) }
    }
}

// MARK: - Values

extension Column {
    /// Gives the value of rows that are inserted without one.
    ///
    /// ```swift
    /// Column("state", .text).default("new")
    /// Column("count", .integer).default(0)
    /// Column("at", .text).default(.currentTimestamp)
    /// ```
    ///
    /// - Parameter value: a literal of Swift's own, or one of `DefaultValue`'s.
    /// - Returns: the column.
    public func `default`(_ value: DefaultValue) -> Column {
        with { $0.defaultValue = value }
    }

    /// Gives the value of rows that are inserted without one, as an SQL literal or expression.
    ///
    /// ```swift
    /// Column("id", .text).default(sql: "lower(hex(randomblob(16)))")
    /// ```
    ///
    /// - Parameter sql: the literal or expression, with or without parentheses around it.
    /// - Returns: the column.
    public func `default`(sql: String) -> Column {
        with { $0.defaultValue = .sql(sql) }
    }

    /// Says how texts are compared: `NOCASE`, `RTRIM`, `BINARY`, or what the application registers.
    ///
    /// ```swift
    /// Column("email", .text).collate("NOCASE")
    /// ```
    ///
    /// - Parameter name: the collation.
    /// - Returns: the column.
    public func collate(_ name: String) -> Column {
        with { $0.collation = name }
    }

    /// Computes the column from the others: `GENERATED ALWAYS AS`.
    ///
    /// ```swift
    /// Column("total", .integer).generated(as: "price * count", stored: true)
    /// ```
    ///
    /// - Parameters:
    ///   - expression: the value.
    ///   - stored: whether it is kept with the row; otherwise it is computed when it is read.
    /// - Returns: the column.
    public func generated(as expression: String, stored: Bool = false) -> Column {
        with { $0.generated = Generated(expression: expression, isStored: stored) }
    }
}

// MARK: - Hints and comments

extension Column {
    /// Says what the column was called before, so that its values are kept: a hint to autogenerate.
    ///
    /// ```swift
    /// Column("slug", .text).renamed(from: "handle")
    /// ```
    ///
    /// - Parameter name: the former name, as it is, without quotes.
    /// - Returns: the column.
    public func renamed(from name: String) -> Column {
        with { $0.was = name }
    }

    /// Gives the value of rows that have none when the column comes to be, or becomes NOT NULL: a hint to autogenerate.
    ///
    /// ```swift
    /// Column("body", .text).notNull().backfill("coalesce(title, '')")
    /// ```
    ///
    /// - Parameter expression: SQL over the columns of the old row.
    /// - Returns: the column.
    public func backfill(_ expression: String) -> Column {
        with { $0.backfill = expression }
    }

    /// Adds a comment, which the database keeps with the table's text.
    ///
    /// ```swift
    /// Column("price", .integer).comment("in cents")
    /// ```
    ///
    /// - Parameter text: the comment, without the signs of one.
    /// - Returns: the column.
    public func comment(_ text: String) -> Column {
        with { $0.comments.append(text) }
    }
}
