extension RevisionID {
    /// The words that stand for places in the graph, and so can be no id or label.
    package static let reserved: Set<String> = ["none", "base", "head", "heads", "current"]

    /// Why a text can be no id or label.
    ///
    /// The characters are those that targets and lists use as operators: `LABEL@head`, `REV-1`, `A:B`, `a, b`.
    ///
    /// - Parameter text: the text of an id or a label.
    /// - Returns: the reason, `'@' is not allowed`, or `nil` where it can be one.
    package static func problem(with text: String) -> String? {
        if text.isEmpty { return "it is empty" }
        if reserved.contains(text) { return "'\(text)' is a reserved word" }
        // Ids are letters and digits as a rule, and thousands of them are looked at.
        if text.utf8.allSatisfy(isPlain) { return nil }
        return text.unicodeScalars.lazy.compactMap(problem).first
    }

    private static func problem(with scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "@", "-", "+", ":", ",", "(", ")", "'", "\"", "`": "'\(scalar)' is not allowed"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F: "control characters are not allowed"
        case _ where scalar.properties.isWhitespace: "blanks are not allowed"
        default: nil
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
