import FlyingFox
import FlyingSocks
import Foundation

/// The HTTP server behind the relay; it hands each request to a thread of its own.
struct Front: HTTPHandler {
    let core: ServerCore

    /// A server on a free port of the loopback interface.
    static func server(for core: ServerCore) throws -> HTTPServer {
        let configuration = HTTPServer.Configuration(
            address: try .inet(ip4: "127.0.0.1", port: 0),
            timeout: 86_400,
            sharedRequestBufferSize: 1 << 26,
            sharedRequestReplaySize: 1 << 26,
            logger: .disabled
        )
        return HTTPServer(config: configuration, handler: Front(core: core))
    }

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let incoming = IncomingRequest(
            method: request.method.rawValue,
            path: request.path,
            headers: Dictionary(request.headers.map { ($0.key.rawValue.lowercased(), $0.value) }) { $0 + ", " + $1 },
            body: Array(try await request.bodyData)
        )
        var port: UInt16?
        if case .ip4(_, let clientPort) = request.remoteAddress { port = clientPort }
        let reply = await onThread { [port] in core.respond(to: incoming, clientPort: port) }
        return HTTPResponse(reply)
    }

    private func onThread(_ body: @escaping @Sendable () -> Reply) async -> Reply {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

extension HTTPResponse {
    fileprivate init(_ reply: Reply) {
        var headers = HTTPHeaders()
        for (name, value) in reply.headers { headers[HTTPHeader(name)] = value }
        let phrases = [
            200: "OK", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
            403: "Forbidden", 404: "Not Found", 408: "Request Timeout",
            429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
            503: "Service Unavailable", 504: "Gateway Timeout",
        ]
        self.init(
            statusCode: HTTPStatusCode(reply.status, phrase: phrases[reply.status] ?? "Status"),
            headers: headers,
            body: Data(reply.body)
        )
    }
}
