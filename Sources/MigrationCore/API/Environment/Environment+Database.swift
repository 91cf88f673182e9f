/// The database that an environment means.
package struct DatabaseChoice: Hashable, Sendable {
    package var environment: String
    package var isProtected: Bool
    package var location: DatabaseLocation
    /// The database as people know it, without any secret: `libsql://app-staging.turso.io`, `data/app.db`.
    package var display: String
    /// Who named it: `.env.staging`.
    package var provenance: String
    /// What should be said before the database is touched.
    package var warnings: [String]
    /// Where the token of a remote database is put, as the end of "put it into …".
    package var tokenPlace = ""

    /// `staging · libsql://app-staging.turso.io, from .env.staging`.
    package var announcement: String {
        "\(environment) · \(display), from \(provenance)"
    }
}

extension Environment {
    /// Which variable named the database, and so which one may name its token.
    enum URLSource {
        /// `--url` or `MIGRATE_URL`.
        case explicit
        case configuration
        /// `<prefix>_DATABASE_URL`.
        case variable(prefix: String)
    }

    /// Decides on the database: `--url`, else `MIGRATE_URL`, else `url` of `[env.NAME]`, else the variables of the
    /// environment.
    ///
    /// - Returns: the database, and where it comes from. No connection is tried.
    /// - Throws: `MigrationError` of code `configuration` where nothing names one, for a value that still holds a
    ///   placeholder, and for a URL or token that can't be used. A secret is never part of it.
    package func database() throws(MigrationError) -> DatabaseChoice {
        var lookup = lookup
        guard let (value, source) = url(&lookup), !value.text.isEmpty else { throw noDatabase(lookup) }
        try checkPlaceholders(value, isSecret: false)
        let parsed = try parse(value)
        var warnings = fileWarnings
        let location: DatabaseLocation
        let display: String
        switch parsed {
        case .memory:
            (location, display) = (.memory, ":memory:")
        case .file(let path, let offset):
            let isFile = value.origin(at: offset)?.isFile ?? false
            let base = isFile ? snapshot.projectDirectory : snapshot.workingDirectory
            let absolute = FilePath.join(base, path)
            (location, display) = (.file(path: absolute), FilePath.display(absolute, from: snapshot.workingDirectory))
        case .remote(let url, let written):
            let token = try token(source, &lookup, &warnings)
            if token != nil, DatabaseURL.isReadableOnTheWay(url) {
                warnings.append("the token goes to \(written) unencrypted, for its URL is one without TLS")
            }
            (location, display) = (.remote(url: url, token: token), written)
        }
        return DatabaseChoice(
            environment: name,
            isProtected: isProtected,
            location: location,
            display: display,
            provenance: provenance(value),
            warnings: lookup.overrides.map(warning) + warnings,
            tokenPlace: tokenPlace(source)
        )
    }

    private func url(_ lookup: inout VariableLookup) -> (TracedValue, URLSource)? {
        if let url = snapshot.flags.url { return (TracedValue([.init(url, .flag("--url"))]), .explicit) }
        if let value = lookup.value("MIGRATE_URL") { return (value, .explicit) }
        if let setting = snapshot.settings[name]?.url {
            let origin = ValueOrigin.configuration(setting.location, key: setting.key)
            return (lookup.expand(setting.text, origin: origin), .configuration)
        }
        let own = Environment.variablePrefix(name)
        if let value = lookup.value("\(own)_DATABASE_URL") { return (value, .variable(prefix: own)) }
        if name == "production" || lookup.environmentFileSets("TURSO_DATABASE_URL"),
            let value = lookup.value("TURSO_DATABASE_URL")
        {
            return (value, .variable(prefix: "TURSO"))
        }
        return lookup.value("DATABASE_URL").map { ($0, .variable(prefix: "DATABASE")) }
    }

    private func noDatabase(_ lookup: VariableLookup) -> MigrationError {
        let own = Environment.variablePrefix(name)
        let configuration = snapshot.displayPath("migrate.toml")
        let withheld =
            lookup.isWithheld("TURSO_DATABASE_URL")
            ? " TURSO_DATABASE_URL is exported, but never serves the environment 'local'." : ""
        return MigrationError(
            .configuration,
            "no database is set for the environment '\(name)'",
            remedy: "Set url under [env.\(name)] in \(configuration), or \(own)_DATABASE_URL or DATABASE_URL, exported "
                + "or in .env.\(name); or pass --url, for example `--url sqlite:///app.db`.\(withheld)"
        )
    }

    private func parse(_ value: TracedValue) throws(MigrationError) -> DatabaseURL {
        do throws(DatabaseURL.Failure) {
            return try DatabaseURL(value.text)
        } catch {
            let origin = value.origins.map(\.description).joined(separator: " and ")
            throw MigrationError(
                .configuration,
                "the database's URL, from \(origin), \(error.reason)",
                remedy: error.remedy
            )
        }
    }

    /// The files and variables that the value was made of; the reference in `migrate.toml` that only leads to a
    /// variable counts for nothing.
    private func provenance(_ value: TracedValue) -> String {
        var places: [String] = []
        for place in value.origins.map(\.place) where !places.contains(place) { places.append(place) }
        return places.joined(separator: " and ")
    }
}

extension Environment {
    /// Refuses a value that someone forgot to fill in, before any connection is tried.
    func checkPlaceholders(_ value: TracedValue, isSecret: Bool) throws(MigrationError) {
        try checkReferences(value)
        guard let placeholder = Placeholder.first(in: value.text), let origin = value.origin(at: placeholder.offset)
        else { return }
        throw MigrationError(
            .configuration,
            "\(origin) still holds a placeholder" + (isSecret ? "" : ", '\(placeholder.text)'"),
            remedy: "Put the real value in its place."
        )
    }

    /// Refuses a value with a `${VAR}` that nothing sets.
    func checkReferences(_ value: TracedValue) throws(MigrationError) {
        if let piece = value.pieces.first(where: { $0.unsetVariable != nil }), let variable = piece.unsetVariable {
            guard variable != VariableLookup.endless else {
                throw MigrationError(
                    .configuration,
                    "\(piece.origin) names variables that name each other without an end",
                    remedy: "Write the value itself in the place of the references."
                )
            }
            guard !DatabaseURL.looksLikeToken(variable) else {
                throw MigrationError(
                    .configuration,
                    "\(piece.origin) has a token where the name of a variable belongs, inside ${…}",
                    remedy: "Put the name of the variable there, and the token into the variable; make a new token."
                )
            }
            let withheld =
                lookup.isWithheld(variable)
                ? " The exported value never serves the environment 'local'." : ""
            throw MigrationError(
                .configuration,
                "\(piece.origin) refers to ${\(variable)}, and \(variable) is not set",
                remedy: "Export \(variable), or set it in .env.\(name).\(withheld)"
            )
        }
    }

    private func warning(_ override: VariableLookup.Override) -> String {
        let values = shownValues(override)
        return "\(override.variable) in the process environment\(values.process) overrides the different value"
            + "\(values.file) of \(override.location)"
    }

    /// Only a URL is shown, and only as far as it parses: any other variable may be a secret.
    private func shownValues(_ override: VariableLookup.Override) -> (process: String, file: String) {
        guard override.variable.hasSuffix("URL"),
            let process = shownURL(override.processValue), let file = shownURL(override.fileValue), process != file
        else { return ("", "") }
        return (" (\(process))", " (\(file))")
    }

    private func shownURL(_ text: String) -> String? {
        switch try? DatabaseURL(text) {
        case .memory: ":memory:"
        case .file(let path, _): path
        case .remote(_, let written): written
        case nil: nil
        }
    }

    /// What should be said of the dotenv files, whether or not they name a database.
    package var fileWarnings: [String] {
        var warnings: [String] = []
        for name in [".env.\(name)", ".env"] {
            guard let file = snapshot.files[name] else { continue }
            let path = snapshot.displayPath(name)
            if file.mode & 0o077 != 0 {
                let mode = String(file.mode & 0o777, radix: 8)
                warnings.append("\(path) can be read by other users (mode \(mode)): type `chmod 600 \(path)`")
            }
            if file.isTrackedByGit {
                warnings.append(
                    "\(path) is tracked by git, and so its secrets are in the history: type `git rm --cached \(path)`, "
                        + "add it to .gitignore, and replace the secrets"
                )
            }
        }
        for file in [environmentFile, sharedFile].compactMap({ $0 }) {
            warnings += file.ignoredLines.map { "\(file.path):\($0) is no `NAME=value` and was left out" }
        }
        return warnings
    }
}
