import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A Turso database by its HTTP API: one statement, one request (https://docs.turso.tech/sdk/http/reference).
struct TursoStore: Store {
    let url: String
    let token: String?

    func rows(_ sql: String, _ arguments: [Value]) async throws -> [[String: Value]] {
        guard let endpoint = URL(string: url + "/v2/pipeline") else { throw StoreError(message: "no URL: \(url)") }
        var request = URLRequest(url: endpoint)
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let statement = Statement(sql: sql, args: arguments.map(Cell.init))
        let requests = [
            Pipeline.Request(type: "execute", stmt: Statement(sql: "PRAGMA foreign_keys=ON", args: [])),
            Pipeline.Request(type: "execute", stmt: statement), Pipeline.Request(type: "close", stmt: nil),
        ]
        request.httpBody = try JSONEncoder().encode(Pipeline(requests: requests))
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode, status == 200 else {
            throw StoreError(message: "\(url) answered with status \((response as? HTTPURLResponse)?.statusCode ?? 0)")
        }
        let results = try JSONDecoder().decode(Answer.self, from: data).results
        if let error = results.lazy.compactMap(\.error).first { throw StoreError(message: error.message) }
        guard results.count > 1, let result = results[1].response?.result else { return [] }
        let names = result.cols.map { $0.name ?? "" }
        return result.rows.map { cells in
            Dictionary(zip(names, cells.map(\.value)), uniquingKeysWith: { first, _ in first })
        }
    }
}

private struct Statement: Encodable {
    let sql: String
    let args: [Cell]
}

private struct Pipeline: Encodable {
    struct Request: Encodable {
        let type: String
        let stmt: Statement?
    }
    let requests: [Request]
}

private struct Answer: Decodable {
    struct Column: Decodable { let name: String? }
    struct Rows: Decodable {
        let cols: [Column]
        let rows: [[Cell]]
    }
    struct Response: Decodable { let result: Rows? }
    struct Failure: Decodable { let message: String }
    struct Result: Decodable {
        let response: Response?
        let error: Failure?
    }
    let results: [Result]
}

/// `{"type":"integer","value":"1"}`: integers travel as text, for JSON's numbers are too small for them.
private struct Cell: Codable {
    let value: Value

    private enum Key: String, CodingKey { case type, value }

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws {
        let cell = try decoder.container(keyedBy: Key.self)
        switch try cell.decode(String.self, forKey: .type) {
        case "integer": value = .integer(Int64(try cell.decode(String.self, forKey: .value)) ?? 0)
        case "float": value = .real(try cell.decode(Double.self, forKey: .value))
        case "text": value = .text(try cell.decode(String.self, forKey: .value))
        default: value = .null
        }
    }

    func encode(to encoder: any Encoder) throws {
        var cell = encoder.container(keyedBy: Key.self)
        switch value {
        case .null: try cell.encode("null", forKey: .type)
        case .integer(let value):
            try cell.encode("integer", forKey: .type)
            try cell.encode(String(value), forKey: .value)
        case .real(let value):
            try cell.encode("float", forKey: .type)
            try cell.encode(value, forKey: .value)
        case .text(let value):
            try cell.encode("text", forKey: .type)
            try cell.encode(value, forKey: .value)
        }
    }
}
