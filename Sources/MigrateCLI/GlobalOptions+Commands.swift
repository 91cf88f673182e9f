import MigrationCore

extension GlobalOptions {
    /// The flags that a command in a hint must repeat, for it to mean the same project and database.
    var commandSuffix: String {
        let flags = [("--env", environment), ("--config", config), ("--directory", directory), ("--url", shownURL)]
        return flags.compactMap { flag, value in value.map { " \(flag) \(Self.shellQuoted($0))" } }.joined()
    }

    /// The URL, unless it may hold a secret: people know what they have typed.
    private var shownURL: String? {
        guard let url else { return nil }
        switch try? DatabaseURL(url) {
        case .file, .memory: return url
        case .remote(_, let written): return written.contains("…") ? "URL" : url
        case nil: return "URL"
        }
    }

    private static func shellQuoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_-./:=@%+,".utf8.contains(byte)
            }
        return isPlain
            ? text : "'" + text.replacing("'" as Unicode.Scalar, with: "'\\''") + "'"
    }
}
