/// Tokens in the form in which they are compared, one after the other.
struct NormalForm {
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// A name: folded, between double quotes.
    mutating func name(_ folded: String) {
        quote(folded, by: UInt8(ascii: "\""))
    }

    /// A string that was not written as a literal.
    mutating func string(_ value: String) {
        quote(value, by: UInt8(ascii: "'"))
    }

    /// A literal whose letters have no case: numbers and blobs.
    mutating func folded(_ token: some Collection<UInt8>) {
        for byte in token { bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
        bytes.append(0x20)
    }

    /// A token as it is.
    mutating func raw(_ token: some Collection<UInt8>) {
        bytes.append(contentsOf: token)
        bytes.append(0x20)
    }

    /// An operator, a keyword or a count of operands.
    mutating func mark(_ text: String) {
        raw(text.utf8)
    }

    /// An operator by its own characters, synonyms as one.
    mutating func punctuation(_ token: ArraySlice<UInt8>) {
        switch (token.first, token.dropFirst().first) {
        case (UInt8(ascii: "="), UInt8(ascii: "=")): mark("=")
        case (UInt8(ascii: "<"), UInt8(ascii: ">")): mark("!=")
        case (_, _): raw(token)
        }
    }

    private mutating func quote(_ value: String, by quote: UInt8) {
        bytes.append(quote)
        for byte in value.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
        bytes.append(0x20)
    }
}
