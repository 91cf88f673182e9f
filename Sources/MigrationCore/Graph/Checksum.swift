/// What tells an edited revision from the one that was applied: a SHA-256 of its text behind the header.
///
/// Line endings, blanks at the end of a line and blank lines at the end of the text don't count, so that neither Git's
/// line-ending conversion nor an editor changes it.
public struct Checksum: Hashable, Sendable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    public let hex: String

    /// Wraps a checksum that was read from a database.
    ///
    /// - Parameter hex: the hexadecimal digits.
    public init(hex: String) {
        self.hex = hex
    }

    /// The checksum of a text.
    ///
    /// - Parameter text: the text behind a revision's header.
    public init(of text: String) {
        hex = SHA256.hex(of: Checksum.normalized(Array(text.utf8)))
    }

    /// The text with line feeds alone, without blanks at the ends of its lines and without blank lines at its end.
    private static func normalized(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count + 72)
        var lineStart = 0
        for byte in bytes {
            if byte == 0x0A {
                trimBlanks(&kept, from: lineStart)
                kept.append(0x0A)
                lineStart = kept.count
            } else {
                kept.append(byte)
            }
        }
        trimBlanks(&kept, from: lineStart)
        while kept.last == 0x0A { kept.removeLast() }
        return kept
    }

    private static func trimBlanks(_ kept: inout [UInt8], from start: Int) {
        while kept.count > start, let last = kept.last, last == 0x20 || last == 0x09 || last == 0x0D {
            kept.removeLast()
        }
    }

    /// The checksum in hexadecimal digits.
    public var description: String { hex }
}

extension Revision {
    /// The checksum of the text behind the header, computed when it is asked for.
    public var checksum: Checksum { Checksum(of: text) }
}
