/// Base64 by RFC 4648, in the standard alphabet and in that for URLs.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each byte that may stand in base64, 255 for the others; `-` and `_` are `+` and `/` in URLs.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        return values
    }()

    /// Appends the padded text of some bytes.
    static func encode(_ blob: [UInt8], into text: inout [UInt8]) {
        text.reserveCapacity(text.count + (blob.count + 2) / 3 * 4)
        var index = 0
        while index < blob.count {
            let length = min(3, blob.count - index)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < length ? UInt32(blob[index + offset]) : 0)
            }
            for offset in 0..<4 {
                let isPadding = offset > length
                text.append(
                    isPadding ? UInt8(ascii: "=") : alphabet[Int(group >> UInt32(18 - 6 * offset) & 63)]
                )
            }
            index += 3
        }
    }

    /// The bytes of a text, padded or not; `nil` where it is no base64.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var blob: [UInt8] = []
        blob.reserveCapacity(text.count / 4 * 3 + 3)
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 255, padding == 0 else { return nil }
            group = group << 6 | UInt32(value)
            digits += 1
            if digits.isMultiple(of: 4) {
                blob.append(UInt8(truncatingIfNeeded: group >> 16))
                blob.append(UInt8(truncatingIfNeeded: group >> 8))
                blob.append(UInt8(truncatingIfNeeded: group))
            }
        }
        let rest = digits % 4
        guard rest != 1, padding == 0 || rest + padding == 4 else { return nil }
        if rest > 1 { blob.append(UInt8(truncatingIfNeeded: group >> (rest == 2 ? 4 : 10))) }
        if rest > 2 { blob.append(UInt8(truncatingIfNeeded: group >> 2)) }
        return blob
    }
}
