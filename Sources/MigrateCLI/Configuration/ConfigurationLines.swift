/// The lines on which a TOML file's keys stand, for messages; the parser itself keeps no positions of values.
struct ConfigurationLines {
    private var lines: [String: Int] = [:]

    /// The line of a key path, or of the nearest table around it.
    subscript(path: [String]) -> Int? {
        var path = path[...]
        while !path.isEmpty {
            if let line = lines[ConfigurationLines.key(path)] { return line }
            path = path.dropLast()
        }
        return nil
    }

    /// Walks over the text of a file that the parser has accepted.
    init(_ text: String) {
        var table: [String] = []
        var closing: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = Substring(line.drop { $0 == " " || $0 == "\t" })
            if let delimiter = closing {
                if rest.occurrences(of: delimiter) > 0 { closing = nil }
                continue
            }
            if rest.hasPrefix("[") {
                while rest.hasPrefix("[") { rest = rest.dropFirst() }
                table = ConfigurationLines.scanKey(&rest)
                note(table, at: index + 1)
            } else if !rest.hasPrefix("#"), !rest.isEmpty {
                let key = table + ConfigurationLines.scanKey(&rest)
                if rest.hasPrefix("=") { note(key, at: index + 1) }
            }
            closing = ConfigurationLines.openedString(rest)
        }
    }

    private mutating func note(_ path: [String], at line: Int) {
        for end in path.indices {
            let key = ConfigurationLines.key(path[...end])
            if lines[key] == nil { lines[key] = line }
        }
    }

    private static func key(_ path: ArraySlice<String>) -> String {
        path.joined(separator: "\u{0}")
    }

    /// A multi-line string that begins on a line and does not end there.
    private static func openedString(_ text: Substring) -> String? {
        for delimiter in ["\"\"\"", "'''"] {
            if !text.occurrences(of: delimiter).isMultiple(of: 2) { return delimiter }
        }
        return nil
    }

    /// `env.staging.url`, `env."my env"`: bare and quoted parts, up to what follows the key.
    private static func scanKey(_ rest: inout Substring) -> [String] {
        var path: [String] = []
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            if let quote = rest.first, quote == "\"" || quote == "'" {
                let inner = rest.dropFirst().prefix { $0 != quote }
                path.append(String(inner))
                rest = rest.dropFirst(inner.count + 2)
            } else {
                let bare = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
                path.append(String(bare))
                rest = rest.dropFirst(bare.count)
            }
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard rest.hasPrefix(".") else { return path }
            rest = rest.dropFirst()
        }
    }
}

extension Substring {
    /// How often a delimiter stands in the text.
    fileprivate func occurrences(of delimiter: String) -> Int {
        let (text, delimiter) = (Array(utf8), Array(delimiter.utf8))
        var count = 0
        var offset = 0
        while offset + delimiter.count <= text.count {
            let isThere = text[offset..<(offset + delimiter.count)].elementsEqual(delimiter)
            count += isThere ? 1 : 0
            offset += isThere ? delimiter.count : 1
        }
        return count
    }
}
