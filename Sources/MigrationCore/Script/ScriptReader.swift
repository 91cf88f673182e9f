/// Reads what `ScriptWriter` has written; the bytes may come from a process that crashed, and be anything.
struct ScriptReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() throws(ScriptFormatError) -> UInt8 {
        guard offset < bytes.count else { throw ScriptFormatError() }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number() throws(ScriptFormatError) -> Int64 {
        guard bytes.count - offset >= 8 else { throw ScriptFormatError() }
        defer { offset += 8 }
        var bits: UInt64 = 0
        for index in 0..<8 { bits |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        return Int64(bitPattern: bits)
    }

    /// A number of things that follow, each of at least one byte.
    mutating func count() throws(ScriptFormatError) -> Int {
        let number = try number()
        guard number >= 0, number <= Int64(bytes.count - offset) else { throw ScriptFormatError() }
        return Int(number)
    }

    mutating func int() throws(ScriptFormatError) -> Int {
        guard let number = Int(exactly: try number()) else { throw ScriptFormatError() }
        return number
    }

    mutating func flag() throws(ScriptFormatError) -> Bool {
        try byte() != 0
    }

    mutating func blob() throws(ScriptFormatError) -> [UInt8] {
        let count = try count()
        defer { offset += count }
        return Array(bytes[offset..<(offset + count)])
    }

    mutating func text() throws(ScriptFormatError) -> String {
        String(decoding: try blob(), as: UTF8.self)
    }

    mutating func list<Value: ScriptCodable>(of type: Value.Type = Value.self) throws(ScriptFormatError) -> [Value] {
        let count = try count()
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try Value(from: &self)) }
        return values
    }

    mutating func optional<Value: ScriptCodable>(
        _ type: Value.Type = Value.self
    ) throws(ScriptFormatError) -> Value? {
        try flag() ? try Value(from: &self) : nil
    }
}

/// Bytes that are no message.
struct ScriptFormatError: Error, Hashable, CustomStringConvertible {
    var description: String { "the message between the revision and its host can't be read" }
}
