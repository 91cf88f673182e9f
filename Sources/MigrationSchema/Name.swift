/// Names and texts as SQL: the one place that quotes.
enum Name {
    /// The words that can't be the name of everything without quotes: those that SQLite's grammar keeps for itself, and
    /// those that it reads otherwise in some place (`cast` in an index, `if` behind CREATE TABLE).
    private static let reserved: Set<String> = [
        "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "cast", "check", "collate", "commit",
        "constraint", "create", "cross", "current_date", "current_time", "current_timestamp", "default", "deferrable",
        "delete", "distinct", "drop", "else", "escape", "except", "exists", "foreign", "from", "full", "group",
        "having", "if", "in", "index", "inner", "insert", "intersect", "into", "is", "isnull", "join", "left", "limit",
        "natural", "not", "nothing", "notnull", "null", "on", "or", "order", "outer", "primary", "raise", "references",
        "returning", "right", "select", "set", "table", "then", "to", "transaction", "union", "unique", "update",
        "using", "values", "when", "where", "window",
    ]

    /// The name, between quotes only where SQLite needs them.
    static func sql(_ name: String) -> String {
        isBare(name) ? name : quoted(name)
    }

    /// The name between double quotes, inner ones doubled.
    static func quoted(_ name: String) -> String {
        "\"" + doubling("\"", in: name) + "\""
    }

    /// A text as an SQL literal.
    static func literal(_ text: String) -> String {
        "'" + doubling("'", in: text) + "'"
    }

    /// Whether it is one word that means nothing else.
    static func isBare(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "$") else {
            return false
        }
        return name.utf8.allSatisfy(isWordByte) && !reserved.contains(folded(name))
    }

    /// The key by which SQLite compares names: ASCII letters without their case.
    static func folded(_ name: String) -> String {
        String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// The words of a text, with `_` between them.
    static func slug(_ text: String) -> String {
        text.split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }

    /// A quote with a combining mark behind it is another `Character`, and still a quote to SQLite.
    private static func doubling(_ quote: Unicode.Scalar, in text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar == quote { result.append(scalar) }
        }
        return String(result)
    }
}
