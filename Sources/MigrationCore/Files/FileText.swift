/// Whether bytes are text: UTF-8 without a NUL.
enum FileText {
    /// The first thing that makes the bytes no text, with its line.
    static func fault(in bytes: UnsafeBufferPointer<UInt8>) -> RevisionFileFaultAtLine? {
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == 0 { return at(offset, .nulByte, bytes) }
            if byte < 0x80 {
                offset += 1
            } else if let length = sequenceLength(bytes, offset) {
                offset += length
            } else {
                return at(offset, .notUTF8, bytes)
            }
        }
        return nil
    }

    private static func at(
        _ offset: Int,
        _ fault: RevisionFileFault,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> RevisionFileFaultAtLine {
        var lines = LineCounter(bytes)
        return RevisionFileFaultAtLine(fault: fault, line: lines.line(at: offset))
    }

    /// The length of a well-formed sequence of several bytes (Unicode, table 3-7), `nil` for any other bytes.
    private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int? {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
        for position in (offset + 2)..<(offset + max(length, 2)) where bytes[position] & 0xC0 != 0x80 { return nil }
        return length
    }
}
