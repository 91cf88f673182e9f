/// The version of Hrana that a server speaks.
enum HranaVersion: Int, Sendable {
    case two = 2
    case three = 3

    var path: String { "/v\(rawValue)/pipeline" }
}

/// A request that cannot be put into words of the protocol.
struct EncodingFailure: Error, Hashable {
    let reason: String
}

/// Puts a pipeline into JSON (Hrana 3, "Execute a pipeline of requests").
struct PipelineEncoder {
    private let version: HranaVersion
    private var json = JSONWriter()

    /// The body of a request.
    ///
    /// - Throws: `EncodingFailure` for numbers that are none, and for what only version 3 can do where this is version 2.
    static func encode(
        _ requests: [HranaRequest],
        baton: String?,
        version: HranaVersion
    ) throws(EncodingFailure) -> [UInt8] {
        var encoder = PipelineEncoder(version: version)
        try encoder.pipeline(requests, baton: baton)
        return encoder.json.bytes
    }

    private init(version: HranaVersion) {
        self.version = version
    }

    private mutating func pipeline(_ requests: [HranaRequest], baton: String?) throws(EncodingFailure) {
        json.raw("{\"baton\":")
        if let baton { json.string(baton) } else { json.raw("null") }
        json.raw(",\"requests\":")
        try list(requests) { encoder, request throws(EncodingFailure) in try encoder.request(request) }
        json.raw("}")
    }

    private mutating func list<Item>(
        _ items: [Item],
        _ write: (inout PipelineEncoder, Item) throws(EncodingFailure) -> Void
    ) throws(EncodingFailure) {
        json.raw("[")
        for (index, item) in items.enumerated() {
            if index > 0 { json.raw(",") }
            try write(&self, item)
        }
        json.raw("]")
    }

    private mutating func request(_ request: HranaRequest) throws(EncodingFailure) {
        switch request {
        case .execute(let statement):
            json.raw("{\"type\":\"execute\",\"stmt\":")
            try self.statement(statement)
            json.raw("}")
        case .batch(let steps):
            json.raw("{\"type\":\"batch\",\"batch\":{\"steps\":")
            try checkConditions(steps)
            try list(steps) { encoder, step throws(EncodingFailure) in try encoder.step(step) }
            json.raw("}}")
        case .sequence(let sql):
            json.raw("{\"type\":\"sequence\",\"sql\":")
            json.string(sql)
            json.raw("}")
        case .describe(let sql):
            json.raw("{\"type\":\"describe\",\"sql\":")
            json.string(sql)
            json.raw("}")
        case .getAutocommit:
            guard version == .three else {
                throw EncodingFailure(
                    reason: "get_autocommit needs version 3 of the protocol, which the server does not speak"
                )
            }
            json.raw("{\"type\":\"get_autocommit\"}")
        case .close:
            json.raw("{\"type\":\"close\"}")
        }
    }

    // MARK: steps

    private func checkConditions(_ steps: [HranaStep]) throws(EncodingFailure) {
        for (index, step) in steps.enumerated() {
            guard let condition = step.condition else { continue }
            guard !condition.steps.allSatisfy({ (0..<index).contains($0) }) else { continue }
            throw EncodingFailure(
                reason: "the condition of step \(index) of a batch is on a step that is not before it"
            )
        }
    }

    private mutating func step(_ step: HranaStep) throws(EncodingFailure) {
        json.raw("{")
        var condition = step.condition
        if version == .two, let written = condition {
            guard let lowered = written.withoutAutocommit else {
                throw EncodingFailure(
                    reason: "a condition on is_autocommit needs version 3 of the protocol, which the server does not "
                        + "speak"
                )
            }
            condition = lowered
        }
        if let condition {
            json.raw("\"condition\":")
            self.condition(condition)
            json.raw(",")
        }
        json.raw("\"stmt\":")
        try statement(step.statement)
        json.raw("}")
    }

    private mutating func condition(_ condition: HranaCondition) {
        switch condition {
        case .ok(let step):
            json.raw("{\"type\":\"ok\",\"step\":")
            json.number(step)
        case .error(let step):
            json.raw("{\"type\":\"error\",\"step\":")
            json.number(step)
        case .not(let inner):
            json.raw("{\"type\":\"not\",\"cond\":")
            self.condition(inner)
        case .and(let inner):
            json.raw("{\"type\":\"and\",\"conds\":")
            conditions(inner)
        case .or(let inner):
            json.raw("{\"type\":\"or\",\"conds\":")
            conditions(inner)
        case .isAutocommit:
            json.raw("{\"type\":\"is_autocommit\"")
        }
        json.raw("}")
    }

    private mutating func conditions(_ conditions: [HranaCondition]) {
        json.raw("[")
        for (index, condition) in conditions.enumerated() {
            if index > 0 { json.raw(",") }
            self.condition(condition)
        }
        json.raw("]")
    }

    // MARK: statements

    private mutating func statement(_ statement: HranaStatement) throws(EncodingFailure) {
        json.raw("{\"sql\":")
        json.string(statement.sql)
        if !statement.arguments.isEmpty {
            json.raw(",\"args\":")
            try list(statement.arguments) { encoder, value throws(EncodingFailure) in try encoder.value(value) }
        }
        json.raw(",\"want_rows\":")
        json.bool(statement.wantsRows)
        json.raw("}")
    }

    private mutating func value(_ value: HranaValue) throws(EncodingFailure) {
        switch value {
        case .null:
            json.raw("{\"type\":\"null\"")
        case .integer(let number):
            // A text, for JSON's numbers are doubles to many, and the server refuses a number.
            json.raw("{\"type\":\"integer\",\"value\":\"")
            json.number(number)
            json.raw("\"")
        case .real(let number):
            guard number.isFinite else {
                throw EncodingFailure(
                    reason: "a value is \(number), which has no form in JSON (an infinity can be written in SQL, as "
                        + "9e999)"
                )
            }
            json.raw("{\"type\":\"float\",\"value\":")
            json.number(number)
        case .text(let text):
            json.raw("{\"type\":\"text\",\"value\":")
            json.string(text)
        case .blob(let bytes):
            json.raw("{\"type\":\"blob\",\"base64\":")
            json.base64(bytes)
        }
        json.raw("}")
    }
}
