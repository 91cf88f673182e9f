/// Texts as string literals of Swift.
enum SwiftLiteral {
    /// A text on one line: as it is where that can be, its quotes and backslashes by raw delimiters.
    static func text(_ text: String) -> String {
        let hasControls = text.escapingControls != text
        if !hasControls, text.utf8.contains(UInt8(ascii: "\"")) || text.utf8.contains(UInt8(ascii: "\\")) {
            let marks = marks(for: text, quotes: "\"")
            return "\(marks)\"\(text)\"\(marks)"
        }
        return "\"" + escaped(text) + "\""
    }

    /// A text over several lines, each behind this indentation; one without a line's end stands on one line.
    static func block(_ text: String, indentation: String) -> String {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count > 1 else { return self.text(text) }
        let isPlain = lines.allSatisfy { $0.escapingControls == $0 }
        let marks = isPlain ? blockMarks(for: text) : ""
        let body = lines.map { line in
            let line = isPlain ? line : escaped(line)
            return line.isEmpty ? "" : indentation + line
        }
        return "\(marks)\"\"\"\n" + body.joined(separator: "\n") + "\n\(indentation)\"\"\"\(marks)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\" as Unicode.Scalar, with: "\\\\").replacing("\"" as Unicode.Scalar, with: "\\\"")
            .escapingControls
    }

    private static func blockMarks(for text: String) -> String {
        let isSimple = !text.utf8.contains(UInt8(ascii: "\\")) && !contains("\"\"\"", in: text)
        return isSimple ? "" : marks(for: text, quotes: "\"\"\"")
    }

    /// As many `#` as it takes for nothing in the text to be an end or an escape.
    private static func marks(for text: String, quotes: String) -> String {
        var marks = "#"
        while contains(quotes + marks, in: text) || contains("\\" + marks, in: text) { marks += "#" }
        return marks
    }

    private static func contains(_ pattern: String, in text: String) -> Bool {
        let pattern = Array(pattern.utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= pattern.count else { return false }
        return (0...(bytes.count - pattern.count)).contains { bytes[$0...].starts(with: pattern) }
    }
}

/// A call, and the calls on its result: on one line, or on a line each where that gets too long.
struct SwiftCall {
    private var parts: [String]

    init(_ name: String, _ arguments: [String]) {
        parts = ["\(name)(\(arguments.joined(separator: ", ")))"]
    }

    /// Adds a call on the result.
    mutating func call(_ name: String, _ arguments: [String] = []) {
        parts.append(".\(name)(\(arguments.joined(separator: ", ")))")
    }

    /// The text behind an indentation, without a line's end.
    func text(indentation: String) -> String {
        let line = indentation + parts.joined()
        guard parts.count > 2, line.utf8.count > 120 else { return line }
        return indentation + parts.joined(separator: "\n\(indentation)    ")
    }
}
