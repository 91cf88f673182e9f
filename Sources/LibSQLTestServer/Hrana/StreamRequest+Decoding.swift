extension StreamRequest {
    init(json: JSON) throws(ProtocolFailure) {
        let type = try json.string("type")
        switch type {
        case "close": self = .close
        case "execute": self = .execute(try HranaStatement(json: json.member("stmt")))
        case "batch": self = .batch(try HranaBatch(json: json.member("batch")))
        case "sequence": self = .sequence(try SQLReference(json: json))
        case "describe": self = .describe(try SQLReference(json: json))
        case "store_sql": self = .storeSQL(id: try json.id("sql_id"), sql: try json.string("sql"))
        case "close_sql": self = .closeSQL(id: try json.id("sql_id"))
        case "get_autocommit": self = .getAutocommit
        default: throw .malformed("unknown variant `\(type)`")
        }
    }
}

extension SQLReference {
    init(json: JSON) throws(ProtocolFailure) {
        sql = try json.optionalString("sql")
        id = try json.optionalID("sql_id")
    }
}

extension HranaStatement {
    init(json: JSON) throws(ProtocolFailure) {
        guard case .object = json else { throw .malformed("invalid type, expected struct Stmt") }
        sql = try SQLReference(json: json)
        arguments = try json.optionalList("args").map { value throws(ProtocolFailure) in try HranaValue(json: value) }
        namedArguments = try json.optionalList("named_args").map { argument throws(ProtocolFailure) in
            NamedArgument(name: try argument.string("name"), value: try HranaValue(json: argument.member("value")))
        }
        switch json["want_rows"] {
        case nil, .null: break
        case .bool(let wanted): wantRows = wanted
        default: throw .malformed("invalid type of `want_rows`, expected a boolean")
        }
    }
}

extension HranaBatch {
    init(json: JSON) throws(ProtocolFailure) {
        steps = try json.list("steps").map { step throws(ProtocolFailure) in
            var condition: Condition?
            if let written = step["condition"], written != .null { condition = try Condition(json: written) }
            return Step(condition: condition, statement: try HranaStatement(json: step.member("stmt")))
        }
    }
}

extension HranaBatch.Condition {
    init(json: JSON) throws(ProtocolFailure) {
        let type = try json.string("type")
        switch type {
        case "ok": self = .ok(try Self.step(json))
        case "error": self = .error(try Self.step(json))
        case "not": self = .not(try Self(json: json.member("cond")))
        case "and": self = .and(try Self.conditions(json))
        case "or": self = .or(try Self.conditions(json))
        case "is_autocommit": self = .isAutocommit
        default: throw .malformed("unknown variant `\(type)`")
        }
    }

    private static func conditions(_ json: JSON) throws(ProtocolFailure) -> [Self] {
        try json.list("conds").map { condition throws(ProtocolFailure) in try Self(json: condition) }
    }

    private static func step(_ json: JSON) throws(ProtocolFailure) -> Int {
        guard case .number(let digits)? = json["step"], let step = UInt32(digits) else {
            throw .malformed("missing field `step`")
        }
        return Int(step)
    }

    /// Refuses a reference to the step itself or a later one, and what the version of the protocol lacks.
    func check(before index: Int, version: ProtocolVersion) throws(ProtocolFailure) {
        switch self {
        case .ok(let step), .error(let step):
            guard step < index else { throw .refused("Invalid reference to step in a batch condition") }
        case .not(let condition): try condition.check(before: index, version: version)
        case .and(let conditions), .or(let conditions):
            for condition in conditions { try condition.check(before: index, version: version) }
        case .isAutocommit: try version.require(.v3, for: "BatchCond of type `is_autocommit`")
        }
    }

    /// Whether the condition holds; a step that was skipped is not ok, and so counts as an error.
    func holds(succeeded: [Bool], isAutocommit: Bool) -> Bool {
        switch self {
        case .ok(let step): succeeded[step]
        case .error(let step): !succeeded[step]
        case .not(let condition): !condition.holds(succeeded: succeeded, isAutocommit: isAutocommit)
        case .and(let conditions):
            conditions.allSatisfy { $0.holds(succeeded: succeeded, isAutocommit: isAutocommit) }
        case .or(let conditions):
            conditions.contains { $0.holds(succeeded: succeeded, isAutocommit: isAutocommit) }
        case .isAutocommit: isAutocommit
        }
    }
}

/// The version of the protocol that a path stands for.
enum ProtocolVersion: Int, Comparable, Sendable {
    case v1 = 1
    case v2
    case v3

    static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
        left.rawValue < right.rawValue
    }

    func require(_ version: ProtocolVersion, for what: String) throws(ProtocolFailure) {
        guard self < version else { return }
        throw .refused("\(what) is only supported in protocol version hrana\(version.rawValue) and higher")
    }
}
