import Testing

@testable import LibSQLTestServer

/// Runs a body with a server, and stops the server whatever happens.
///
/// The body runs at a priority above that of tests, which on Linux has threads of its own: what it measures and waits for
/// does not depend on how long other tests keep theirs busy.
func withServer(
    _ dialect: Dialect = .sqld,
    _ change: (inout LibSQLTestServer.Options) -> Void = { _ in },
    _ body: @escaping @Sendable (LibSQLTestServer) async throws -> Void
) async throws {
    var options = LibSQLTestServer.Options(dialect: dialect)
    change(&options)
    try await Task(priority: .high) { [options] in
        let server = try await LibSQLTestServer.start(options)
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }.value
}

extension LibSQLTestServer {
    func post(_ path: String, _ body: JSON, _ headers: [String: String] = [:]) async -> Outcome {
        await post(path, text: String(decoding: body.bytes, as: UTF8.self), headers)
    }

    func post(_ path: String, text: String, _ headers: [String: String] = [:]) async -> Outcome {
        await RawClient.send(Self.request(path, text, headers), port: port)
    }

    func get(_ path: String) async -> Outcome {
        await RawClient.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", port: port)
    }

    static func request(_ path: String, _ text: String, _ headers: [String: String] = [:]) -> String {
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
        let host = headers["Host"] == nil ? "Host: localhost\r\n" : ""
        return
            "POST \(path) HTTP/1.1\r\n\(host)Connection: close\r\n\(lines)Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    /// The answer to a pipeline, which must have status 200.
    @discardableResult
    func pipeline(
        _ requests: [JSON],
        baton: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let outcome = await post("/v3/pipeline", .pipeline(requests, baton: baton))
        guard case .answer(200, _, let body) = outcome else {
            Issue.record("\(outcome)", sourceLocation: sourceLocation)
            throw Unexpected(outcome: outcome)
        }
        return Answer(json: try JSONParser.parse(Array(body.utf8)))
    }

    /// Runs statements one by one on a stream of their own.
    @discardableResult
    func run(_ statements: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> Answer {
        try await pipeline(statements.map { .execute($0) } + [.close], sourceLocation: sourceLocation)
    }

    /// Compares the integers of a query's first column, read from the file itself.
    func expect(
        _ sql: String,
        gives values: [Int64],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try integers(sql)
        #expect(found == values, sourceLocation: sourceLocation)
    }

    /// The integers of a query's first column, read from the file itself.
    func integers(_ sql: String) throws -> [Int64] {
        let handle = try SQLiteHandle(path: databasePath)
        guard let statement = try handle.prepare(sql) else { return [] }
        var values: [Int64] = []
        while try statement.step() {
            if case .integer(let value)? = statement.value(at: 0) { values.append(value) }
        }
        return values
    }
}

struct Unexpected: Error {
    let outcome: Outcome
}

/// The answer to a pipeline.
struct Answer {
    let json: JSON

    var baton: String? { json["baton"]?.text }
    var results: [JSON] { json["results"]?.list ?? [] }

    /// The message of a request's error.
    func error(_ index: Int) -> JSON? { results[index]["error"] }
    func code(_ index: Int) -> String? { error(index)?["code"]?.text }
    func message(_ index: Int) -> String? { error(index)?["message"]?.text }
    /// The result of a request.
    func result(_ index: Int) -> JSON? { results[index]["response"]?["result"] }
    /// The rows of an `execute`.
    func rows(_ index: Int) -> JSON? { result(index)?["rows"] }

    /// For each step of a batch: `ok`, the code of its error, or `skipped`.
    func steps(_ index: Int) -> [String] {
        let results = result(index)?["step_results"]?.list ?? []
        let errors = result(index)?["step_errors"]?.list ?? []
        return zip(results, errors).map { result, error in
            result != .null ? "ok" : error == .null ? "skipped" : error["code"]?.text ?? ""
        }
    }
}

extension JSON {
    var text: String? { if case .string(let text, _) = self { text } else { nil } }
    var list: [JSON]? { if case .array(let values) = self { values } else { nil } }

    static let close = JSON.members(["type": .string("close")])
    static let getAutocommit = JSON.members(["type": .string("get_autocommit")])
    static let isAutocommit = JSON.members(["type": .string("is_autocommit")])

    static func pipeline(_ requests: [JSON], baton: String? = nil) -> JSON {
        .members(["baton": .text(baton), "requests": .array(requests)])
    }

    static func statement(_ sql: String, _ arguments: [HranaValue] = []) -> JSON {
        .members(["sql": .string(sql), "args": .array(arguments.map(\.json))])
    }

    static func execute(_ sql: String, _ arguments: [HranaValue] = []) -> JSON {
        .members(["type": .string("execute"), "stmt": statement(sql, arguments)])
    }

    static func sequence(_ sql: String) -> JSON {
        .members(["type": .string("sequence"), "sql": .string(sql)])
    }

    static func describe(_ sql: String) -> JSON {
        .members(["type": .string("describe"), "sql": .string(sql)])
    }

    static func step(_ sql: String, if condition: JSON? = nil) -> JSON {
        .members(["condition": condition ?? .null, "stmt": statement(sql)])
    }

    static func batch(_ steps: [JSON]) -> JSON {
        .members(["type": .string("batch"), "batch": .members(["steps": .array(steps)])])
    }

    static func ok(_ step: Int) -> JSON { .members(["type": .string("ok"), "step": .integer(step)]) }
    static func failed(_ step: Int) -> JSON { .members(["type": .string("error"), "step": .integer(step)]) }
    static func not(_ condition: JSON) -> JSON { .members(["type": .string("not"), "cond": condition]) }
    static func all(_ conditions: JSON...) -> JSON {
        .members(["type": .string("and"), "conds": .array(conditions)])
    }
    static func any(_ conditions: JSON...) -> JSON {
        .members(["type": .string("or"), "conds": .array(conditions)])
    }
}
