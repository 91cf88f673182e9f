/// Where a server is: scheme, host, port and the beginning of its paths.
struct ServerAddress: Hashable, Sendable {
    let isSecure: Bool
    /// In lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int?
    /// Without a slash at its end.
    let path: String

    /// Reads a URL; `nil` for one with credentials, a query or a fragment, and for what is no URL of a server.
    init?(_ url: String) {
        guard let colon = url.firstRange(of: "://") else { return nil }
        switch url[..<colon.lowerBound].lowercased() {
        case "https", "libsql", "turso": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = url[colon.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let authority = Self.authority(rest[..<slash]) else { return nil }
        (host, port) = authority
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        guard path.utf8.allSatisfy({ Self.isPathByte($0) }) else { return nil }
        self.path = String(path)
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var port: Substring?
        let isIPv6 = text.first == "["
        let end = isIPv6 ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        if isIPv6, end == nil { return nil }
        if let end, end < text.endIndex {
            guard text[end] == ":" else { return nil }
            host = text[..<end]
            port = text[text.index(after: end)...]
        }
        if isIPv6 { host = host.dropFirst().dropLast() }
        let isAllowed: (UInt8) -> Bool = isIPv6 ? { isAddressByte($0) } : { isNameByte($0) }
        guard !host.isEmpty, host.utf8.allSatisfy(isAllowed) else { return nil }
        let number = port.flatMap { Int($0) }
        guard port == nil || number.map((1...65_535).contains) == true else { return nil }
        return (host.lowercased(), number)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
    }

    /// What may stand in a path: no blank, no control character, and neither `?` nor `#`.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"?#\"<>\\^`{|}".utf8.contains(byte)
    }

    /// `https://host:port`, fit to be shown: a path may hold a secret.
    var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return (isSecure ? "https://" : "http://") + name + (port.map { ":\($0)" } ?? "")
    }

    /// The URL of a path on this server.
    func url(_ suffix: String) -> String { origin + path + suffix }

    // MARK: where a token may go

    /// Whether the token of this server may be sent to another, to which it has sent a stream.
    ///
    /// Never from HTTPS to HTTP. Otherwise to the same host, at any port, and to hosts of the same site: those whose names end
    /// in the same two labels, or three where the last two are one of the registries like `co.uk`. That is an estimate, for
    /// the true list of registries changes weekly; it only has to keep a server from sending a token to a stranger by mistake.
    func maySendToken(to other: ServerAddress) -> Bool {
        guard other.isSecure || !isSecure else { return false }
        if host == other.host { return true }
        guard let site = Self.site(host), let otherSite = Self.site(other.host) else { return false }
        return site == otherSite
    }

    /// `turso.io` of `db-org.turso.io`; `nil` for addresses and for names of one label.
    private static func site(_ host: String) -> ArraySlice<Substring>? {
        let labels = host.split(separator: ".")
        guard !host.contains(":"), labels.count >= 2, let last = labels.last, !last.allSatisfy(\.isNumber) else {
            return nil
        }
        let registries: Set<Substring> = ["co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"]
        let isRegistry = last.count == 2 && registries.contains(labels[labels.count - 2])
        guard !isRegistry || labels.count >= 3 else { return nil }
        return labels.suffix(isRegistry ? 3 : 2)
    }
}
