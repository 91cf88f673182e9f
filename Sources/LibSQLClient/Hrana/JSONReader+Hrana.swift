extension JSONReader {
    mutating func optionalString() throws(JSONError) -> String? {
        try optional { reader throws(JSONError) in try reader.string() }
    }

    /// A value of SQLite, its fields in any order.
    mutating func value() throws(JSONError) -> HranaValue {
        var kind = ""
        var text: String?
        var isText = false
        var base64: String?
        try object { reader, key throws(JSONError) in
            switch key {
            case "type": kind = try reader.string()
            case "value":
                isText = reader.peek() == UInt8(ascii: "\"")
                text =
                    isText
                    ? try reader.string()
                    : try reader.optional { reader throws(JSONError) in try reader.number() }
            case "base64": base64 = try reader.string()
            default: try reader.skipValue()
            }
        }
        guard let value = HranaValue(kind: kind, text: text, isText: isText, base64: base64) else {
            throw failure("there is no value of a known type before")
        }
        return value
    }
}

extension HranaValue {
    /// A value by the fields of its JSON.
    ///
    /// A float without a number is an infinity, which JSON has no word for. As NaN, which SQLite never stores, it is told from
    /// NULL, and is refused when it is sent back.
    fileprivate init?(kind: String, text: String?, isText: Bool, base64: String?) {
        switch kind {
        case "null": self = .null
        case "text" where isText: self = .text(text ?? "")
        case "integer":
            guard let number = text.flatMap({ Int64($0) }) else { return nil }
            self = .integer(number)
        case "float" where text == nil: self = .real(.nan)
        case "float" where !isText:
            guard let number = text.flatMap({ Double($0) }), number.isFinite else { return nil }
            self = .real(number)
        case "blob":
            guard let bytes = base64.flatMap({ Base64.decode($0.utf8) }) else { return nil }
            self = .blob(bytes)
        default: return nil
        }
    }
}
