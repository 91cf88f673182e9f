/// Makes what came over the network fit to be shown: no token, no control characters, a bounded length.
///
/// A client makes one, with all its secrets, and everything that it passes on goes through that one.
struct ServerWords: Sendable {
    /// Of a token, this many bytes in a row are a part that gives it away.
    private static let window = 8
    private static let redaction = "<REDACTED>"

    /// Secrets shorter than a window.
    private let short: [[UInt8]]
    /// Every window of the longer ones, in lower case.
    private let windows: Set<UInt64>

    init(secrets: [BearerToken]) {
        let secrets = secrets.map { Array($0.value.utf8) }.filter { !$0.isEmpty }
        short = secrets.filter { $0.count < Self.window }.map { $0.map(Self.lowercased) }
        let long = secrets.filter { $0.count >= Self.window }
        let forms = long.flatMap(SecretForms.forms).map { $0.map(Self.lowercased) }
        windows = Set(forms.flatMap { form in Self.windows(form).map(\.value) })
    }

    /// A text of the server for people.
    ///
    /// - Parameters:
    ///   - text: what the server sent.
    ///   - limit: how many characters are kept.
    /// - Returns: the text without secrets and control characters.
    func shown(_ text: String, limit: Int = 2_000) -> String {
        // Nothing beyond this can come to be shown, and redaction goes before every cut.
        let start = text.utf8.count > 64_000 ? String(decoding: text.utf8.prefix(64_000), as: UTF8.self) : text
        let escaped = Self.escaped(redacted(start))
        return escaped.count > limit ? String(escaped.prefix(limit)) + "…" : escaped
    }

    private func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let lowercased = bytes.map(Self.lowercased)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for (start, value) in Self.windows(lowercased) where windows.contains(value) {
            for index in start..<(start + Self.window) { isSecret[index] = true }
        }
        for secret in short where secret.count <= bytes.count {
            for start in 0...(bytes.count - secret.count)
            where lowercased[start..<(start + secret.count)].elementsEqual(secret) {
                for index in start..<(start + secret.count) { isSecret[index] = true }
            }
        }
        guard isSecret.contains(true) else { return text }
        var kept: [UInt8] = []
        for index in bytes.indices {
            if !isSecret[index] {
                kept.append(bytes[index])
            } else if index == 0 || !isSecret[index - 1] {
                kept.append(contentsOf: Self.redaction.utf8)
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Line feeds and the like as escapes; a terminal would act on others.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case let scalar where isInvisible(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Control characters, line separators, and what changes the direction of text.
    private static func isInvisible(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func windows(_ bytes: [UInt8]) -> [(start: Int, value: UInt64)] {
        guard bytes.count >= window else { return [] }
        var value: UInt64 = 0
        var windows: [(start: Int, value: UInt64)] = []
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt64(byte)
            if index >= window - 1 { windows.append((index - window + 1, value)) }
        }
        return windows
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
