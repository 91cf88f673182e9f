/// A server's URL as messages may show it.
///
/// A path can hold a secret as well as a namespace: `/dev/tenant-7` is shown, `/x7Gq0…` is not. What stands before an `@` or
/// behind a `?` never is.
package struct ShownURL: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    /// Whether nothing of the URL is left out.
    package let isWhole: Bool

    /// Reads a URL, which may be anything.
    package init(_ url: String) {
        guard let colon = url.firstRange(of: "://") else {
            self.init(description: "…", isWhole: false)
            return
        }
        let rest = url[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let host = rest[..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let path = rest[end...].prefix { !"?#".contains($0) }
        guard host.utf8.allSatisfy(ShownURL.isHostByte), ShownURL.isWord(url[..<colon.lowerBound]) else {
            self.init(description: "…", isWhole: false)
            return
        }
        let isOrdinary = ShownURL.isOrdinary(path: path)
        let shown = "\(url[..<colon.upperBound])\(host)" + (isOrdinary ? path : "/…")
        self.init(description: shown, isWhole: shown == url)
    }

    private init(description: String, isWhole: Bool) {
        self.description = description
        self.isWhole = isWhole
    }

    /// Whether a path is one that people name databases by: a few short words, with numbers at their ends.
    package static func isOrdinary(path: some StringProtocol) -> Bool {
        let segments = path.split(separator: "/")
        return segments.count <= 3
            && segments.allSatisfy { segment in
                segment.utf8.count <= 32 && segment.split { "-_.".contains($0) }.allSatisfy { isPlain($0) }
            }
    }

    /// `tenant`, `tenant7`, `2024`: no mixture of letters and digits, and not as long as a random text must be.
    private static func isPlain(_ word: some StringProtocol) -> Bool {
        let digits = word.utf8.drop { isLetter($0) }
        let letters = word.utf8.count - digits.count
        return letters <= 16 && digits.count <= 6 && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isWord(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isLetter)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "-._:[]%".utf8.contains(byte)
    }
}
