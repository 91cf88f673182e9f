/// Which database: a local SQLite file, one in memory, or a remote libSQL server.
public enum DatabaseLocation: Hashable, Sendable {
    /// A file; it is created by the first command that writes.
    case file(path: String)
    /// A database in memory, gone with the connection.
    case memory
    /// A libSQL server.
    /// - url: `https://…` or `http://…`, without credentials.
    /// - token: the bearer token; never printed.
    case remote(url: String, token: Secret?)

    /// Whether a network lies between.
    package var isRemote: Bool {
        if case .remote = self { true } else { false }
    }
}

/// A text that must never be shown: it prints as `<REDACTED>`.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let value: String

    /// Wraps a secret.
    ///
    /// - Parameter value: the secret itself.
    public init(_ value: String) {
        self.value = value
    }

    /// `<REDACTED>`, whatever the secret.
    public var description: String { "<REDACTED>" }
    /// `<REDACTED>`, whatever the secret.
    public var debugDescription: String { "<REDACTED>" }
    /// Without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
