/// The list of files that git tracks, read from the bytes of `.git/index` instead of starting git.
///
/// Format: https://git-scm.com/docs/index-format, versions 2 to 4 with SHA-1. Anything else answers "not tracked": the
/// question is asked for a warning only.
package struct GitIndex {
    private let bytes: UnsafeRawBufferPointer

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether a path, relative to the repository's root, is among the entries.
    ///
    /// Entries are sorted, so the walk ends at the path's place.
    package func contains(_ path: String) -> Bool {
        let wanted = Array(path.utf8)
        guard bytes.starts(with: "DIRC".utf8), let version = number(at: 4, bytes: 4), (2...4).contains(version),
            let count = number(at: 8, bytes: 4)
        else { return false }
        var name: [UInt8] = []
        var offset = 12
        for _ in 0..<count {
            guard let end = readEntry(at: offset, version: version, into: &name) else { return false }
            if name == wanted { return true }
            if wanted.lexicographicallyPrecedes(name) { return false }
            offset = end
        }
        return false
    }

    /// Reads the name of the entry at an offset, and returns the offset of the next one.
    private func readEntry(at start: Int, version: Int, into name: inout [UInt8]) -> Int? {
        let fixed = 62
        guard let flags = number(at: start + fixed - 2, bytes: 2) else { return nil }
        var offset = start + fixed + (version >= 3 && flags & 0x4000 != 0 ? 2 : 0)
        if version == 4 {
            guard let stripped = variableNumber(at: &offset), stripped <= name.count else { return nil }
            name.removeLast(stripped)
        } else {
            name.removeAll(keepingCapacity: true)
        }
        guard offset < bytes.count, let end = bytes[offset...].firstIndex(of: 0) else { return nil }
        name += bytes[offset..<end]
        if version == 4 { return end + 1 }
        // Padded with one to eight NULs, so that an entry's length is a multiple of eight.
        let length = end - start
        return start + (length / 8 + 1) * 8
    }

    private func number(at offset: Int, bytes count: Int) -> Int? {
        guard offset >= 0, offset + count <= bytes.count else { return nil }
        return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The variable-length number of git's packs: seven bits a byte, one added at each continuation.
    private func variableNumber(at offset: inout Int) -> Int? {
        var value = 0
        var isFirst = true
        while offset < bytes.count, value < 1 << 32 {
            let byte = Int(bytes[offset])
            offset += 1
            value = (isFirst ? 0 : (value + 1) << 7) | (byte & 0x7F)
            isFirst = false
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
