/// One revision file on its way into a program.
struct EmbeddedFile {
    /// The code of a revision that is written in Swift: SwiftPM compiles it, and the program has to find its type.
    struct Script {
        let revision: String
        let typeName: String
    }

    /// The path from the package's folder on.
    let path: String
    let text: String
    let script: Script?

    /// Reads a file, `nil` for Swift that helps revisions and is none; what its header has to say besides is read when the
    /// program runs.
    ///
    /// - Parameters:
    ///   - path: the file, which ends in `.sql` or `.swift`.
    ///   - root: the package's folder.
    /// - Throws: `EmbeddingError` where it can't be read, has no header, or no type that is a `Migration`.
    init?(path: String, root: String) throws(EmbeddingError) {
        let prefix = root.hasSuffix("/") ? root : root + "/"
        self.path = path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
        text = try TextFile.read(path)
        let isSwift = path.hasSuffix(".swift")
        let marker = isSwift ? "//" : "--"
        let header = EmbeddedFile.header(of: text, marker: marker)
        if isSwift, header.first == "migrate:support" { return nil }
        guard let line = header.first(where: { $0.hasPrefix("revision:") }) else {
            throw EmbeddingError("a revision file begins with `\(marker) revision: ID`", path: path)
        }
        guard isSwift else {
            script = nil
            return
        }
        let names = MigrationType.names(in: text)
        guard let name = names.first else {
            throw EmbeddingError("no type in this file is a Migration: `struct NAME: Migration`", path: path)
        }
        guard names.count == 1 else {
            let list = names.joined(separator: ", ")
            throw EmbeddingError("one file is one revision, and several types are a Migration: \(list)", path: path)
        }
        let revision = line.dropFirst("revision:".count).drop { $0 == " " || $0 == "\t" }
        script = Script(revision: String(revision), typeName: name)
    }

    /// The comments before the first line that is anything else, without their markers and blanks.
    private static func header(of text: String, marker: String) -> [String] {
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let content = trimmed(line)
            if content.isEmpty || content == "\u{FEFF}" { continue }
            let comment = content.hasPrefix("\u{FEFF}") ? content.dropFirst() : content
            guard comment.hasPrefix(marker) else { break }
            lines.append(String(trimmed(comment.dropFirst(marker.count))))
        }
        return lines
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
