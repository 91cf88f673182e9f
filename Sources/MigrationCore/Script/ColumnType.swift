/// The declared type of a column.
///
/// Any other type is written as text: `"VARCHAR(32)"`.
public struct ColumnType: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The words of the declaration.
    public let name: String

    /// Names a type.
    ///
    /// - Parameter name: the words of the declaration: `VARCHAR(32)`.
    public init(_ name: String) {
        self.name = name
    }

    /// Names a type.
    ///
    /// - Parameter value: the words of the declaration: `VARCHAR(32)`.
    public init(stringLiteral value: String) {
        self.init(value)
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
    /// `BOOLEAN`: 0 and 1, stored as `NUMERIC`.
    public static let boolean = ColumnType("BOOLEAN")
    /// `DATE`: a day, in whatever form it is written; stored as `NUMERIC`.
    public static let date = ColumnType("DATE")
    /// `DATETIME`: a moment, in whatever form it is written; stored as `NUMERIC`.
    public static let dateTime = ColumnType("DATETIME")
    /// Of STRICT tables.
    public static let any = ColumnType("ANY")
}

/// The default of a column: a value, or an expression of SQL.
///
/// ```swift
/// try op.addColumn("status", .text, to: "prompts", nullable: false, default: "draft")
/// try op.addColumn("seen", .text, to: "prompts", default: .sql("CURRENT_TIMESTAMP"))
/// ```
public struct ColumnDefault: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case value(SQLValue)
        case sql(String)
    }

    let content: Content

    /// A value.
    ///
    /// - Parameter value: of any type that can be bound.
    /// - Returns: the default.
    public static func value(_ value: some SQLValueConvertible) -> ColumnDefault {
        ColumnDefault(content: .value(value.sqlValue))
    }

    /// An expression.
    ///
    /// - Parameter text: `CURRENT_TIMESTAMP`, or any expression, with or without parentheses around it.
    /// - Returns: the default.
    public static func sql(_ text: String) -> ColumnDefault {
        ColumnDefault(content: .sql(text))
    }
}

extension ColumnDefault: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    /// A text as the default.
    ///
    /// - Parameter value: the text.
    public init(stringLiteral value: String) {
        content = .value(.text(value))
    }

    /// A whole number as the default.
    ///
    /// - Parameter value: the number.
    public init(integerLiteral value: Int64) {
        content = .value(.integer(value))
    }

    /// A floating-point number as the default.
    ///
    /// - Parameter value: the number.
    public init(floatLiteral value: Double) {
        content = .value(.real(value))
    }

    /// 0 or 1 as the default.
    ///
    /// - Parameter value: `false` for 0, `true` for 1.
    public init(booleanLiteral value: Bool) {
        content = .value(.integer(value ? 1 : 0))
    }
}

/// The expression of a generated column.
public struct GeneratedColumn: Hashable, Sendable {
    let expression: String
    let isStored: Bool

    /// Computed when it is read.
    ///
    /// - Parameter expression: SQL over the row's other columns.
    /// - Returns: the declaration.
    public static func virtual(_ expression: String) -> GeneratedColumn {
        GeneratedColumn(expression: expression, isStored: false)
    }

    /// Computed when the row is written.
    ///
    /// - Parameter expression: SQL over the row's other columns.
    /// - Returns: the declaration.
    public static func stored(_ expression: String) -> GeneratedColumn {
        GeneratedColumn(expression: expression, isStored: true)
    }
}

/// What happens to the rows that refer to one that goes or changes.
public enum ReferenceAction: String, Hashable, Sendable, CaseIterable {
    /// The change is an error, unless the end of the statement (deferred: of the transaction) has mended it.
    case noAction = "NO ACTION"
    /// The change is an error at once.
    case restrict = "RESTRICT"
    /// What referred to the row is NULL from then on.
    case setNull = "SET NULL"
    /// What referred to the row gets its column's default.
    case setDefault = "SET DEFAULT"
    /// The rows that referred to it go or change with it.
    case cascade = "CASCADE"
}

/// The table and columns that a foreign key refers to.
///
/// A text is a table, and means its primary key: `references: "users"`.
public struct ColumnReference: Hashable, Sendable, ExpressibleByStringLiteral {
    let table: String
    let columns: [String]
    let onDelete: ReferenceAction
    let onUpdate: ReferenceAction
    let isDeferred: Bool

    /// Names what is referred to.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - columns: its columns; by default its primary key.
    ///   - onDelete: what happens to the row when its parent goes.
    ///   - onUpdate: what happens to the row when its parent's key changes.
    ///   - isDeferred: whether it is checked at the end of a transaction.
    public init(
        _ table: String,
        _ columns: String...,
        onDelete: ReferenceAction = .noAction,
        onUpdate: ReferenceAction = .noAction,
        isDeferred: Bool = false
    ) {
        self.table = table
        self.columns = columns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.isDeferred = isDeferred
    }

    init(
        table: String,
        columns: [String],
        onDelete: ReferenceAction,
        onUpdate: ReferenceAction,
        isDeferred: Bool
    ) {
        self.table = table
        self.columns = columns
        self.onDelete = onDelete
        self.onUpdate = onUpdate
        self.isDeferred = isDeferred
    }

    /// Names a table, whose primary key is referred to.
    ///
    /// - Parameter value: the table.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
