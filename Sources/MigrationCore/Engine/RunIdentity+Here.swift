#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension RunIdentity {
    /// The identity of a run by this process.
    ///
    /// - Parameter versionTable: the name of the version table.
    /// - Returns: the user and the host it runs as, this version, and a new random id.
    package static func here(versionTable: String) -> RunIdentity {
        RunIdentity(
            versionTable: versionTable,
            appliedBy: "\(user)@\(Host.name)",
            toolVersion: ToolVersion.current,
            runID: randomID()
        )
    }

    private static var user: String {
        if let name = getenv("USER") ?? getenv("LOGNAME") { return String(cString: name) }
        return getpwuid(getuid()).flatMap { $0.pointee.pw_name }.map { String(cString: $0) } ?? "uid \(getuid())"
    }

    private static func randomID() -> String {
        let digits = Array("0123456789abcdef")
        var number = UInt64.random(in: .min ... .max)
        return String(
            (0..<16).map { _ in
                defer { number >>= 4 }
                return digits[Int(number & 15)]
            }
        )
    }
}

/// The machine that this process runs on.
enum Host {
    static var name: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown host" }
        return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// The version of this tool, as the history keeps it and `--version` prints it.
package enum ToolVersion {
    package static let current = "0.1.0"
}
