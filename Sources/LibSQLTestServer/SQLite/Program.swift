/// What a batch has come to after its statements were looked at.
struct Program: Sendable {
    struct Step: Sendable {
        let condition: HranaBatch.Condition?
        /// The statement; or why it can't run, where the dialect tells that in the step's place.
        let query: Result<Query, HranaError>
    }

    var steps: [Step]

    /// Whether a token needs the right to write for it.
    var needsWriteAccess: Bool {
        steps.contains { step in
            if case .success(let query) = step.query { query.analysis.kind.needsWriteAccess } else { false }
        }
    }
}

/// A statement that passed the filter.
struct Query: Sendable {
    let sql: String
    let analysis: StatementAnalysis
    let arguments: [HranaValue]
    let namedArguments: [HranaStatement.NamedArgument]
    let wantRows: Bool

    /// Whether it would turn the enforcement of foreign keys on or off.
    var isForeignKeysSwitch: Bool { analysis.pragma == .init(name: "foreign_keys", hasArgument: true) }

    /// Binds the arguments; what is wrong with them, or `nil`.
    func bind(to statement: SQLiteStatement) throws(SQLiteFailure) -> String? {
        let parameters = statement.parameters
        let given = max(arguments.count, namedArguments.count)
        guard given <= parameters.count else {
            return "too many parameters, expected \(parameters.count) found \(given)"
        }
        for (index, name) in parameters.enumerated() {
            guard let value = value(of: name, at: index) else {
                return "value for parameter \(name ?? String(index + 1)) not found"
            }
            try statement.bind(value, at: Int32(index + 1))
        }
        return nil
    }

    private func value(of name: String?, at index: Int) -> HranaValue? {
        if let name, let named = namedArguments.last(where: { $0.name == name || $0.name == name.dropFirst() }) {
            return named.value
        }
        return arguments.indices.contains(index) ? arguments[index] : nil
    }
}

/// What a step came to.
enum StepOutcome: Sendable {
    case succeeded(StatementResult)
    case failed(HranaError)
    case skipped

    var isSuccess: Bool {
        if case .succeeded = self { true } else { false }
    }
}

/// What ends a program in its middle: no later step runs, not even one that would roll back.
enum ProgramAbort: Error {
    case responseTooLarge
    case unencodable(String)
}

/// How much of an answer's length is left.
struct ResponseBudget {
    private let limit: Int
    private var used = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func spend(_ bytes: Int) throws(ProgramAbort) {
        used += bytes
        if used > limit { throw .responseTooLarge }
    }
}
