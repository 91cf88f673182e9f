/// The name of a table, column, index or another object of a database.
///
/// The one place that quotes names. Names compare as SQLite compares them: ASCII letters without their case.
public struct Identifier: Sendable {
    /// The name as it is, without quotes.
    public let name: String

    /// Wraps a name.
    ///
    /// - Parameter name: the name as it is, without quotes.
    public init(_ name: String) {
        self.name = name
    }

    /// The name as SQL: always between double quotes, inner ones doubled.
    public var quoted: String {
        "\"" + name.replacing("\"" as Unicode.Scalar, with: "\"\"") + "\""
    }

    /// The key by which names are equal: ASCII letters in lower case, everything else as it is.
    package var folded: String {
        Identifier.fold(name)
    }

    /// The name that a token means: without its quotes, inner doubled ones single.
    package static func unquote(_ token: some Collection<UInt8>) -> String {
        guard let quote = token.first, token.count >= 2 else { return String(decoding: token, as: UTF8.self) }
        let inner = token.dropFirst().dropLast()
        switch quote {
        case UInt8(ascii: "["):
            return String(decoding: inner, as: UTF8.self)
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"):
            var bytes: [UInt8] = []
            var isSecond = false
            for byte in inner {
                isSecond = byte == quote && !isSecond
                if !isSecond { bytes.append(byte) }
            }
            return String(decoding: bytes, as: UTF8.self)
        default:
            return String(decoding: token, as: UTF8.self)
        }
    }

    /// Folds ASCII letters to lower case, as SQLite does when it compares names.
    package static func fold(_ name: String) -> String {
        guard name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return name }
        return String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

extension Identifier: Hashable, ExpressibleByStringLiteral {
    /// Wraps a name that is written in the code.
    ///
    /// - Parameter value: the name as it is, without quotes.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Whether SQLite takes both for the same name.
    public static func == (left: Identifier, right: Identifier) -> Bool {
        sameBytes(left.name, right.name) || sameBytes(left.folded, right.folded)
    }

    /// Hashes what makes names equal: ASCII letters without their case.
    ///
    /// - Parameter hasher: the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(folded)
    }
}

/// Text as an SQL string literal: between single quotes, inner ones doubled.
package func sqlStringLiteral(_ text: String) -> String {
    "'" + text.replacing("'" as Unicode.Scalar, with: "''") + "'"
}

extension String {
    /// The text with each occurrence of a sign replaced, whatever mark stands behind it.
    ///
    /// A quote with a combining mark behind it is another `Character`, and still a quote to SQLite and to a shell.
    package func replacing(_ sign: Unicode.Scalar, with replacement: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == sign {
                text.append(contentsOf: replacement.unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}

/// Whether two texts are the same bytes, as SQLite compares them; `==` also holds composed and decomposed letters equal.
package func sameBytes(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.elementsEqual(right.utf8)
}
