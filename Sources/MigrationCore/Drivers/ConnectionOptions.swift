/// How long a connection waits, and whom it trusts.
package struct ConnectionOptions: Hashable, Sendable {
    /// How long one statement waits for another connection's lock on a file.
    package var busyTimeout = Duration.seconds(5)
    /// How long a remote host is tried before it counts as unreachable.
    package var connectTimeout = Duration.seconds(10)
    /// How long one remote request may take, from its first byte to the answer's last.
    package var requestTimeout = Duration.seconds(60)
    /// A file of certificates (PEM) to trust in place of the system's.
    package var certificateFile: String?

    /// What these are called where the user sets them.
    package var names = SettingNames()

    /// Makes the default options.
    package init() {}
}
