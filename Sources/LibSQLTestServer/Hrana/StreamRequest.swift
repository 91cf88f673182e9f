/// One request of a pipeline.
enum StreamRequest: Sendable {
    case close
    case execute(HranaStatement)
    case batch(HranaBatch)
    case sequence(SQLReference)
    case describe(SQLReference)
    case storeSQL(id: Int32, sql: String)
    case closeSQL(id: Int32)
    case getAutocommit

    /// The word of the protocol for it.
    var kind: String {
        switch self {
        case .close: "close"
        case .execute: "execute"
        case .batch: "batch"
        case .sequence: "sequence"
        case .describe: "describe"
        case .storeSQL: "store_sql"
        case .closeSQL: "close_sql"
        case .getAutocommit: "get_autocommit"
        }
    }
}

/// SQL by its text, or by the id under which the stream keeps it.
struct SQLReference: Sendable {
    var sql: String?
    var id: Int32?
}

/// A statement with its arguments.
struct HranaStatement: Sendable {
    struct NamedArgument: Sendable {
        let name: String
        let value: HranaValue
    }

    var sql: SQLReference
    var arguments: [HranaValue] = []
    var namedArguments: [NamedArgument] = []
    var wantRows = true
}

/// Statements with conditions.
struct HranaBatch: Sendable {
    struct Step: Sendable {
        let condition: Condition?
        let statement: HranaStatement
    }

    indirect enum Condition: Sendable {
        case ok(Int)
        case error(Int)
        case not(Condition)
        case and([Condition])
        case or([Condition])
        case isAutocommit
    }

    var steps: [Step]
}
