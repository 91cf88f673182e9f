/// A value of SQLite, as the protocol carries it.
enum HranaValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case float(Double)
    case text(String)
    case blob([UInt8])

    init(json: JSON) throws(ProtocolFailure) {
        guard case .string(let type, _)? = json["type"] else { throw .malformed("missing field `type`") }
        switch type {
        case "null": self = .null
        case "integer": self = .integer(try Self.integer(json["value"]))
        case "float": self = .float(try Self.float(json["value"]))
        case "text":
            guard case .string(let text, _)? = json["value"] else { throw .malformed("missing field `value`") }
            self = .text(text)
        case "blob": self = .blob(try Self.blob(json["base64"]))
        default:
            throw .malformed(
                "unknown variant `\(type)`, expected one of `null`, `integer`, `float`, `text`, `blob`"
            )
        }
    }

    private static func integer(_ json: JSON?) throws(ProtocolFailure) -> Int64 {
        guard case .string(let digits, let escaped)? = json else {
            guard case .number(let digits)? = json else { throw .malformed("missing field `value`") }
            throw .malformed("invalid type: integer `\(digits)`, expected a borrowed string")
        }
        if escaped { throw .malformed(borrowedString(digits)) }
        guard let value = Int64(digits) else { throw .malformed("invalid digit found in string") }
        return value
    }

    private static func float(_ json: JSON?) throws(ProtocolFailure) -> Double {
        guard case .number(let digits)? = json, let value = Double(digits) else {
            throw .malformed("invalid type, expected f64")
        }
        guard value.isFinite else { throw .malformed("number out of range") }
        return value
    }

    private static func blob(_ json: JSON?) throws(ProtocolFailure) -> [UInt8] {
        guard case .string(let text, let escaped)? = json else { throw .malformed("missing field `base64`") }
        if escaped { throw .malformed(borrowedString(text)) }
        guard let bytes = Base64.decode(text) else { throw .malformed("invalid base64") }
        return bytes
    }

    /// The servers' own words for a string with an escape where they read the request's bytes in place.
    private static func borrowedString(_ text: String) -> String {
        "invalid type: string \"\(text)\", expected a borrowed string"
    }

    var json: JSON {
        switch self {
        case .null: .members(["type": .string("null")])
        case .integer(let value): .members(["type": .string("integer"), "value": .string(String(value))])
        case .float(let value): .members(["type": .string("float"), "value": .double(value)])
        case .text(let text): .members(["type": .string("text"), "value": .string(text)])
        case .blob(let bytes): .members(["type": .string("blob"), "base64": .string(Base64.encode(bytes))])
        }
    }

    /// About how long the value is in an answer; a blob counts as its bytes.
    var responseSize: Int {
        switch self {
        case .null: 15
        case .integer(let value): 29 + String(value).utf8.count
        case .float(let value): 27 + value.description.utf8.count
        case .text(let text): 26 + text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}
