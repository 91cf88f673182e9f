#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files in folders within.
extension TemporaryFolder {
    func makeFolder(_ name: String) {
        var current = path
        for part in name.split(separator: "/") {
            current += "/\(part)"
            _ = mkdir(current, 0o755)
        }
    }

    /// Writes a file and makes the folders above it.
    func writeTree(_ name: String, _ text: String) {
        makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
        write(text, to: name)
    }

    func link(_ name: String, to target: String) {
        _ = symlink(target, file(name))
    }

    /// A file's text, `nil` where it cannot be read.
    func read(_ name: String) -> String? {
        guard let stream = fopen(file(name), "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var byte = fgetc(stream)
        while byte != EOF {
            bytes.append(UInt8(truncatingIfNeeded: byte))
            byte = fgetc(stream)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a folder within, sorted, hidden ones included.
    func names(in folder: String) -> [String] {
        guard let stream = opendir(file(folder)) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
