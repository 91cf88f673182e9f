/// A libSQL server, spoken to by Hrana over HTTP.
package final class LibSQLClient: Sendable {
    /// How the server is spoken to.
    package struct Options: Sendable {
        /// How long a connection may take, from the name look-up to the end of the TLS handshake.
        package var connectTimeout: Duration = .seconds(10)
        /// How long one request may take in all.
        package var requestTimeout: Duration = .seconds(60)
        /// A PEM file with the certificates to trust; `nil` for those of the system.
        package var certificateFile: String?
        package var userAgent = "swift-migrate"
        /// The key of an encrypted database of Turso Cloud.
        package var encryptionKey: BearerToken?

        /// The defaults.
        package init() {}
    }

    /// Names a server; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - url: `https://host`, `http://host:port`, also `libsql://host`, each with an optional path.
    ///   - token: what authorises the requests.
    ///   - options: how the server is spoken to.
    ///   - transport: what carries the requests; `nil` for libcurl.
    package init(
        url: String,
        token: BearerToken?,
        options: Options = Options(),
        transport: (any HTTPTransport)? = nil
    ) {}

    /// Sends one pipeline on a stream of its own; `close` is added where the caller did not.
    ///
    /// - Parameter requests: what to do, in order; an error in one does not keep the server from the next.
    /// - Returns: one result for each of `requests`.
    /// - Throws: `LibSQLError` where there is no usable answer.
    package func send(
        _ requests: [HranaRequest]
    ) throws(LibSQLError) -> [Result<HranaResponse, HranaError>] { [] }

    /// A stream that stays open over several requests.
    package func openStream() -> LibSQLStream { LibSQLStream() }

    /// Aborts the running request; later ones fail with `.cancelled`. May be called from any thread.
    package func cancel() {}

    /// Whether the server speaks version 3, as far as is known yet.
    package var speaksVersion3: Bool { true }
}
