extension Environment {
    /// The token for a remote database: `--auth-token-file`, else the one that belongs to what named the database, so
    /// that no environment's token goes to another host.
    func token(
        _ source: URLSource,
        _ lookup: inout VariableLookup,
        _ warnings: inout [String]
    ) throws(MigrationError) -> Secret? {
        if let token = snapshot.flags.authToken {
            return try checked(TracedValue([.init(token.value, .flag("--auth-token-file"))]))
        }
        let setting = snapshot.settings[name]?.authToken
        switch source {
        case .explicit:
            return try checked(lookup.value("MIGRATE_AUTH_TOKEN"))
        case .configuration, .variable:
            if let setting {
                let origin = ValueOrigin.configuration(setting.location, key: setting.key)
                return try checked(lookup.expand(setting.text, origin: origin))
            }
        }
        for prefix in tokenPrefixes(source) {
            let variable = "\(prefix)_AUTH_TOKEN"
            let isProductions = prefix == "TURSO" && name != "production"
            if isProductions, !lookup.environmentFileSets(variable) {
                if lookup.value(variable) != nil || lookup.isWithheld(variable) {
                    warnings.append(
                        "\(variable) is not sent to the database of '\(name)', for .env.\(name) does not set it"
                    )
                }
                continue
            }
            if let value = lookup.value(variable) { return try checked(value) }
        }
        return nil
    }

    /// Where the token of a database is looked for, in words: the variable that its URL goes with, or a file.
    func tokenPlace(_ source: URLSource) -> String {
        let file = "or into a file for --auth-token-file"
        if case .explicit = source { return "MIGRATE_AUTH_TOKEN, \(file)" }
        let own = tokenPrefixes(source).first.map { "\($0)_AUTH_TOKEN" } ?? "MIGRATE_AUTH_TOKEN"
        guard case .configuration = source, let setting = snapshot.settings[name]?.authToken else {
            return "\(own), exported or in .env.\(name), \(file)"
        }
        guard case .variable(let variable, _, _)? = ValueTemplate(setting.text).pieces.first,
            !DatabaseURL.looksLikeToken(variable)
        else { return "\(setting.key) (\(setting.location)), \(file)" }
        return "\(variable), exported or in .env.\(name), \(file)"
    }

    private func tokenPrefixes(_ source: URLSource) -> [String] {
        switch source {
        case .explicit: []
        case .configuration: [Environment.variablePrefix(name)] + (name == "production" ? ["TURSO"] : [])
        case .variable(let prefix): [prefix]
        }
    }

    /// A token goes into an HTTP header: what can't stand there is refused, without showing it.
    private func checked(_ value: TracedValue?) throws(MigrationError) -> Secret? {
        guard let value else { return nil }
        try checkPlaceholders(value, isSecret: true)
        let token = trimmed(value.text)
        guard !token.isEmpty else { return nil }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw MigrationError(
                .configuration,
                "the token from \(value.origins.map(\.description).joined(separator: " and ")) holds a blank or a "
                    + "character that no token has",
                remedy: "Put the token alone there, on one line."
            )
        }
        return Secret(token)
    }

    private func trimmed(_ text: String) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = Array(text.utf8.drop(while: isBlank))
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
