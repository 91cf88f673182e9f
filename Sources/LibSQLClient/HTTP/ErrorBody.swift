/// The words in the body of an answer whose status is no success.
///
/// It comes in four forms: `{"message","code"}`, `{"error"}`, plain text, and the page of a proxy.
struct ErrorBody: Hashable {
    var message: String?
    var code: String?

    /// Reads a body; what can't be read has no message.
    init(_ response: HTTPResponse) {
        let isText = String(validating: response.body, as: UTF8.self) != nil
        switch response.body.first(where: { $0 > 0x20 }) {
        case UInt8(ascii: "{"): readJSON(response.body)
        case UInt8(ascii: "<"): message = Self.title(String(decoding: response.body, as: UTF8.self))
        case .some where isText: message = Self.trimmed(String(decoding: response.body, as: UTF8.self))
        default: break
        }
    }

    private mutating func readJSON(_ body: [UInt8]) {
        var reader = JSONReader(body)
        var found = (message: String?.none, code: String?.none)
        do throws(JSONError) {
            try reader.object { reader, key throws(JSONError) in
                switch (key, reader.peek()) {
                case ("message", UInt8(ascii: "\"")), ("error", UInt8(ascii: "\"")): found.message = try reader.string()
                case ("error", UInt8(ascii: "{")): found.message = try Self.inner(&reader) ?? found.message
                case ("code", UInt8(ascii: "\"")): found.code = try reader.string()
                default: try reader.skipValue()
                }
            }
        } catch {
            return
        }
        (message, code) = found
    }

    private static func inner(_ reader: inout JSONReader) throws(JSONError) -> String? {
        var message: String?
        try reader.object { reader, key throws(JSONError) in
            if key == "message" { message = try reader.optionalString() } else { try reader.skipValue() }
        }
        return message
    }

    /// The title of a page; its tags are of no use in a terminal.
    private static func title(_ page: String) -> String? {
        let lowercased = page.lowercased()
        guard let start = lowercased.firstRange(of: "<title>"), lowercased.count == page.count else { return nil }
        let from = lowercased.distance(from: lowercased.startIndex, to: start.upperBound)
        let text = page.dropFirst(from).prefix { $0 != "<" }
        return trimmed(String(text))
    }

    private static func trimmed(_ text: String) -> String? {
        let text = text.drop(while: \.isWhitespace)
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(text[...last])
    }
}
