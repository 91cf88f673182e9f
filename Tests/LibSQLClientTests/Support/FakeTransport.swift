import LibSQLClient
import Synchronization

/// Answers requests from a list, and keeps what was asked.
final class FakeTransport: HTTPTransport {
    typealias Answer = Result<HTTPResponse, HTTPTransportError>

    private struct State {
        var requests: [HTTPRequest] = []
        var answers: [Answer]
        var isCancelled = false
    }

    private let state: Mutex<State>

    init(_ answers: [Answer]) {
        state = Mutex(State(answers: answers))
    }

    /// Answers with bodies in JSON and status 200.
    convenience init(bodies: String...) {
        self.init(bodies.map { .success(.json($0)) })
    }

    convenience init(_ responses: HTTPResponse...) {
        self.init(responses.map { .success($0) })
    }

    var requests: [HTTPRequest] { state.withLock(\.requests) }
    var isCancelled: Bool { state.withLock(\.isCancelled) }

    func send(_ request: HTTPRequest) throws(HTTPTransportError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer in
            state.requests.append(request)
            let none = HTTPTransportError(.connectionLost, "the list of answers is at its end", isSent: true)
            return state.answers.isEmpty ? .failure(none) : state.answers.removeFirst()
        }
        return try answer.get()
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}

extension HTTPResponse {
    static func json(_ body: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: [HTTPHeader("content-type", "application/json")], body: Array(body.utf8))
    }

    /// A pipeline's answer with one `ok` for `execute` and one for `close`.
    static let executed = json(Answers.pipeline(Answers.execute(), Answers.close))
}

/// Bodies as servers write them.
enum Answers {
    static let close = #"{"type":"ok","response":{"type":"close"}}"#

    static func execute(columns: String = "", rows: String = "") -> String {
        #"{"type":"ok","response":{"type":"execute","result":{"cols":[\#(columns)],"rows":[\#(rows)],"#
            + #""affected_row_count":0,"last_insert_rowid":null}}}"#
    }

    static func pipeline(_ results: String..., baton: String? = nil, baseURL: String? = nil) -> String {
        let quoted = { (text: String?) in text.map { "\"\($0)\"" } ?? "null" }
        return
            #"{"baton":\#(quoted(baton)),"base_url":\#(quoted(baseURL)),"results":[\#(results.joined(separator: ","))]}"#
    }
}

extension LibSQLClient {
    convenience init(_ transport: FakeTransport, url: String = "https://db.example.com", token: String? = nil) {
        self.init(url: url, token: token.map { BearerToken($0) }, transport: transport)
    }

    /// The error that sending these requests ends with.
    func failure(_ requests: [HranaRequest] = [.select]) -> LibSQLError? {
        do throws(LibSQLError) {
            _ = try send(requests)
            return nil
        } catch {
            return error
        }
    }
}

extension HranaRequest {
    static let select = HranaRequest.execute(HranaStatement("SELECT 1"))
}

/// The error to an answer to `SELECT 1`.
func failure(_ response: HTTPResponse, token: String? = nil) -> LibSQLError? {
    // Twice, for after 404 the older version is asked as well.
    LibSQLClient(FakeTransport(response, response), token: token).failure()
}
