/// Reads one JSON text, strictly.
struct JSONParser {
    struct Failure: Error {
        let message: String
    }

    private static let depthLimit = 128
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func parse(_ bytes: [UInt8]) throws(Failure) -> JSON {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        parser.skipBlanks()
        guard parser.position == bytes.count else { throw parser.failure("trailing characters") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ what: String) -> Failure {
        let line = bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1
        let start = bytes.prefix(position).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Failure(message: "\(what) at line \(line) column \(position - start)")
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func value() throws(Failure) -> JSON {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case .some: return try number()
        case nil: throw failure("EOF while parsing a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(Failure) -> JSON
    ) throws(Failure) -> JSON {
        guard depth < Self.depthLimit else { throw failure("recursion limit exceeded") }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func literal(_ text: String, _ value: JSON) throws(Failure) -> JSON {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("expected ident") }
        position += text.utf8.count
        return value
    }

    private mutating func array() throws(Failure) -> JSON {
        var values: [JSON] = []
        skipBlanks()
        if take("]") { return .array(values) }
        while true {
            values.append(try value())
            skipBlanks()
            if take("]") { return .array(values) }
            guard take(",") else { throw failure("expected `,` or `]`") }
        }
    }

    private mutating func object() throws(Failure) -> JSON {
        var members: [JSON.Member] = []
        skipBlanks()
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard case .string(let name, _) = try string() else { throw failure("key must be a string") }
            skipBlanks()
            guard take(":") else { throw failure("expected `:`") }
            members.append(JSON.Member(name: name, value: try value()))
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("expected `,` or `}`") }
        }
    }

    private mutating func take(_ character: Character) -> Bool {
        guard let next, next == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = position
        _ = take("-")
        let integerDigits = digits()
        guard integerDigits > 0 else { throw failure("expected value") }
        let leadingZero = bytes[position - integerDigits] == UInt8(ascii: "0")
        if leadingZero && integerDigits > 1 { throw failure("invalid number") }
        if take("."), digits() == 0 { throw failure("invalid number") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            if digits() == 0 { throw failure("invalid number") }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func string() throws(Failure) -> JSON {
        guard take("\"") else { throw failure("key must be a string") }
        var content: [UInt8] = []
        var escaped = false
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw failure("invalid unicode code point")
                }
                return .string(text, escaped: escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                try escape(into: &content)
            case 0..<0x20: throw failure("control character (\\u0000-\\u001F) found while parsing a string")
            default: content.append(byte)
            }
        }
        throw failure("EOF while parsing a string")
    }

    private mutating func escape(into content: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure("EOF while parsing a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "u"): content += try String(Character(scalar())).utf8
        default: throw failure("invalid escape")
        }
    }

    private mutating func scalar() throws(Failure) -> Unicode.Scalar {
        let first = try codeUnit()
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw failure("lone leading surrogate in hex escape") }
            return scalar
        }
        guard take("\\"), take("u") else { throw failure("unexpected end of hex escape") }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw failure("lone leading surrogate in hex escape") }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit() throws(Failure) -> UInt16 {
        guard position + 4 <= bytes.count,
            bytes[position..<(position + 4)].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw failure("invalid escape") }
        position += 4
        return unit
    }
}
