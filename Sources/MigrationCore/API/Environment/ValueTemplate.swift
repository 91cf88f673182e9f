/// A text with `${VAR}` and `${VAR:-default}` in it, parsed but not yet expanded.
package struct ValueTemplate: Hashable, Sendable {
    package indirect enum Piece: Hashable, Sendable {
        case text(String)
        /// - written: the reference as it stands in the file.
        case variable(String, default: ValueTemplate?, written: String)
    }

    package var pieces: [Piece]

    package init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// Parses a text.
    ///
    /// A `${` that opens no reference stays text.
    package init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// Parses bytes; a `$` at one of the `literal` offsets was escaped and begins nothing.
    init(bytes: [UInt8], literal: Set<Int> = []) {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            if !literal.contains(offset), let reference = Reference(bytes, at: offset) {
                if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                pieces.append(reference.piece)
                offset = reference.end
            } else {
                text.append(bytes[offset])
                offset += 1
            }
        }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        self.pieces = pieces
    }
}

extension ValueTemplate {
    /// The offset behind the reference that begins at `offset`, or `nil` where none does.
    static func endOfReference(_ bytes: [UInt8], at offset: Int) -> Int? {
        Reference(bytes, at: offset)?.end
    }

    /// A reference, found in bytes.
    private struct Reference {
        let piece: Piece
        let end: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + 2 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{"),
                let end = Reference.closingBrace(bytes, from: start + 2)
            else { return nil }
            let inner = bytes[(start + 2)..<end]
            let name = inner.prefix { DotenvFile.isNameByte($0) }
            let rest = inner.dropFirst(name.count)
            guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
            guard rest.isEmpty || rest.starts(with: ":-".utf8) else { return nil }
            piece = .variable(
                String(decoding: name, as: UTF8.self),
                default: rest.isEmpty ? nil : ValueTemplate(bytes: Array(rest.dropFirst(2))),
                written: String(decoding: bytes[start...end], as: UTF8.self)
            )
            self.end = end + 1
        }

        /// The `}` that closes a reference; a default may hold further references, as deep as anybody would write.
        private static func closingBrace(_ bytes: [UInt8], from start: Int) -> Int? {
            var depth = 1
            var offset = start
            while offset < bytes.count {
                if bytes[offset] == UInt8(ascii: "}") {
                    depth -= 1
                    if depth == 0 { return offset }
                } else if bytes[offset] == UInt8(ascii: "$"), bytes.dropFirst(offset + 1).first == UInt8(ascii: "{") {
                    depth += 1
                    if depth > 32 { return nil }
                }
                offset += 1
            }
            return nil
        }

    }
}
