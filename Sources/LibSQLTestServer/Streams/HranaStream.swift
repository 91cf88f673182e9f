import Foundation

/// A stream: a connection, the texts it stores, and the requests it answers.
///
/// One request at a time; the registry sees to that.
final class HranaStream: @unchecked Sendable {
    private static let storedTextLimit = 50
    private static let storedTextLength = 5000

    private let parser: StatementParser
    private let dialect: Dialect
    private var session: DatabaseSession?
    private var texts: [Int32: String] = [:]

    init(session: DatabaseSession, parser: StatementParser, dialect: Dialect) {
        self.session = session
        self.parser = parser
        self.dialect = dialect
    }

    var isClosed: Bool { session == nil }
    /// Whether the hosted service keeps the stream although nobody closed it.
    var hasState: Bool { session?.hasState == true || !texts.isEmpty }

    /// Ends what runs, from any thread.
    var cancellation: @Sendable () -> Void {
        let session = session
        return { session?.cancel() }
    }

    func close() {
        session?.close()
        session = nil
    }

    /// Answers one request of a pipeline.
    func answer(_ request: StreamRequest, _ context: RequestContext) throws(ProtocolFailure) -> JSON {
        do throws(RequestFailure) {
            var members = try response(request, context)
            members.insert(.init(name: "type", value: .string(request.kind)), at: 0)
            return .members(["type": .string("ok"), "response": .object(members)])
        } catch {
            switch error {
            case .inAnswer(let error): return .members(["type": .string("error"), "error": error.json])
            case .whole(let failure): throw failure
            }
        }
    }

    private func response(
        _ request: StreamRequest,
        _ context: RequestContext
    ) throws(RequestFailure) -> [JSON.Member] {
        switch request {
        case .close:
            close()
            return []
        case .execute(let statement):
            return [.init(name: "result", value: try execute(statement, context).json(dialect))]
        case .batch(let batch):
            return [.init(name: "result", value: try Self.json(run(batch, context), dialect))]
        case .sequence(let reference):
            try sequence(reference, context)
            return []
        case .describe(let reference):
            return [.init(name: "result", value: try describe(reference, context))]
        case .storeSQL(let id, let sql):
            try store(sql, id: id)
            return []
        case .closeSQL(let id):
            texts[id] = nil
            return []
        case .getAutocommit:
            try inWhole { () throws(ProtocolFailure) in
                try context.version.require(.v3, for: "The `get_autocommit` request")
            }
            return [.init(name: "is_autocommit", value: .bool(try open().isAutocommit))]
        }
    }

    private func open() throws(RequestFailure) -> DatabaseSession {
        guard let session else { throw .whole(.streamClosed) }
        return session
    }
}

extension HranaStream {
    /// Runs one statement; its error is the request's.
    func execute(_ statement: HranaStatement, _ context: RequestContext) throws(RequestFailure) -> StatementResult {
        let session = try open()
        let sql = try sql(statement.sql, context)
        let query = try inAnswer { () throws(HranaError) in try parser.query(statement, sql: sql) }
        let program = Program(steps: [.init(condition: nil, query: .success(query))])
        switch try run(program, on: session, context).first {
        case .succeeded(let result): return result
        case .failed(let error): throw .inAnswer(error)
        case .skipped, nil: throw .whole(.internal("the statement was not executed"))
        }
    }

    /// Runs a batch; the errors of its steps are part of what comes back.
    func run(_ batch: HranaBatch, _ context: RequestContext) throws(RequestFailure) -> [StepOutcome] {
        let session = try open()
        return try run(program(of: batch, context), on: session, context)
    }

    /// The open-source server refuses the whole batch for one statement; the hosted one tells it in the step's place.
    private func program(of batch: HranaBatch, _ context: RequestContext) throws(RequestFailure) -> Program {
        var program = Program(steps: [])
        for (index, step) in batch.steps.enumerated() {
            let sql = try sql(step.statement.sql, context)
            let query: Result<Query, HranaError>
            do throws(HranaError) {
                query = .success(try parser.query(step.statement, sql: sql))
            } catch {
                if dialect == .sqld { throw .inAnswer(error) }
                query = .failure(error)
            }
            try inWhole { () throws(ProtocolFailure) in
                try step.condition?.check(before: index, version: context.version)
            }
            program.steps.append(.init(condition: step.condition, query: query))
        }
        return program
    }

    private func sequence(_ reference: SQLReference, _ context: RequestContext) throws(RequestFailure) {
        let session = try open()
        let sql = try sql(reference, context)
        let queries = try inAnswer { () throws(HranaError) in try parser.sequence(sql) }
        let program = Program(
            steps: queries.enumerated().map { index, query in
                .init(condition: index == 0 ? nil : .ok(index - 1), query: .success(query))
            }
        )
        for case .failed(let error) in try run(program, on: session, context) { throw .inAnswer(error) }
    }

    private func describe(_ reference: SQLReference, _ context: RequestContext) throws(RequestFailure) -> JSON {
        let session = try open()
        let sql = try sql(reference, context)
        return try inAnswer { () throws(HranaError) in try session.describe(sql) }
    }

    private func run(
        _ program: Program,
        on session: DatabaseSession,
        _ context: RequestContext
    ) throws(RequestFailure) -> [StepOutcome] {
        if program.needsWriteAccess && !context.mayWrite {
            throw .whole(.forbidden("Current session doesn't have permission to write"))
        }
        do throws(ProgramAbort) {
            return try session.run(program)
        } catch {
            switch error {
            case .responseTooLarge: throw .inAnswer(.responseTooLarge)
            case .unencodable(let what): throw .whole(.internal(what))
            }
        }
    }

    private func store(_ sql: String, id: Int32) throws(RequestFailure) {
        if texts[id] != nil, dialect == .sqld { throw .whole(.refused("SQL text \(id) already exists")) }
        guard texts.count < Self.storedTextLimit || texts[id] != nil else {
            throw .inAnswer(
                HranaError(
                    message: "The server already stores \(texts.count) SQL texts, it cannot store more",
                    code: "SQL_STORE_TOO_MANY"
                )
            )
        }
        guard sql.utf8.count <= Self.storedTextLength else {
            throw .inAnswer(
                HranaError(
                    message: "The statement is too large to be stored: \(sql.utf8.count) B/5.0 KB",
                    code: "SQL_STORE_TOO_LARGE"
                )
            )
        }
        texts[id] = sql
    }

    private func sql(_ reference: SQLReference, _ context: RequestContext) throws(RequestFailure) -> String {
        switch (reference.sql, reference.id) {
        case (let sql?, nil): return sql
        case (nil, let id?):
            try inWhole { () throws(ProtocolFailure) in try context.version.require(.v2, for: "`sql_id`") }
            guard let sql = texts[id] else { throw .whole(.refused("SQL text \(id) not found")) }
            return sql
        case (.some, .some): throw .whole(.refused("Either `sql` or `sql_id` are required, but not both"))
        case (nil, nil): throw .whole(.refused("Either `sql` or `sql_id` are required"))
        }
    }

    static func json(_ outcomes: [StepOutcome], _ dialect: Dialect) -> JSON {
        let results: [JSON] = outcomes.map { outcome in
            if case .succeeded(let result) = outcome { result.json(dialect) } else { .null }
        }
        let errors: [JSON] = outcomes.map { outcome in
            if case .failed(let error) = outcome { error.json } else { .null }
        }
        switch dialect {
        case .sqld:
            return .members([
                "step_results": .array(results), "step_errors": .array(errors), "replication_index": .null,
            ])
        case .cloud: return .members(["step_results": .array(results), "step_errors": .array(errors)])
        }
    }
}

/// How a request fails: in its own place in the answer, or with the whole HTTP request.
enum RequestFailure: Error {
    case inAnswer(HranaError)
    case whole(ProtocolFailure)
}

/// What requests of one HTTP request have in common.
struct RequestContext: Sendable {
    let version: ProtocolVersion
    let mayWrite: Bool
}

private func inAnswer<Value>(_ body: () throws(HranaError) -> Value) throws(RequestFailure) -> Value {
    do {
        return try body()
    } catch {
        throw .inAnswer(error)
    }
}

private func inWhole(_ body: () throws(ProtocolFailure) -> Void) throws(RequestFailure) {
    do {
        try body()
    } catch {
        throw .whole(error)
    }
}
