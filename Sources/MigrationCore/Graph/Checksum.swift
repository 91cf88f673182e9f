/// What tells an edited revision from the one that was applied: a SHA-256 of its text behind the header.
///
/// Line endings, blanks at the end of a line and blank lines at the end of the text don't count, so that neither Git's
/// line-ending conversion nor an editor changes it.
public struct Checksum: Hashable, Sendable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    public let hex: String

    /// Wraps a checksum that was read from a database.
    ///
    /// - Parameter hex: the hexadecimal digits.
    public init(hex: String) {
        self.hex = hex
    }

    /// The checksum of a text.
    ///
    /// - Parameter text: the text behind a revision's header.
    public init(of text: String) {
        var hash = SHA256()
        var pendingLines = 0
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var kept = line
            while let last = kept.last, last == 0x20 || last == 0x09 || last == 0x0D { kept.removeLast() }
            if !kept.isEmpty {
                for _ in 0..<pendingLines { hash.update(0x0A) }
                pendingLines = 0
                hash.update(kept)
            }
            pendingLines += 1
        }
        hex = hash.finalized()
    }

    public var description: String { hex }
}

extension Revision {
    /// The checksum of the text behind the header, computed when it is asked for.
    public var checksum: Checksum { Checksum(of: text) }
}
