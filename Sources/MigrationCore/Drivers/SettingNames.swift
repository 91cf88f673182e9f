/// What the settings of a connection are called where its user makes them, for the hints of its errors.
package struct SettingNames: Hashable, Sendable {
    /// The time for one request.
    package var requestTimeout = "`Migrator.Options.requestTimeout`"
    /// The time for a connection.
    package var connectTimeout = "`Migrator.Options.connectTimeout`"
    /// The file of certificates to trust.
    package var certificateFile = "`Migrator.Options.certificateFile`"
    /// Where a token is put, as the end of "put it into …".
    package var token = "the `token` of the `DatabaseLocation`"

    /// The names that a program uses.
    package init() {}

    /// The names on the command line.
    ///
    /// - Parameter token: where the environment's token is put.
    /// - Returns: the names.
    package static func commandLine(token: String) -> SettingNames {
        var names = SettingNames()
        names.requestTimeout = "--timeout"
        names.connectTimeout = "--connect-timeout"
        names.certificateFile = "SSL_CERT_FILE or CURL_CA_BUNDLE"
        names.token = token
        return names
    }
}
