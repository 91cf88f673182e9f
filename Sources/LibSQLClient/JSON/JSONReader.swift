/// A text that is no JSON, or not of the shape that was asked for.
struct JSONError: Error, Hashable {
    /// What is wrong, and where, in bytes from the start; nothing of the text itself.
    let reason: String
}

/// Reads JSON from front to back, each part as what the caller expects there.
///
/// An answer of a server may hold a million values: nothing is built but what is kept.
struct JSONReader {
    private static let depthLimit = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func failure(_ reason: String) -> JSONError {
        JSONError(reason: "\(reason) at byte \(position)")
    }

    /// The next byte that is no blank, `nil` at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard skip(byte) else {
            let what = "'\(Character(UnicodeScalar(byte)))'"
            throw peek() == nil ? failure("it ends where \(what) is due") : failure("there is no \(what)")
        }
    }

    /// Nothing but blanks may follow.
    mutating func end() throws(JSONError) {
        guard peek() == nil else { throw failure("something follows") }
    }

    // MARK: containers

    /// An object; `read` reads the value of each key, or skips it.
    mutating func object(_ read: (inout JSONReader, String) throws(JSONError) -> Void) throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        if skip(UInt8(ascii: "}")) { return }
        repeat {
            let key = try string()
            try expect(UInt8(ascii: ":"))
            try read(&self, key)
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// An array; `read` reads each element.
    mutating func array<Element>(
        _ read: (inout JSONReader) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        try expect(UInt8(ascii: "["))
        if skip(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try read(&self)) } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    /// `null`, or what `read` reads.
    mutating func optional<Value>(
        _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value? {
        guard peek() == UInt8(ascii: "n") else { return try read(&self) }
        try word("null")
        return nil
    }

    // MARK: scalars

    private mutating func word(_ text: StaticString) throws(JSONError) {
        let length = text.utf8CodeUnitCount
        let isThere = text.withUTF8Buffer { bytes[position...].prefix(length).elementsEqual($0) }
        guard isThere else { throw failure("there is no '\(text)'") }
        position += length
    }

    mutating func bool() throws(JSONError) -> Bool {
        let isTrue = peek() == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    /// The text of a number.
    mutating func number() throws(JSONError) -> String {
        _ = peek()
        let start = position
        while position < bytes.count, isNumberByte(bytes[position]) { position += 1 }
        guard start < position else { throw failure("there is no number") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    mutating func double() throws(JSONError) -> Double {
        let text = try number()
        guard let value = Double(text), value.isFinite else { throw failure("there is no number before") }
        return value
    }

    /// A whole number, as a number or as a text: servers differ.
    mutating func integer() throws(JSONError) -> Int64 {
        let text = peek() == UInt8(ascii: "\"") ? try string() : try number()
        guard let value = Int64(text) else { throw failure("there is no 64-bit integer before") }
        return value
    }

    /// A text.
    mutating func string() throws(JSONError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return try text(bytes[start..<position])
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("there is a control character in a text") }
            position += 1
        }
        throw failure("it ends inside a text")
    }

    private func text(_ utf8: some Sequence<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw failure("there is no UTF-8 before") }
        return text
    }

    /// The rest of a text from its first backslash on.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(decoded)
            case UInt8(ascii: "\\"): decoded.append(contentsOf: try escape())
            case 0..<0x20: throw failure("there is a control character in a text")
            default: decoded.append(byte)
            }
        }
        throw failure("it ends inside a text")
    }

    private mutating func escape() throws(JSONError) -> String.UTF8View {
        guard position < bytes.count else { throw failure("it ends inside a text") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return String(UnicodeScalar(byte)).utf8
        case UInt8(ascii: "b"): return "\u{8}".utf8
        case UInt8(ascii: "f"): return "\u{C}".utf8
        case UInt8(ascii: "n"): return "\n".utf8
        case UInt8(ascii: "r"): return "\r".utf8
        case UInt8(ascii: "t"): return "\t".utf8
        case UInt8(ascii: "u"): return String(try scalar()).utf8
        default: throw failure("there is an unknown escape")
        }
    }

    /// `\u` and four digits, or two of them for what lies beyond the basic plane.
    private mutating func scalar() throws(JSONError) -> Character {
        var code = UInt32(try codeUnit())
        if (0xD800...0xDBFF).contains(code) {
            let isPair = bytes[position...].prefix(2).elementsEqual("\\u".utf8)
            if isPair { position += 2 }
            let low = isPair ? UInt32(try codeUnit()) : 0
            guard (0xDC00...0xDFFF).contains(low) else { throw failure("there is half a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else { throw failure("there is half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16) else {
            throw failure("there is an unknown escape")
        }
        position += 4
        return unit
    }

    // MARK: the rest

    /// Passes over a value that nobody wants.
    mutating func skipValue(depth: Int = 0) throws(JSONError) {
        guard depth < Self.depthLimit else { throw failure("it is nested too deeply") }
        switch peek() {
        case UInt8(ascii: "{"):
            try object { reader, _ throws(JSONError) in try reader.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["):
            _ = try array { reader throws(JSONError) in try reader.skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }
}
