#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What a path means to SQLite.
struct SQLiteFile: Hashable {
    let isURI: Bool
    /// The file in the file system; `nil` for one in memory or a temporary one.
    let path: String?

    init(_ text: String) {
        isURI = text.hasPrefix("file:")
        path = isURI ? SQLiteFile.path(ofURI: text) : (text.isEmpty || text == ":memory:" ? nil : text)
    }

    /// `file:` URIs as in sqlite.org/uri.html: an authority is skipped, `%HH` decoded, the query looked at for memory.
    private static func path(ofURI text: String) -> String? {
        let parts = text.dropFirst("file:".count).prefix { $0 != "#" }.split(
            separator: "?",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let options = parts.count > 1 ? parts[1].split(separator: "&") : []
        guard !options.contains("mode=memory"), !options.contains("vfs=memdb") else { return nil }
        var path = parts.first ?? ""
        if path.hasPrefix("//") { path = path.dropFirst(2).drop { $0 != "/" } }
        let decoded = percentDecoded(path)
        return decoded.isEmpty || decoded == ":memory:" ? nil : decoded
    }

    private static func percentDecoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes.dropFirst(index + 1).prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether the file is there; one in memory always is.
    var exists: Bool {
        path.map { access($0, F_OK) == 0 } ?? true
    }

    /// Removes the file if it has no byte; a link stays.
    func removeIfEmpty() {
        var status = stat()
        guard let path, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 else {
            return
        }
        unlink(path)
    }

    var folder: String {
        guard let path, let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// SQLite says no more than "unable to open database file".
    func reasonItCannotBeOpened(creating: Bool) -> String? {
        guard let path else { return nil }
        if SQLiteFile.isFolder(path) { return "\(path) is a folder" }
        if exists { return access(path, R_OK) == 0 ? nil : "no permission to read \(path)" }
        if !SQLiteFile.isFolder(folder) { return "the folder \(folder) does not exist" }
        if !creating { return "the file \(path) does not exist" }
        return access(folder, W_OK) == 0 ? nil : "no permission to create a file in \(folder)"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
