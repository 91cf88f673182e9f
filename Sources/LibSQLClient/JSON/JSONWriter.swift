/// Writes JSON, one byte after the other.
///
/// Foundation's encoder escapes `/` unless told otherwise, which servers refuse inside base64 (they borrow the text); this one
/// escapes only what JSON demands.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func number(_ value: some FixedWidthInteger) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// The shortest text that reads back as the same number; finite numbers only.
    mutating func number(_ value: Double) {
        bytes.append(contentsOf: value.description.utf8)
    }

    mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    mutating func string(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case UInt8(ascii: "\n"): raw("\\n")
        case UInt8(ascii: "\r"): raw("\\r")
        case UInt8(ascii: "\t"): raw("\\t")
        default:
            let digits = String(byte, radix: 16)
            raw(digits.utf8.count == 1 ? "\\u000" : "\\u00")
            bytes.append(contentsOf: digits.utf8)
        }
    }

    /// Standard base64 with padding, which every decoder takes; its characters need no escape.
    mutating func base64(_ blob: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        Base64.encode(blob, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
