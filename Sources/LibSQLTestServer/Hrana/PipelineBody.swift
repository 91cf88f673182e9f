/// The body of a pipeline request.
struct PipelineBody: Sendable {
    var baton: String?
    var requests: [StreamRequest]

    init(baton: String?, requests: [StreamRequest]) {
        self.baton = baton
        self.requests = requests
    }

    init(_ bytes: [UInt8]) throws(ProtocolFailure) {
        let json = try JSON(body: bytes)
        baton = try json.optionalString("baton")
        requests = try json.list("requests").map { json throws(ProtocolFailure) in try StreamRequest(json: json) }
    }
}

extension JSON {
    init(body bytes: [UInt8]) throws(ProtocolFailure) {
        do {
            self = try JSONParser.parse(bytes)
        } catch {
            throw .malformed(error.message)
        }
        guard case .object = self else { throw .malformed("invalid type, expected a map") }
    }

    func member(_ name: String) throws(ProtocolFailure) -> JSON {
        guard let value = self[name] else { throw .malformed("missing field `\(name)`") }
        return value
    }

    func string(_ name: String) throws(ProtocolFailure) -> String {
        guard let text = try optionalString(name) else { throw .malformed("missing field `\(name)`") }
        return text
    }

    func optionalString(_ name: String) throws(ProtocolFailure) -> String? {
        switch self[name] {
        case nil, .null: return nil
        case .string(let text, _): return text
        default: throw .malformed("invalid type of `\(name)`, expected a string")
        }
    }

    func optionalID(_ name: String) throws(ProtocolFailure) -> Int32? {
        switch self[name] {
        case nil, .null: return nil
        case .number(let digits):
            guard let id = Int32(digits) else { throw .malformed("invalid value: `\(digits)`, expected i32") }
            return id
        default: throw .malformed("invalid type of `\(name)`, expected i32")
        }
    }

    func id(_ name: String) throws(ProtocolFailure) -> Int32 {
        guard let id = try optionalID(name) else { throw .malformed("missing field `\(name)`") }
        return id
    }

    func list(_ name: String) throws(ProtocolFailure) -> [JSON] {
        guard case .array(let values) = try member(name) else {
            throw .malformed("invalid type of `\(name)`, expected a sequence")
        }
        return values
    }

    func optionalList(_ name: String) throws(ProtocolFailure) -> [JSON] {
        self[name] == nil ? [] : try list(name)
    }
}
