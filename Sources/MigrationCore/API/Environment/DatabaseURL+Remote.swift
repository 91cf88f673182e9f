extension DatabaseURL {
    /// A libSQL server: `libsql://`, or `turso://`, is HTTPS unless `?tls=0` says otherwise.
    static func remote(_ scheme: String, _ rest: String) throws(Failure) -> DatabaseURL {
        guard rest.hasPrefix("//") else {
            throw Failure(reason: "has no host", remedy: "Write `\(scheme)://host`.")
        }
        let (location, query) = split(split(rest, at: "#").0, at: "?")
        let (authority, path) = split(String(location.dropFirst(2)), at: "/")
        guard !authority.contains("@") else { throw carriesToken }
        guard !rest.contains("#") else {
            throw Failure(reason: "has a fragment", remedy: "Take away the `#` and what follows it.")
        }
        let isLibSQL = ["libsql", "turso"].contains(scheme)
        try checkOptions(query, allowed: isLibSQL ? ["tls=0", "tls=1"] : [])
        guard isHost(authority) else {
            throw Failure(reason: "has no valid host", remedy: "Write `\(scheme)://host` or `\(scheme)://host:port`.")
        }
        // A namespace may stand in the path, a token may not.
        guard !(path ?? "").split(separator: "/").contains(where: { looksLikeToken($0) || $0.utf8.count > 64 }) else {
            throw carriesToken
        }
        let isPlain = scheme == "http" || options(query).contains("tls=0")
        let suffix = path.map { "/" + $0 }.flatMap { $0.allSatisfy { $0 == "/" } ? nil : $0 } ?? ""
        return .remote(
            url: (isPlain ? "http://" : "https://") + authority + suffix,
            written: ShownURL("\(scheme)://\(authority)\(suffix)").description + (isLibSQL && isPlain ? "?tls=0" : "")
        )
    }

    /// `name`, `name:port`, `127.0.0.1:8080`, `[::1]:8080`.
    private static func isHost(_ authority: String) -> Bool {
        var host = Substring(authority)
        var port: Substring?
        if host.hasPrefix("[") {
            guard let close = host.firstIndex(of: "]") else { return false }
            let behind = host[host.index(after: close)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return false }
            port = behind.isEmpty ? nil : behind.dropFirst()
            let address = host[host.index(after: host.startIndex)..<close]
            guard address.contains(":"), address.allSatisfy({ $0.isHexDigit || ":.%".contains($0) || $0.isLetter })
            else { return false }
            return isPort(port)
        }
        if let colon = host.firstIndex(of: ":") {
            port = host[host.index(after: colon)...]
            host = host[..<colon]
        }
        let isName = host.utf8.allSatisfy { DotenvFile.isNameByte($0) || "-.".utf8.contains($0) }
        return !host.isEmpty && isName && isPort(port)
    }

    private static func isPort(_ port: Substring?) -> Bool {
        guard let port else { return true }
        return port.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (Int(port).map { (1...65535).contains($0) } ?? false)
    }

    /// Whether what is sent there can be read on the way, as far as the URL tells: no TLS, and a host outside of the own machine
    /// or network.
    static func isReadableOnTheWay(_ url: String) -> Bool {
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { $0 != "/" }
        if authority.hasPrefix("[") {
            let address = authority.dropFirst().lowercased()
            return !["::1]", "fc", "fd", "fe8", "fe9", "fea", "feb"].contains { address.hasPrefix($0) }
        }
        let labels = authority.prefix { $0 != ":" }.lowercased().split(separator: ".")
        guard labels.count > 1, let last = labels.last else { return false }
        let numbers = labels.compactMap { UInt8($0) }
        guard numbers.count == labels.count else {
            return !["localhost", "localdomain", "local", "internal", "lan"].contains(String(last))
        }
        switch (numbers[0], numbers[1]) {
        case (10, _), (127, _), (192, 168), (169, 254), (172, 16...31): return false
        default: return true
        }
    }
}
