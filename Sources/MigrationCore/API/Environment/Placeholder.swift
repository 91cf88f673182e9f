/// A part of a value that someone forgot to replace: `${X}`, `[your-org]`, `<token>`, `xxx…`.
package struct Placeholder: Hashable, Sendable {
    /// The offset of its first byte.
    package let offset: Int
    package let text: String

    /// Finds the first placeholder of a text.
    ///
    /// An IPv6 host between brackets is none.
    package static func first(in text: String) -> Placeholder? {
        let bytes = Array(text.utf8)
        for offset in bytes.indices {
            guard let end = end(bytes, at: offset) else { continue }
            return Placeholder(offset: offset, text: String(decoding: bytes[offset..<end], as: UTF8.self))
        }
        return nil
    }

    private static func end(_ bytes: [UInt8], at offset: Int) -> Int? {
        switch bytes[offset] {
        case UInt8(ascii: "$"): endOfReference(bytes, at: offset)
        case UInt8(ascii: "["): endOfBracket(bytes, at: offset, close: UInt8(ascii: "]"))
        case UInt8(ascii: "<"): endOfBracket(bytes, at: offset, close: UInt8(ascii: ">"))
        case UInt8(ascii: "x"), UInt8(ascii: "X"): endOfRun(bytes, at: offset)
        default: nil
        }
    }

    private static func endOfReference(_ bytes: [UInt8], at offset: Int) -> Int? {
        guard bytes.dropFirst(offset + 1).first == UInt8(ascii: "{"),
            let close = bytes[(offset + 2)...].firstIndex(of: UInt8(ascii: "}")), close > offset + 2
        else { return nil }
        return close + 1
    }

    /// Brackets around a word or several; the colons of an IPv6 address are in no such word.
    private static func endOfBracket(_ bytes: [UInt8], at offset: Int, close: UInt8) -> Int? {
        guard let end = bytes[(offset + 1)...].firstIndex(of: close) else { return nil }
        let inner = bytes[(offset + 1)..<end]
        guard let first = inner.first, isLetter(first) else { return nil }
        let isWords = inner.allSatisfy { byte in
            byte >= 0x80 || DotenvFile.isNameByte(byte) || " -.".utf8.contains(byte)
        }
        return isWords ? end + 1 : nil
    }

    /// A run of x that stands alone (`xxx`), ends a word (`eyJxxxx`), or is too long for chance: a token of random
    /// letters holds three in a row now and then.
    private static func endOfRun(_ bytes: [UInt8], at offset: Int) -> Int? {
        let before = offset > 0 ? bytes[offset - 1] : nil
        guard !isX(before) else { return nil }
        let count = bytes[offset...].prefix { isX($0) }.count
        let after = bytes.dropFirst(offset + count).first
        let standsAlone = count >= 3 && !isWord(before) && !isWord(after)
        let endsWord = count >= 4 && !isWord(after)
        return standsAlone || endsWord || count >= 6 ? offset + count : nil
    }

    private static func isX(_ byte: UInt8?) -> Bool {
        byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        DotenvFile.isNameByte(byte) && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWord(_ byte: UInt8?) -> Bool {
        byte.map { DotenvFile.isNameByte($0) && $0 != UInt8(ascii: "_") } ?? false
    }
}
