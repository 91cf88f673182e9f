/// The ways in which a server or a proxy may write a secret that it was sent.
enum SecretForms {
    /// The secret as it is, percent-encoded as far as it must be and throughout, and inside base64.
    static func forms(_ secret: [UInt8]) -> [[UInt8]] {
        let encoded = [
            percentEncoded(secret) { isUnreserved($0) }, percentEncoded(secret) { _ in false }, hexadecimal(secret),
        ]
        return [secret] + encoded + (0..<3).flatMap { base64(secret, after: $0) }
    }

    /// RFC 3986, section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func percentEncoded(_ bytes: [UInt8], keeping isKept: (UInt8) -> Bool) -> [UInt8] {
        bytes.flatMap { isKept($0) ? [$0] : [UInt8(ascii: "%")] + hexadecimal([$0]) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The characters of base64 that only the secret decides, where `count` bytes stand before it (modulo 3), in both
    /// alphabets.
    private static func base64(_ secret: [UInt8], after count: Int) -> [[UInt8]] {
        var text: [UInt8] = []
        Base64.encode([UInt8](repeating: 0, count: count) + secret, into: &text)
        let bits = (count * 8, (count + secret.count) * 8)
        let own = Array(text[((bits.0 + 5) / 6)..<(bits.1 / 6)])
        let forURLs = own.map { byte in
            byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }
        return own == forURLs ? [own] : [own, forURLs]
    }
}
