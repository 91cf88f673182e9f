/// The types of a Swift revision's file that conform to `Migration`, read without a compiler.
struct MigrationTypes {
    /// A type and how it is declared.
    struct Declaration: Hashable {
        var name: String
        /// `private` or `fileprivate`: no other file can name it.
        var isHidden: Bool
    }

    private(set) var declarations: [Declaration] = []

    /// Reads a file's text.
    ///
    /// - Parameter text: Swift, as far as it goes; what is no Swift declares nothing.
    init(_ text: String) {
        let words = SwiftWords.words(of: text)
        var depth = 0
        for (index, word) in words.enumerated() {
            switch word {
            case "{": depth += 1
            case "}": depth -= 1
            case "struct", "class", "enum", "extension", "actor":
                guard depth == 0, let name = MigrationTypes.conforming(words[(index + 1)...]) else { continue }
                let modifiers = words[max(0, index - 2)..<index]
                let isHidden = modifiers.contains("private") || modifiers.contains("fileprivate")
                if !declarations.contains(where: { $0.name == name }) {
                    declarations.append(Declaration(name: name, isHidden: isHidden))
                }
            default: break
            }
        }
    }

    /// The name of a type whose list of conformances holds `Migration`.
    private static func conforming(_ words: ArraySlice<String>) -> String? {
        var name = ""
        var rest = words
        while let word = rest.first, word != ":", word != "{", word != "<", word != "where" {
            name += word
            rest.removeFirst()
        }
        let list = rest.prefix { $0 != "{" && $0 != "where" }
        guard list.first == ":" || list.first == "<", list.contains("Migration") else { return nil }
        return name
    }
}

/// The words and signs of Swift source, without comments and string literals.
struct SwiftWords {
    private let bytes: [UInt8]
    private var offset = 0
    private var words: [String] = []

    static func words(of source: String) -> [String] {
        var reader = SwiftWords(bytes: Array(source.utf8))
        while reader.offset < reader.bytes.count { reader.readOne() }
        return reader.words
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func begins(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        return text.withUTF8Buffer { letters in bytes[offset..<(offset + count)].elementsEqual(letters) }
    }

    private mutating func readOne() {
        if begins("//") {
            while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
        } else if begins("/*") {
            skipBlockComment()
        } else if begins("\"") || begins("#\"") || begins("##\"") {
            skipString()
        } else if SwiftWords.isWord(bytes[offset]) {
            let start = offset
            while offset < bytes.count, SwiftWords.isWord(bytes[offset]) { offset += 1 }
            words.append(String(decoding: bytes[start..<offset], as: UTF8.self))
        } else {
            if bytes[offset] > 0x20 { words.append(String(Unicode.Scalar(bytes[offset]))) }
            offset += 1
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        while offset < bytes.count {
            if begins("/*") {
                depth += 1
                offset += 2
            } else if begins("*/") {
                depth -= 1
                offset += 2
                if depth == 0 { return }
            } else {
                offset += 1
            }
        }
    }

    /// What an interpolation holds is skipped along: no type is declared there.
    private mutating func skipString() {
        var marks = 0
        while begins("#") {
            marks += 1
            offset += 1
        }
        let isLong = begins("\"\"\"")
        let end = Array((isLong ? "\"\"\"" : "\"").utf8) + Array(repeating: UInt8(ascii: "#"), count: marks)
        offset += isLong ? 3 : 1
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\\"), marks == 0 {
                offset += 2
            } else if bytes[offset...].starts(with: end) {
                offset += end.count
                return
            } else if !isLong, bytes[offset] == 0x0A {
                return
            } else {
                offset += 1
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte >= 0x80
    }
}
