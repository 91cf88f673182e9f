/// Reads `migrate:was OLD` and `migrate:backfill EXPR` out of a comment.
struct HintReader {
    private static let marker = Array("migrate:".utf8)
    /// What the hint's comment says; the comment's own signs are left out.
    private let text: [UInt8]
    private let offset: Int

    /// Whether a comment is worth reading.
    static func mayHoldHint(_ comment: ArraySlice<UInt8>) -> Bool {
        position(of: marker, in: comment) != nil
    }

    private init(comment: Range<Int>, of bytes: [UInt8]) {
        let isBlock = bytes[comment.lowerBound] == UInt8(ascii: "/")
        let isClosed = isBlock && comment.count >= 4 && bytes[comment].suffix(2).elementsEqual("*/".utf8)
        text = Array(bytes[(comment.lowerBound + 2)..<(comment.upperBound - (isClosed ? 2 : 0))])
        offset = comment.lowerBound + 2
    }

    /// What a comment says.
    ///
    /// - Parameters:
    ///   - comment: the comment's place.
    ///   - bytes: the text in which it stands.
    /// - Returns: the hints, empty for a comment that only speaks of them.
    /// - Throws: `SchemaError` for an unknown hint and for one that says nothing.
    static func hints(in comment: Range<Int>, of bytes: [UInt8]) throws(SchemaError) -> SchemaHints {
        try HintReader(comment: comment, of: bytes).read()
    }

    private func read() throws(SchemaError) -> SchemaHints {
        var hints = SchemaHints()
        var rest = text[...]
        // A hint begins the comment, or follows another one: prose that mentions one is prose.
        rest = HintReader.trim(rest)
        while rest.starts(with: HintReader.marker) {
            let start = rest.startIndex
            rest = rest.dropFirst(HintReader.marker.count)
            let word = rest.prefix { !HintReader.isBlank($0) }
            rest = rest.dropFirst(word.count)
            let next = HintReader.nextHint(in: rest)
            let value = HintReader.trim(rest[..<next])
            try set(String(decoding: word, as: UTF8.self), value, at: offset + start, in: &hints)
            rest = HintReader.trim(rest[next...])
        }
        return hints
    }

    private func set(
        _ word: String,
        _ value: ArraySlice<UInt8>,
        at offset: Int,
        in hints: inout SchemaHints
    ) throws(SchemaError) {
        switch word {
        case "was":
            hints.was = try name(value, at: offset)
        case "backfill":
            guard !value.isEmpty else {
                throw SchemaError(message: "migrate:backfill needs an SQL expression behind it", offset: offset)
            }
            hints.backfill = String(decoding: value, as: UTF8.self)
        default:
            throw SchemaError(
                message: "unknown hint 'migrate:\(word)'; there are migrate:was and migrate:backfill",
                offset: offset
            )
        }
    }

    private func name(_ value: ArraySlice<UInt8>, at offset: Int) throws(SchemaError) -> String {
        var tokenizer = Tokenizer(bytes: Array(value))
        var names: [Token] = []
        while let token = try? tokenizer.next() {
            if !token.isTrivia { names.append(token) }
        }
        guard let token = names.first, token.kind == .word || token.kind == .quotedName else {
            throw SchemaError(message: "migrate:was needs the old name behind it", offset: offset)
        }
        guard names.count == 1, tokenizer.offset == tokenizer.bytes.count else {
            throw SchemaError(
                message: "migrate:was takes one name; a name with blanks stands between double quotes",
                offset: offset
            )
        }
        return token.kind == .word ? tokenizer.text(token) : Identifier.unquote(tokenizer.bytes[token.range])
    }

    /// Where the next hint of the same comment begins, outside strings and quoted names.
    private static func nextHint(in rest: ArraySlice<UInt8>) -> Int {
        var quote: UInt8?
        var index = rest.startIndex
        while index < rest.endIndex {
            let byte = rest[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == marker[0], rest[index...].starts(with: marker) {
                return index
            }
            index += 1
        }
        return rest.endIndex
    }

    /// Without blanks, and the dashes with which a second hint may be set off.
    private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: isBlank)
        if text.starts(with: "--".utf8) { text = text.dropFirst(2).drop(while: isBlank) }
        while let last = text.last, isBlank(last) { text.removeLast() }
        if text.count > 2, text.suffix(2).elementsEqual("--".utf8) { text = trim(text.dropLast(2)) }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private static func position(of pattern: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard let first = pattern.first else { return nil }
        var index = text.startIndex
        while let found = text[index...].firstIndex(of: first) {
            if text[found...].starts(with: pattern) { return found }
            index = found + 1
        }
        return nil
    }
}
