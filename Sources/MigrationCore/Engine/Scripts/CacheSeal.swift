#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The sizes of the files of one folder of the cache, by which one that a crash or a full disk has cut is known.
struct CacheSeal {
    private let folder: String
    private var path: String { "\(folder)/\(CacheSeal.name)" }

    private static let name = "sizes"

    init(_ folder: String) {
        self.folder = folder
    }

    /// Whether every file has the size that it was made with; not where nothing tells.
    var isWhole: Bool {
        guard let file = fopen(path, "r") else { return false }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 4096)
        var count = 0
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let fields = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: 32, maxSplits: 1)
            let name = fields.last.map { String(decoding: $0.prefix { $0 != 10 }, as: UTF8.self) }
            guard fields.count == 2, let name, let size = Int64(String(decoding: fields[0], as: UTF8.self)),
                size == self.size(of: name)
            else { return false }
            count += 1
        }
        return count > 0
    }

    /// Writes the sizes, once the files themselves are on the disk.
    ///
    /// - Returns: `false` where that fails.
    func put() -> Bool {
        guard let opened = try? Folder(folder), let entries = try? opened.entries() else { return false }
        var text = ""
        for entry in entries where !entry.isFolder {
            guard let size = size(of: entry.name), synchronize("\(folder)/\(entry.name)") else { return false }
            text += "\(size) \(entry.name)\n"
        }
        guard let file = fopen(path, "w") else { return false }
        let isWritten = fputs(text, file) >= 0
        return fclose(file) == 0 && isWritten && synchronize(path)
    }

    private func size(of name: String) -> Int64? {
        var status = stat()
        return stat("\(folder)/\(name)", &status) == 0 ? Int64(status.st_size) : nil
    }

    private func synchronize(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
