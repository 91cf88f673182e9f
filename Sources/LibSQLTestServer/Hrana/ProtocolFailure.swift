/// What fails a whole HTTP request, in contrast to an error inside an answer with status 200.
enum ProtocolFailure: Error {
    /// The body is no JSON, or not of the protocol's shape.
    case malformed(String)
    /// The request breaks a rule of the protocol.
    case refused(String)
    case batonInvalid
    case batonReused
    case streamExpired
    /// A request follows a `close` in the same pipeline.
    case streamClosed
    case unauthorized(String)
    case forbidden(String)
    case namespaceMissing(String)
    case notFound
    case tooManyStreams
    case `internal`(String)
}

extension ProtocolFailure {
    /// The answer, in the dialect's own shape.
    func reply(_ dialect: Dialect) -> Reply {
        switch dialect {
        case .sqld: sqldReply
        case .cloud: cloudReply
        }
    }

    private var sqldReply: Reply {
        switch self {
        case .malformed(let what): .text(400, "Cannot deserialize client message from JSON: \(what)")
        case .refused(let what): .text(400, what)
        case .batonInvalid: .text(400, "Received an invalid baton")
        case .batonReused: .text(400, "Received a baton that has already been used")
        case .streamExpired:
            .json(
                400,
                [
                    "message": .string("The stream has expired due to inactivity"),
                    "code": .string("STREAM_EXPIRED"),
                ]
            )
        case .streamClosed: .text(400, "Stream for this baton was closed")
        case .unauthorized(let why), .forbidden(let why): .error(status, "Unauthorized: `\(why)`")
        case .namespaceMissing(let name): .error(status, "Namespace `\(name)` doesn't exist")
        case .notFound: .text(404, "")
        case .tooManyStreams: .error(status, "Too many concurrent requests")
        case .internal(let what): .error(status, "Internal Error: `\(what)`")
        }
    }

    private var cloudReply: Reply {
        switch self {
        case .malformed(let what): .error(400, "malformed request: \(what)")
        case .refused(let what): .error(400, what)
        case .batonInvalid, .batonReused, .streamExpired, .streamClosed:
            .error(404, "stream not found: \(Base64.encode((0..<6).map { _ in UInt8.random(in: 0...255) }))")
        case .unauthorized(let why), .forbidden(let why): .error(status, why)
        case .namespaceMissing(let name): .error(status, "database not found: \(name)")
        case .notFound: .error(404, "not found")
        case .tooManyStreams: .error(status, "too many requests")
        case .internal(let what): .error(status, what)
        }
    }

    private var status: Int {
        switch self {
        case .malformed, .refused, .batonInvalid, .batonReused, .streamExpired, .streamClosed: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .namespaceMissing, .notFound: 404
        case .tooManyStreams: 429
        case .internal: 500
        }
    }
}
