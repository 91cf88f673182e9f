/// Writes what goes between a revision's code and its host, as bytes: numbers little-endian, texts behind their length.
struct ScriptWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func write(_ number: Int64) {
        let bits = UInt64(bitPattern: number)
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    mutating func write(_ number: Int) {
        write(Int64(number))
    }

    mutating func write(_ isOn: Bool) {
        bytes.append(isOn ? 1 : 0)
    }

    mutating func write(_ text: String) {
        write(Array(text.utf8))
    }

    mutating func write(_ blob: [UInt8]) {
        write(blob.count)
        bytes += blob
    }

    mutating func write(_ value: some ScriptCodable) {
        value.write(to: &self)
    }

    mutating func write(_ values: [some ScriptCodable]) {
        write(values.count)
        for value in values { value.write(to: &self) }
    }

    mutating func write(_ value: (some ScriptCodable)?) {
        write(value != nil)
        if let value { value.write(to: &self) }
    }
}

/// What can go between a revision's code and its host.
protocol ScriptCodable {
    func write(to writer: inout ScriptWriter)
    init(from reader: inout ScriptReader) throws(ScriptFormatError)
}

extension String: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(self)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self = try reader.text()
    }
}

extension Bool: ScriptCodable {
    func write(to writer: inout ScriptWriter) {
        writer.write(self)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        self = try reader.byte() != 0
    }
}
