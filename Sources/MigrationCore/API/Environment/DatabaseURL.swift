/// A database's URL, parsed: `sqlite:///relative.db`, `file:…`, a bare path, `libsql://host`, `https://host`.
package enum DatabaseURL: Hashable, Sendable {
    /// - path: as written; relative to whoever named it.
    /// - offset: where the path begins in the URL.
    case file(path: String, offset: Int)
    case memory
    /// - url: `https://…` or `http://…`, as the driver takes it.
    /// - written: the URL as people know it, `libsql://…`, fit to be shown.
    case remote(url: String, written: String)

    /// Why a URL is refused.
    ///
    /// Nothing of the URL itself is in it, for it may hold a token.
    package struct Failure: Error, Hashable, Sendable {
        package let reason: String
        package let remedy: String
    }

    /// Parses a URL or a bare path.
    ///
    /// - Parameter text: the URL.
    /// - Throws: `Failure` for a token inside the URL, an unknown scheme or option, and a malformed host.
    package init(_ text: String) throws(Failure) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Failure(reason: "holds a control character", remedy: "Write it on one line.")
        }
        guard text.first?.isWhitespace != true, text.last?.isWhitespace != true else {
            throw Failure(reason: "begins or ends with a blank", remedy: "Take the blanks away.")
        }
        let scheme = DatabaseURL.scheme(of: text)
        let rest = String(text.utf8.dropFirst((scheme?.utf8.count).map { $0 + 1 } ?? 0)) ?? text
        switch scheme?.lowercased() {
        case nil: self = try DatabaseURL.bare(text)
        case "sqlite": self = try DatabaseURL.sqlite(rest)
        case "file": self = try DatabaseURL.fileURI(rest)
        case "libsql", "turso", "https", "http": self = try DatabaseURL.remote(scheme?.lowercased() ?? "", rest)
        case .some(let other): throw DatabaseURL.unknownScheme(other)
        }
    }

    /// The scheme of a URL: letters up to a colon, with `//` behind it unless it is a scheme that is known.
    ///
    /// `notes:v1.db` is a path.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, DotenvFile.isNameByte(first),
            scheme.utf8.allSatisfy({ DotenvFile.isNameByte($0) || "+-.".utf8.contains($0) })
        else { return nil }
        let isKnown = ["sqlite", "file", "libsql", "turso", "https", "http"].contains(scheme.lowercased())
        return isKnown || text[colon...].hasPrefix("://") ? String(scheme) : nil
    }

    private static func bare(_ text: String) throws(Failure) -> DatabaseURL {
        guard !text.isEmpty else {
            throw Failure(reason: "is empty", remedy: "Write a path or a URL, `sqlite:///app.db` for one.")
        }
        guard !looksLikeToken(text) else { throw isToken }
        if ["libsql//", "turso//", "https//", "http//", "sqlite//"].contains(where: text.lowercased().hasPrefix) {
            throw Failure(
                reason: "lacks the colon behind its scheme",
                remedy: "Write `libsql://host` or `sqlite:///path`."
            )
        }
        if text.lowercased().hasPrefix("jdbc:") { throw unknownScheme("jdbc") }
        // A path may hold a question mark; what is behind it may be meant as the options of a URL.
        if hasSecret(split(text, at: "?").1) { throw carriesToken }
        return text == ":memory:" ? .memory : .file(path: text, offset: 0)
    }

    /// SQLAlchemy's form: the path begins behind three slashes, and so an absolute one behind four.
    private static func sqlite(_ rest: String) throws(Failure) -> DatabaseURL {
        let (path, query) = split(rest, at: "?")
        try checkOptions(query, allowed: [])
        if path == "//" || path == "///" || path == "///:memory:" || path == "//:memory:" { return .memory }
        guard path.hasPrefix("///") else {
            throw Failure(
                reason: "is no SQLite URL",
                remedy: "Write `sqlite:///relative.db` or `sqlite:////absolute.db`; a bare path does as well."
            )
        }
        return .file(path: String(path.dropFirst(3)), offset: "sqlite:///".utf8.count)
    }

    /// SQLite's own `file:` form, percent escapes included (https://www.sqlite.org/uri.html, section 3).
    private static func fileURI(_ rest: String) throws(Failure) -> DatabaseURL {
        let (written, query) = split(split(rest, at: "#").0, at: "?")
        try checkOptions(query, allowed: ["mode=memory", "mode=rwc", "mode=rw", "cache=shared", "cache=private"])
        var path = written
        if path.hasPrefix("//localhost/") {
            path = String(path.dropFirst("//localhost".count))
        } else if path.hasPrefix("///") {
            path = String(path.dropFirst(2))
        } else if path.hasPrefix("//") {
            throw Failure(
                reason: "names a host",
                remedy: "Write `file:relative.db` or `file:///absolute.db`."
            )
        }
        guard let decoded = percentDecoded(path) else {
            throw Failure(reason: "has a broken percent escape", remedy: "Write a literal % as %25.")
        }
        let isMemory = path.isEmpty || path == ":memory:" || options(query).contains("mode=memory")
        return isMemory ? .memory : .file(path: decoded, offset: "file:".utf8.count)
    }
}

extension DatabaseURL {
    static func options(_ query: String?) -> [String] {
        (query ?? "").split(separator: "&").map { $0.lowercased() }
    }

    /// Refuses options that would be ignored, and first of all those that carry a token.
    static func checkOptions(_ query: String?, allowed: [String]) throws(Failure) {
        if hasSecret(query) { throw carriesToken }
        let given = options(query)
        guard given.allSatisfy(allowed.contains) else {
            let known = allowed.isEmpty ? "It takes none." : "It takes " + allowed.joined(separator: ", ") + "."
            throw Failure(reason: "has an option behind `?` that is not understood", remedy: known)
        }
    }

    private static func hasSecret(_ query: String?) -> Bool {
        let secrets = ["authtoken", "auth_token", "token", "jwt", "password", "auth"]
        return options(query).contains { option in secrets.contains(split(option, at: "=").0) }
    }

    /// Whether a text is a JSON web token, which begins with the base64 of `{"` (RFC 7519), or as long as one.
    static func looksLikeToken(_ text: some StringProtocol) -> Bool {
        text.hasPrefix("eyJ") && text.utf8.count >= 20
    }

    private static var isToken: Failure {
        Failure(
            reason: "looks like a token, not like a database",
            remedy: "Put the token into the variable of the token, and the URL of the database here."
        )
    }

    static var carriesToken: Failure {
        Failure(
            reason: "carries a token or a password",
            remedy: "Take it out of the URL: a token comes from a variable (see `docs/configuration.md`) or "
                + "--auth-token-file. Whoever saw the URL has seen the token, so make a new one."
        )
    }

    private static func unknownScheme(_ scheme: String) -> Failure {
        let base = split(scheme, at: "+").0
        switch base {
        case "sqlite": return Failure(reason: "names a driver", remedy: "Write `sqlite:///…` without the driver.")
        case "ws", "wss":
            return Failure(reason: "is a WebSocket URL", remedy: "Write `libsql://host` or `https://host`.")
        default:
            return Failure(
                reason: "has a scheme that is not supported: only SQLite and libSQL are",
                remedy: "Write `sqlite:///relative.db`, a path, `libsql://host` or `https://host`."
            )
        }
    }

    static func split(_ text: String, at separator: Character) -> (String, String?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (String(text[..<index]), String(text[text.index(after: index)...]))
    }

    private static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while let byte = rest.utf8.first {
            if byte == UInt8(ascii: "%") {
                let digits = rest.utf8.dropFirst().prefix(2)
                guard digits.count == 2, digits.allSatisfy(isHexDigit),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), value != 0
                else { return nil }
                bytes.append(value)
                rest = Substring(rest.utf8.dropFirst(3))
            } else {
                bytes.append(byte)
                rest = Substring(rest.utf8.dropFirst())
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        Character(Unicode.Scalar(byte)).isHexDigit
    }
}
