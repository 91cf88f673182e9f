/// The environment that a command works in: its name, and how its variables are found.
///
/// A pure function of an `EnvironmentSnapshot`; `database()` decides on the database.
package struct Environment: Sendable {
    /// The name: `local`, `staging`, `production`.
    package let name: String
    /// Whether upgrade, downgrade and stamp ask before they touch its database.
    package let isProtected: Bool

    let snapshot: EnvironmentSnapshot
    /// `.env.NAME`.
    let environmentFile: DotenvFile?
    /// `.env`.
    let sharedFile: DotenvFile?

    /// Chooses the environment: `--env`, else `APP_ENV`, else `default_env`, else `local`.
    ///
    /// - Parameter snapshot: flags, process environment, files.
    /// - Throws: `MigrationError` of code `configuration` for a name given by `--env` that nothing knows, a name that
    ///   can't be one, and a dotenv file that can't be read.
    package init(_ snapshot: EnvironmentSnapshot) throws(MigrationError) {
        sharedFile = try Environment.parse(".env", snapshot)
        name = try Environment.name(snapshot, sharedFile: sharedFile)
        environmentFile = try Environment.parse(".env.\(name)", snapshot)
        isProtected = snapshot.settings[name]?.isProtected ?? false
        self.snapshot = snapshot
        if snapshot.flags.environment != nil { try checkIsKnown() }
    }

    var lookup: VariableLookup {
        VariableLookup(
            process: snapshot.process,
            environmentFile: environmentFile,
            sharedFile: sharedFile,
            environment: name
        )
    }

    private static func parse(
        _ name: String,
        _ snapshot: EnvironmentSnapshot
    ) throws(MigrationError) -> DotenvFile? {
        guard let file = snapshot.files[name] else { return nil }
        return try DotenvFile(file.bytes, path: snapshot.displayPath(name))
    }
}

extension Environment {
    /// The name alone, for whoever reads the files: `.env.NAME` is read once the name is known.
    ///
    /// - Parameters:
    ///   - snapshot: flags, process environment, and `.env` among the files.
    ///   - sharedFile: `.env`, parsed.
    /// - Returns: the name.
    /// - Throws: `MigrationError` of code `configuration` for a name that can't be one.
    package static func name(
        _ snapshot: EnvironmentSnapshot,
        sharedFile: DotenvFile?
    ) throws(MigrationError) -> String {
        var lookup = VariableLookup(
            process: snapshot.process,
            environmentFile: nil,
            sharedFile: sharedFile,
            environment: ""
        )
        let exported = lookup.value("APP_ENV")
        let fallback = snapshot.defaultEnvironment.map { lookup.expand($0, origin: .flag("default_env")).text }
        let name = snapshot.flags.environment ?? exported?.text ?? fallback ?? "local"
        let isName =
            !name.isEmpty && !name.hasPrefix(".")
            && name.utf8.allSatisfy { DotenvFile.isNameByte($0) || "-.".utf8.contains($0) }
        guard isName else {
            let origin = snapshot.flags.environment != nil ? "--env" : exported != nil ? "APP_ENV" : "default_env"
            throw MigrationError(
                .configuration,
                "'\(name)', from \(origin), can't be the name of an environment",
                remedy: "Letters, digits, `_`, `-` and `.` make a name: `staging`."
            )
        }
        return name
    }

    /// The variables that are this environment's own: `TURSO_STAGING_DATABASE_URL` and `…_AUTH_TOKEN`.
    package static func variablePrefix(_ name: String) -> String {
        let letters = name.uppercased().utf8.map { DotenvFile.isNameByte($0) ? $0 : UInt8(ascii: "_") }
        return "TURSO_" + String(decoding: letters, as: UTF8.self)
    }

    /// The environments that the configuration file, a dotenv file or a variable knows, sorted.
    package var known: [String] {
        var names = Set(snapshot.settings.keys)
        for file in snapshot.fileNames where file.hasPrefix(".env.") && !file.hasSuffix(".example") {
            let name = String(file.dropFirst(".env.".count))
            if name != "example" { names.insert(name) }
        }
        let variables = Set(snapshot.process.keys).union((sharedFile?.entries ?? []).map(\.name))
        for variable in variables where variable.hasPrefix("TURSO_") && variable.hasSuffix("_DATABASE_URL") {
            let name = variable.dropFirst("TURSO_".count).dropLast("_DATABASE_URL".count)
            if !name.isEmpty, !names.contains(where: { Environment.variablePrefix($0) == "TURSO_" + name }) {
                names.insert(name.lowercased())
            }
        }
        return names.sorted()
    }

    private func checkIsKnown() throws(MigrationError) {
        let known = known
        let prefix = Environment.variablePrefix(name)
        if known.contains(name) || known.contains(where: { Environment.variablePrefix($0) == prefix }) { return }
        var lookup = lookup
        if name == "production", lookup.value("TURSO_DATABASE_URL") != nil { return }
        // `local` is the tool's own default: it needs no entry.
        if name == "local" { return }
        let configuration = snapshot.displayPath("migrate.toml")
        throw MigrationError(
            .configuration,
            "unknown environment '\(name)'"
                + (known.isEmpty ? ": none is known here" : "; known are " + known.joined(separator: ", ")),
            remedy: "Add [env.\(name)] to \(configuration), write .env.\(name), or set \(prefix)_DATABASE_URL."
        )
    }
}

extension Environment {
    /// Expands the references of a setting that says nothing about the database.
    ///
    /// - Parameter setting: a text of the configuration file.
    /// - Returns: the text.
    /// - Throws: `MigrationError` of code `configuration` for a reference that nothing sets.
    package func expand(_ setting: EnvironmentSnapshot.Setting) throws(MigrationError) -> String {
        var lookup = lookup
        let value = lookup.expand(setting.text, origin: .configuration(setting.location, key: setting.key))
        try checkReferences(value)
        return value.text
    }
}
