extension DatabaseLocation {
    /// Reads a URL as the command does: `sqlite:///relative.db`, a path, `libsql://host`, `https://host`.
    ///
    /// ```swift
    /// let environment = ProcessInfo.processInfo.environment
    /// let location = try DatabaseLocation(
    ///     url: environment["TURSO_DATABASE_URL"] ?? "sqlite:///app.db",
    ///     token: environment["TURSO_AUTH_TOKEN"]
    /// )
    /// ```
    ///
    /// - Parameters:
    ///   - url: the URL or path, a relative one from the working directory; never with a token inside.
    ///   - token: the token of a remote database; blanks around it are not part of it, and of a file's URL it is ignored.
    /// - Throws: `MigrationError`, `.configuration`, in whose text neither the URL nor the token is.
    public init(url: String, token: String? = nil) throws(MigrationError) {
        do throws(DatabaseURL.Failure) {
            switch try DatabaseURL(url) {
            case .file(let path, _): self = .file(path: path)
            case .memory: self = .memory
            case .remote(let url, _):
                let words = (token ?? "").split(whereSeparator: \.isWhitespace)
                self = .remote(url: url, token: words.isEmpty ? nil : Secret(words.joined(separator: " ")))
            }
        } catch {
            throw MigrationError(
                .configuration,
                "the database's URL \(error.reason)",
                remedy: error.remedy
            )
        }
    }
}
