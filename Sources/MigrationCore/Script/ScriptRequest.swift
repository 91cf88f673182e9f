/// What a revision's code asks of its host; the same whether a process or a call lies between.
enum ScriptRequest: Hashable {
    /// Runs a statement, and answers with the number of rows that it changed where they are to be counted.
    case execute(sql: String, values: [SQLValue], isCounting: Bool)
    /// Runs a statement and answers with its rows.
    case query(sql: String, values: [SQLValue])
    /// Inserts rows, many at a time.
    case insert(table: String, columns: [String], rows: [SQLRow])
    /// Answers with the next rows of a table in the order of a key.
    case page(ScriptPage)
    /// Changes the schema.
    case change(SchemaChange)
    /// An operation of several requests has stopped in the middle: nothing more is carried out, and nothing stays.
    case abandon(reason: String)
}

/// Some rows of a table, in the order of a key.
struct ScriptPage: Hashable {
    var table: String
    /// All, where there are none.
    var columns: [String]
    var condition: String?
    var values: [SQLValue]
    var key: String
    /// The key of the row before the first.
    var after: SQLValue?
    /// The key of the last row; `nil` where all that follow are meant.
    var through: SQLValue?
    var limit: Int
    /// Whether the last rows come first.
    var isFromEnd = false
}

/// What the host answers.
enum ScriptResponse: Hashable {
    case rows([SQLRow])
    case changed(Int64)
    /// - sql: the statement that failed; empty where it is none.
    case failure(message: String, sql: String)
}

/// A request and where it stands in the code.
struct ScriptCall: Hashable {
    var request: ScriptRequest
    var place: ScriptPlace
}

/// How a revision's code ended.
enum ScriptOutcome: Hashable {
    case done
    /// - message: the error's own words.
    /// - sql: the statement that failed; empty where it is none.
    /// - place: where; `nil` for an error that is no operation's.
    case failed(message: String, sql: String, place: ScriptPlace?)

    /// What became of code that threw.
    init(_ error: any Error) {
        if let error = error as? OperationError {
            self = .failed(message: error.message, sql: error.sql, place: error.place)
        } else {
            self = .failed(message: "\(error)", sql: "", place: nil)
        }
    }
}

/// Which way a revision's code is run.
enum ScriptDirection: UInt8, Hashable {
    case upgrade, downgrade
}
